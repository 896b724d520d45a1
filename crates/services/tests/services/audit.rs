use domain::{
    account::{Actor, Email, PersonName, Role},
    audit::{AuditAction, AuditFilter, AuditResult},
    document::Disposition,
    problem::ProblemKind,
};
use services::{
    accounts,
    audit::{
        self,
        chain::{self, Look},
    },
    documents,
};

use crate::{
    documents::document,
    support::{PASSWORD, TestApp, info, on_both},
};

/// An administrator, who is made on the command line.
pub(crate) async fn admin(app: &TestApp, ann: &Actor) -> Actor {
    let root = accounts::create_admin(app, Email::parse("root@example.com").unwrap(), PersonName::parse("Root").unwrap(), PASSWORD);
    Actor { user: root.await.unwrap(), role: Role::Admin, ..*ann }
}

pub(crate) fn filter(query: &[(&str, &str)]) -> AuditFilter {
    AuditFilter::from_query(|name| query.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned())).unwrap()
}

on_both!(administrators_read_the_log_and_others_are_recorded_trying, app, {
    let ann = app.person("ann").await;
    let all = AuditFilter::default();
    assert_eq!(audit::list(&app, &ann, &info(), &all, None).await.unwrap_err().kind(), ProblemKind::Forbidden);
    assert_eq!(audit::tail(&app, &ann, &info(), &all, 0).await.unwrap_err().kind(), ProblemKind::Forbidden);
    assert_eq!(audit::export(&app, &ann, &info(), &all, "csv").await.err().unwrap().kind(), ProblemKind::Forbidden);
    let admin = admin(&app, &ann).await;
    let page = audit::list(&app, &admin, &info(), &all, None).await.unwrap().page;
    let told: Vec<_> = page.items.iter().map(|row| (row.action.as_str(), row.actor_name.as_deref(), row.result)).collect();
    assert!(told.contains(&("audit.read", Some("ann"), AuditResult::Refused)), "{told:?}");
    assert!(told.contains(&("auth.register", Some("ann"), AuditResult::Ok)));
    assert_eq!(app.events("audit.read").await, 3, "reading is recorded too");
    assert_eq!(app.events("audit.export").await, 1);
});

on_both!(every_filter_narrows_the_log, app, {
    let (ann, bob) = (app.person("ann").await, app.person("bob").await);
    let root = admin(&app, &ann).await;
    let document = document(&app, &ann).await;
    documents::download(&app, &ann, &info(), document, None, Disposition::Attachment).await.unwrap();
    let id = document.to_string();
    audit::list(&app, &bob, &info(), &AuditFilter::default(), None).await.unwrap_err();
    let user = bob.user.to_string();
    for (query, actions) in [
        (&[("who", "BOB@")][..], &["audit.read", "auth.register"][..]),
        (&[("who", &user)], &["audit.read", "auth.register"]),
        (&[("who", "nobody at all")], &[]),
        (&[("who", "example.com"), ("what", "auth.register")], &["auth.register", "auth.register"]),
        (&[("result", "refused")], &["audit.read"]),
        (&[("result", "ok"), ("who", "bob")], &["auth.register"]),
        (&[("resource", &id)], &["document.download"]),
        (&[("resource", &id), ("who", "bob")], &[]),
        (&[("address", "192.0.2.7"), ("who", "bob"), ("result", "refused")], &["audit.read"]),
        (&[("address", "192.0."), ("what", "upload.confirm")], &["upload.confirm"]),
        (&[("address", "10."), ("what", "upload.confirm")], &[]),
        (&[("from", "2027-01-15"), ("until", "2027-01-15"), ("who", "bob")], &["audit.read", "auth.register"]),
        (&[("from", "2027-01-16")], &[]),
        (&[("until", "2027-01-14")], &[]),
        (&[("q", &id[9..]), ("what", "document.download")], &["document.download"]),
        (&[("q", "100%")], &[]),
        (&[("q", "test_")], &[]),
    ] {
        let list = audit::list(&app, &root, &info(), &filter(query), None).await.unwrap();
        let others = list.page.items.iter().filter(|row| row.actor != Some(root.user));
        let mut told: Vec<_> = others.map(|row| row.action.as_str()).collect();
        told.sort_unstable();
        assert_eq!(told, actions, "{query:?}");
        assert_eq!(list.searched_to, None, "{query:?}: this log is short");
    }
});

on_both!(the_end_of_the_log_tells_each_event_once, app, {
    let ann = app.person("ann").await;
    let root = admin(&app, &ann).await;
    app.clock.pass(2);
    chain::run(&app, Look::Everywhere).await.unwrap();
    let list = audit::list(&app, &root, &info(), &AuditFilter::default(), None).await.unwrap();
    assert!(list.page.items.iter().all(|row| row.sequence.is_some()));
    let mut after = list.chain.chained;
    let tail = audit::tail(&app, &root, &info(), &AuditFilter::default(), after).await.unwrap();
    assert_eq!((tail.rows.len(), tail.after), (0, after), "the reading itself is not chained yet");
    document(&app, &ann).await;
    app.clock.pass(2);
    chain::run(&app, Look::Lately).await.unwrap();
    let confirms = AuditFilter { action: Some(AuditAction::UploadConfirm), ..AuditFilter::default() };
    assert_eq!(audit::tail(&app, &root, &info(), &confirms, after).await.unwrap().rows.len(), 1);
    let mut told = Vec::new();
    loop {
        let tail = audit::tail(&app, &root, &info(), &AuditFilter::default(), after).await.unwrap();
        if tail.after == after {
            break;
        }
        after = tail.after;
        told.extend(tail.rows.into_iter().map(|row| row.action));
    }
    assert_eq!(told, ["audit.read", "upload.presign", "upload.confirm"]);
});
