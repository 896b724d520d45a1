//! A store that is slow, overloaded, away, cut off or wrong about the time: what needs it says so, the rest does not notice.

use std::time::{Duration, Instant};

use domain::{id::UploadId, upload::ConfirmOutcome};
use localcloud::s3::Fault;
use serde_json::{Value, json};

use crate::{
    documents::{PDF, post_to_s3, presign},
    support::{Answer, Client, PASSWORD, TestApp},
};

async fn confirm(client: &Client, upload: UploadId) -> Answer {
    client.json("/api/uploads/confirm", &json!({ "upload": upload })).await
}

/// An upload that has arrived, and nobody has confirmed.
async fn arrived(app: &TestApp, client: &Client) -> UploadId {
    let ticket = presign(client, "document", "a.pdf", "application/pdf", PDF).await;
    assert_eq!(post_to_s3(app, &ticket, PDF).await.status, 201);
    ticket.upload
}

/// Everything that does not need the store.
async fn the_rest_works(app: &TestApp, client: &Client) {
    presign(client, "document", "b.pdf", "application/pdf", PDF).await;
    assert_eq!(client.json("/api/documents/list", &json!({ "listing": {}, "after": null })).await.status, 200);
    assert_eq!(client.get("/documents").await.status, 200);
    let login = app.anon().form("/api/auth/login", &[("email", "ann@example.com"), ("password", PASSWORD)]).await;
    assert!(login.status.is_redirection(), "{}", login.status);
    assert_eq!(client.get("/health/ready").await.status, 200);
}

async fn is_unavailable_and_then_succeeds(app: &TestApp, fault: Fault) {
    let ann = app.person("ann").await;
    let upload = arrived(app, &ann).await;
    app.faults().set(fault);
    let answer = confirm(&ann, upload).await;
    assert_eq!((answer.status.as_u16(), answer.header("retry-after")), (503, "5"), "{}", answer.text());
    assert!(answer.text().contains("The file store does not answer right now. Nothing is lost"), "{}", answer.text());
    the_rest_works(app, &ann).await;
    app.faults().set(Fault::None);
    assert!(matches!(confirm(&ann, upload).await.json(), ConfirmOutcome::Ready { document: Some(_), .. }));
}

#[tokio::test]
async fn an_overloaded_store_delays_confirm_alone() {
    let app = TestApp::start().await;
    is_unavailable_and_then_succeeds(&app, Fault::Busy).await;
}

#[tokio::test]
async fn a_store_that_is_cut_off_amid_its_answers_delays_confirm_alone() {
    let app = TestApp::start().await;
    is_unavailable_and_then_succeeds(&app, Fault::Cut { after_bytes: 2 }).await;
}

/// The calls' limits: three seconds to connect, ten to read, fifteen an attempt, twenty in all.
#[tokio::test]
async fn a_store_that_hangs_is_given_up_within_twenty_seconds() {
    let app = TestApp::start().await;
    let start = Instant::now();
    is_unavailable_and_then_succeeds(&app, Fault::Slow(Duration::from_mins(1))).await;
    assert!(start.elapsed() < Duration::from_secs(30), "{:?}", start.elapsed());
}

#[tokio::test]
async fn nobody_waits_for_a_slow_store_but_who_asks_it() {
    let app = TestApp::start().await;
    let ann = app.person("ann").await;
    let upload = arrived(&app, &ann).await;
    app.faults().set(Fault::Slow(Duration::from_secs(3)));
    let confirming = confirm(&ann, upload);
    let others = the_rest_works(&app, &ann);
    tokio::pin!(confirming, others);
    tokio::select! {
        () = &mut others => {}
        answer = &mut confirming => panic!("confirm was faster than the rest: {}", answer.status),
    }
    app.faults().set(Fault::None);
    assert!(matches!(confirming.await.json(), ConfirmOutcome::Ready { .. }));
}

#[tokio::test]
async fn a_confirm_ends_by_itself_when_the_browser_has_gone() {
    let app = TestApp::start().await;
    let ann = app.person("ann").await;
    let upload = arrived(&app, &ann).await;
    app.faults().set(Fault::Slow(Duration::from_millis(400)));
    tokio::time::timeout(Duration::from_millis(200), confirm(&ann, upload)).await.expect_err("the browser leaves while the store thinks");
    app.faults().set(Fault::None);
    // Long before the row's lease is over.
    let start = Instant::now();
    while !ann.get("/documents").await.text().contains("a.pdf") {
        assert!(start.elapsed() < Duration::from_secs(20), "the confirm was given up");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test]
async fn a_store_that_refuses_connections_is_waited_for() {
    let mut app = TestApp::start().await;
    let ann = app.person("ann").await;
    let upload = arrived(&app, &ann).await;
    app.stop_store().await;
    let answer = confirm(&ann, upload).await;
    assert_eq!((answer.status.as_u16(), answer.header("retry-after")), (503, "5"), "{}", answer.text());
    the_rest_works(&app, &ann).await;
    app.start_store().await;
    assert!(matches!(confirm(&ann, upload).await.json(), ConfirmOutcome::Ready { .. }));
}

#[tokio::test]
async fn readiness_tells_of_a_store_whose_clock_is_another() {
    let app = TestApp::start().await;
    let readiness = async || {
        services::health::look_at_store(&app.site.app).await;
        let answer = app.anon().get("/health/ready").await;
        assert_eq!(answer.status, 200, "most of the app does not depend on it");
        answer.json::<Value>()
    };
    assert_eq!(readiness().await, json!({ "status": "ready" }));
    for seconds in [-312, 312] {
        app.faults().set(Fault::Skewed { seconds });
        let told = readiness().await["store_clock_skew_seconds"].as_i64().unwrap();
        assert!((told - i64::from(seconds)).abs() <= 2, "{told}");
    }
    app.faults().set(Fault::None);
    assert_eq!(readiness().await, json!({ "status": "ready" }));
}
