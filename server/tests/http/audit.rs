//! The audit log's files.

use domain::audit::AuditList;
use serde_json::{Value, json};

use crate::support::TestApp;

#[tokio::test]
async fn an_export_is_whole_narrowed_and_written_down() {
    let app = TestApp::start().await;
    app.person("=1+2").await;
    let root = app.admin().await;

    let csv = root.get("/audit/export.csv").await;
    assert_eq!((csv.status.as_u16(), csv.header("content-type")), (200, "text/csv; charset=utf-8; header=present"));
    let disposition = csv.header("content-disposition");
    assert!(disposition.starts_with("attachment; filename=\"gatehouse-audit-20") && disposition.ends_with(".csv\""), "{disposition}");
    assert_eq!(csv.header("cache-control"), "no-store");
    let text = csv.text();
    let lines: Vec<_> = text.split_terminator("\r\n").collect();
    assert_eq!(lines[0], "place,time,event,person,name,action,result,resource_type,resource,address,browser,detail");
    assert!(lines[1..].iter().all(|line| line.matches("\",\"").count() >= 11), "{text}");
    assert!(lines.iter().any(|line| line.contains("\"'=1+2\",\"auth.register\",\"ok\"")), "{text}");

    let ndjson = root.get("/audit/export.ndjson?what=audit.export").await;
    assert_eq!(ndjson.header("content-type"), "application/x-ndjson");
    let events: Vec<Value> = ndjson.text().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let told: Vec<_> = events.iter().map(|event| (event["name"].as_str(), event["detail"]["format"].as_str())).collect();
    assert_eq!(told, [(Some("Root"), Some("ndjson")), (Some("Root"), Some("csv"))], "each export is an event, this one too");
}

#[tokio::test]
async fn exports_are_for_administrators_and_wrong_filters_are_named() {
    let app = TestApp::start().await;
    let ann = app.person("ann").await;
    assert_eq!(ann.get("/audit/export.csv").await.status, 403);
    let anonymous = app.anon().get("/audit/export.ndjson").await;
    assert_eq!((anonymous.status.as_u16(), anonymous.header("location")), (303, "/login?next=%2Faudit%2Fexport%2Endjson"));
    let root = app.admin().await;
    let refused: AuditList = root.json("/api/audit/list", &json!({ "query": "what=audit.export&result=refused" })).await.json();
    assert_eq!(refused.page.items.len(), 1);
    for (path, part) in
        [("/audit/export.csv?from=yesterday", "This is not a day."), ("/audit/export.csv?address=nowhere", "This is not an address.")]
    {
        let answer = root.get(path).await;
        assert_eq!(answer.status, 422, "{path}");
        assert!(answer.text().contains(part), "{}", answer.text());
    }
    let answer = root.json("/api/audit/list", &json!({ "query": "result=maybe" })).await;
    assert_eq!(answer.json::<domain::problem::Problem>().field.as_deref(), Some("result"));
}
