use domain::{
    account::Actor,
    id::DocumentId,
    problem::ProblemKind,
    purpose::Purpose,
    upload::{ConfirmOutcome, KNOWN_AT_ONCE, PresignRequest, Target},
};
use services::{trash, uploads};

use crate::support::{TestApp, info, on_both, request, sha256_base64};

/// Brings a text in as the browser does, which tells its checksum.
async fn upload(app: &TestApp, actor: &Actor, target: Target, bytes: &[u8]) -> DocumentId {
    let declared = PresignRequest { checksum_sha256: Some(sha256_base64(bytes)), target, ..request(Purpose::Document, bytes.len() as u64) };
    let ticket = uploads::presign(app, actor, &info(), declared).await.unwrap();
    app.store.post(&ticket, bytes);
    match app.confirm(actor, ticket.upload).await.unwrap() {
        ConfirmOutcome::Ready { document: Some(document), .. } => document,
        other => panic!("{other:?}"),
    }
}

/// The documents that have one of the texts.
async fn known(app: &TestApp, actor: &Actor, texts: &[&[u8]]) -> Vec<DocumentId> {
    let checksums: Vec<String> = texts.iter().map(|bytes| sha256_base64(bytes)).collect();
    uploads::known(app, actor, &checksums).await.unwrap().into_iter().map(|known| known.document).collect()
}

on_both!(only_ones_own_living_documents_are_known, app, {
    let (ann, bob) = (app.person("ann").await, app.person("bob").await);
    let lease = upload(&app, &ann, Target::Top, b"lease").await;
    assert_eq!(known(&app, &ann, &[b"offer", b"lease"]).await, [lease]);
    let told = uploads::known(&app, &ann, &[sha256_base64(b"lease")]).await.unwrap().remove(0);
    assert_eq!((told.name.as_str(), told.checksum_sha256), ("Hợp đồng.txt", sha256_base64(b"lease")));

    assert_eq!(known(&app, &bob, &[b"lease"]).await, []);
    let copy = upload(&app, &bob, Target::Top, b"lease").await;
    assert_eq!((known(&app, &ann, &[b"lease"]).await, known(&app, &bob, &[b"lease"]).await), (vec![lease], vec![copy]));

    trash::put(&app, &ann, &info(), &[lease]).await.unwrap();
    assert_eq!(known(&app, &ann, &[b"lease"]).await, []);
    trash::restore(&app, &ann, &info(), &[lease]).await.unwrap();
    assert_eq!(known(&app, &ann, &[b"lease"]).await, [lease]);
});

on_both!(what_a_document_was_before_is_not_known, app, {
    let ann = app.person("ann").await;
    let lease = upload(&app, &ann, Target::Top, b"draft").await;
    upload(&app, &ann, Target::Version(lease), b"final").await;
    assert_eq!(known(&app, &ann, &[b"draft", b"final"]).await, [lease]);
    assert_eq!(known(&app, &ann, &[b"draft"]).await, []);
});

on_both!(so_many_are_asked_about_at_once, app, {
    let ann = app.person("ann").await;
    let many = vec![sha256_base64(b"lease"); KNOWN_AT_ONCE];
    assert_eq!(uploads::known(&app, &ann, &many).await.unwrap(), []);
    let too_many = vec![sha256_base64(b"lease"); KNOWN_AT_ONCE + 1];
    assert_eq!(uploads::known(&app, &ann, &too_many).await.unwrap_err().kind(), ProblemKind::Invalid);
    assert_eq!(uploads::known(&app, &ann, &["%".to_owned()]).await.unwrap_err().kind(), ProblemKind::Invalid);
});
