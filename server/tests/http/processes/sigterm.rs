//! SIGTERM: not ready at once, requests under way are answered, background work stops, all within twenty seconds.

use std::time::Duration;

use domain::upload::ConfirmOutcome;
use rustix::process::Signal;
use serde_json::json;

use super::{
    process::Process,
    scene::{Layout, Scene},
};
use crate::{
    client::{Client, multipart},
    documents::{PDF, presign},
};

#[tokio::test(flavor = "multi_thread")]
async fn requests_under_way_are_answered_and_then_it_ends() {
    // Reachable by others, so that a load balancer gets its notice.
    let scene = Scene::new(Layout::StoreApart).await.with(&["listen.address=0.0.0.0"]);
    let store = Process::start(&scene, "localcloud");
    store.ready(&scene.store_origin()).await;
    let mut app = Process::start(&scene, "serve");
    app.ready(&scene.health()).await;

    let (ann, balancer) = (Client::new(&scene.origin()), Client::new(&scene.origin()));
    ann.register("ann").await;
    let ticket = presign(&ann, "document", "a.pdf", "application/pdf", PDF).await;
    let (form, body) = multipart(&ticket.fields, PDF);
    assert_eq!(ann.send(http::Method::POST, &ticket.url, &[("content-type", &form)], body).await.status, 201);
    assert_eq!(balancer.get("/health/ready").await.status, 200);

    // The store holds its breath: the confirm is under way until it goes on.
    store.signal(Signal::STOP);
    let upload = json!({ "upload": ticket.upload });
    let confirming = ann.json("/api/uploads/confirm", &upload);
    let stopping = async {
        store_is_asked(&scene).await;
        app.signal(Signal::TERM);
        loop {
            // Until the notice is over, on the connection that is open already.
            let readiness = balancer.get("/health/ready").await;
            if readiness.status == 503 {
                assert_eq!(readiness.json::<serde_json::Value>()["status"], "stopping");
                break;
            }
        }
        store.signal(Signal::CONT);
    };
    let (answer, ()) = tokio::join!(confirming, stopping);
    assert!(matches!(answer.json(), ConfirmOutcome::Ready { .. }), "{}", answer.text());
    assert!(app.ended(Duration::from_secs(20)).await.success());
}

/// Waits until the row says that the confirm is at work.
async fn store_is_asked(scene: &Scene) {
    use sea_orm::{ColumnTrait as _, EntityTrait as _, PaginatorTrait as _, QueryFilter as _};
    use services::entity::upload;
    let database = server::boot::database(&scene.config).await.unwrap();
    let verifying = upload::Entity::find().filter(upload::Column::Status.eq("verifying"));
    while verifying.clone().count(database.writer()).await.unwrap() == 0 {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}
