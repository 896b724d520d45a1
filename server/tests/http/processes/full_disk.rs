//! A store whose disk is full: what does not fit is refused, what is there stays whole, and there is room again later.

use domain::upload::ConfirmOutcome;
use http::Method;
use serde_json::json;

use super::{
    process::Process,
    scene::{Layout, Scene},
};
use crate::{
    client::{Answer, Client, multipart},
    documents::presign,
};

const MIB: usize = 1024 * 1024;

async fn post(client: &Client, bytes: &[u8]) -> (Answer, serde_json::Value) {
    let ticket = presign(client, "document", "a.txt", "text/plain", bytes).await;
    let (form, body) = multipart(&ticket.fields, bytes);
    let answer = client.send(Method::POST, &ticket.url, &[("content-type", &form)], body).await;
    (answer, json!({ "upload": ticket.upload }))
}

#[tokio::test(flavor = "multi_thread")]
async fn what_does_not_fit_is_refused_and_nothing_else_is_harmed() {
    let scene = Scene::new(Layout::StoreApart).await;
    let mut store = Process::start_without_room(&scene, "localcloud", 1024);
    store.ready(&scene.store_origin()).await;
    let app = Process::start(&scene, "serve");
    app.ready(&scene.health()).await;
    let ann = Client::new(&scene.origin());
    ann.register("ann").await;

    let (small, large) = (vec![b'a'; MIB / 4], vec![b'b'; 3 * MIB]);
    let (taken, upload) = post(&ann, &small).await;
    assert_eq!(taken.status, 201);
    assert!(matches!(ann.json("/api/uploads/confirm", &upload).await.json(), ConfirmOutcome::Ready { .. }));
    let (refused, upload) = post(&ann, &large).await;
    assert_eq!(refused.status, 500, "{}", refused.text());
    assert!(refused.text().contains("<Code>InternalError</Code>"), "{}", refused.text());
    assert_eq!(ann.json("/api/uploads/confirm", &upload).await.status, 409, "nothing has arrived");
    assert_eq!(post(&ann, &small).await.0.status, 201, "what fits is taken still");

    let folder = scene.config.objects_dir();
    assert_eq!(std::fs::read_dir(folder.join("incoming")).unwrap().count(), 0, "nothing half is left");
    store.kill();
    let store = Process::start(&scene, "localcloud");
    store.ready(&scene.store_origin()).await;
    assert_eq!(post(&ann, &large).await.0.status, 201, "there is room again");
}
