//! The audit log of a running program: checked by the command, and exported without growing.

use std::{
    process::{Command, Output},
    time::{Duration, Instant},
};

use domain::audit::AuditList;
use sea_orm::ConnectionTrait as _;
use serde_json::json;
use server::boot::{self, Ports};

use super::{
    process::Process,
    scene::{Layout, Scene},
};
use crate::client::{Client, PASSWORD};

const EVENTS: i64 = 200_000;
const MIB: u64 = 1024 * 1024;

fn verify(scene: &Scene, checkpoints: &str) -> Output {
    let flags = scene.settings().iter().flat_map(|setting| ["--set", setting.as_str()]);
    let mut command = Command::new(env!("CARGO_BIN_EXE_gatehouse"));
    command.env_clear().args(flags).args(["audit", "verify", "--checkpoints", checkpoints]).output().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_command_says_that_the_log_is_whole_or_names_what_is_not() {
    let scene = Scene::new(Layout::Together).await;
    let app = Process::start(&scene, "serve");
    app.ready(&scene.health()).await;
    Client::new(&scene.origin()).register("ann").await;
    // The first checkpoint reaches the bucket within seconds.
    let start = Instant::now();
    let whole = loop {
        let output = verify(&scene, "s3");
        if output.status.success() {
            break String::from_utf8(output.stdout).unwrap();
        }
        assert!(start.elapsed() < Duration::from_mins(1), "{}", String::from_utf8_lossy(&output.stderr));
    };
    assert!(whole.contains("The audit log is whole:") && whole.contains("the last one in the bucket"), "{whole}");

    let database = boot::database(&scene.config).await.unwrap();
    database.writer().execute_unprepared("UPDATE audit_events SET ip = '192.0.2.66' WHERE action = 'auth.register'").await.unwrap();
    let broken = verify(&scene, "s3");
    let told = String::from_utf8(broken.stderr).unwrap();
    assert!(!broken.status.success() && told.contains("at place 1 is not what was written"), "{told}");

    let folder = scene.path().join("copies");
    std::fs::create_dir(&folder).unwrap();
    let told = String::from_utf8(verify(&scene, folder.to_str().unwrap()).stderr).unwrap();
    assert!(told.contains("there is no checkpoint (*.json) in it"), "{told}");
}

#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread")]
async fn an_export_of_two_hundred_thousand_events_costs_no_memory() {
    let scene = Scene::new(Layout::Together).await;
    let database = boot::database(&scene.config).await.unwrap();
    let sql = format!(
        "WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {EVENTS})
         INSERT INTO audit_events (id, created_at, action, resource_type, resource_id, result, ip, user_agent, detail)
         SELECT unhex('00000000000070008000' || printf('%012x', n)), 1700000000000000 + n, 'document.download', 'document', 'document-' || n, 'ok',
           '192.0.2.7', 'Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0', '{{\"name\":\"contract.pdf\"}}' FROM numbers"
    );
    database.writer().execute_unprepared(&sql).await.unwrap();
    let services = boot::app(&scene.config, Ports::configured(&scene.config)).await.unwrap();
    services::accounts::create_admin(&services, "root@example.com".parse().unwrap(), "Root".parse().unwrap(), PASSWORD).await.unwrap();

    let app = Process::start(&scene, "serve");
    app.ready(&scene.health()).await;
    let root = Client::new(&scene.origin());
    root.form("/api/auth/login", &[("email", "root@example.com"), ("password", PASSWORD)]).await;
    // What the sequencer holds meanwhile is not the export's.
    let start = Instant::now();
    while root.json("/api/audit/list", &json!({ "query": "who=nobody" })).await.json::<AuditList>().chain.chained < EVENTS {
        assert!(start.elapsed() < Duration::from_mins(3), "the log is never chained");
    }
    for path in ["/audit/export.csv", "/audit/export.ndjson"] {
        root.get(&format!("{path}?until=2023-11-14&resource=document-7")).await;
        let before = app.memory("VmRSS");
        app.forget_most();
        let export = root.get(path).await;
        let growth = app.memory("VmHWM").saturating_sub(before);
        let lines = export.text().lines().count();
        println!("{path}: {lines} lines, {} MiB, {} KiB more than {} MiB", export.body.len() as u64 / MIB, growth / 1024, before / MIB);
        assert!(lines > usize::try_from(EVENTS).unwrap(), "{lines}");
        assert!(growth < 20 * MIB, "{growth}");
    }
}
