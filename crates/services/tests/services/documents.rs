use domain::{document::Disposition, id::DocumentId, listing::Listing, problem::ProblemKind, purpose::Purpose, upload::ConfirmOutcome};
use services::documents;

use crate::support::{TestApp, info, listed, message, on_both};

pub(crate) async fn document(app: &TestApp, owner: &domain::account::Actor) -> DocumentId {
    let ticket = app.arrived(owner, Purpose::Document, b"hello").await;
    match app.confirm(owner, ticket.upload).await.unwrap() {
        ConfirmOutcome::Ready { document: Some(document), .. } => document,
        other => panic!("{other:?}"),
    }
}

on_both!(the_owner_downloads_and_it_is_recorded, app, {
    let ann = app.person("ann").await;
    let id = document(&app, &ann).await;
    let download = documents::download(&app, &ann, &info(), id, None, Disposition::Attachment).await.unwrap();
    assert!(download.url.ends_with("?attachment&300"), "{}", download.url);
    let event = app.only_event("document.download").await;
    assert_eq!((event.actor_id, event.resource_id, event.result.as_str()), (Some(ann.user.0), Some(id.to_string()), "ok"));
    assert_eq!((event.ip.as_deref(), event.user_agent.as_deref()), (Some("192.0.2.7"), Some("tests")));
    assert!(!event.detail.unwrap().contains("s3.test"), "URLs are not written down");
});

on_both!(a_strangers_document_does_not_exist, app, {
    let (ann, bob) = (app.person("ann").await, app.person("bob").await);
    let id = document(&app, &ann).await;
    let foreign = documents::download(&app, &bob, &info(), id, None, Disposition::Attachment).await.unwrap_err();
    let missing = documents::download(&app, &bob, &info(), DocumentId(uuid::Uuid::nil()), None, Disposition::Attachment).await.unwrap_err();
    assert_eq!(foreign.kind(), ProblemKind::NotFound);
    assert_eq!(message(foreign), message(missing));
    assert_eq!(app.events("document.download").await, 2);
    assert_eq!(listed(&app, &bob).await.items, []);
});

on_both!(pages_hold_every_document_once_however_close_their_times, app, {
    let ann = app.person("ann").await;
    let mut all = Vec::new();
    for index in 0..53 {
        all.push(document(&app, &ann).await);
        // Many share a moment.
        if index % 10 == 0 {
            app.clock.pass(1);
        }
    }
    let first = listed(&app, &ann).await;
    assert_eq!(first.items.len(), 50);
    let second = app.list(&ann, &Listing::default(), first.next.as_deref()).await.documents;
    assert_eq!((second.items.len(), second.next), (3, None));
    let mut seen: Vec<_> = first.items.iter().chain(&second.items).map(|row| row.id).collect();
    assert!(first.items.is_sorted_by(|a, b| (a.created_at, a.id) > (b.created_at, b.id)));
    seen.sort();
    all.sort();
    assert_eq!(seen, all);
});
