//! What an upload becomes that belongs to something.

use domain::{
    account::Actor,
    content_type::ContentType,
    folder::FolderName,
    id::{DocumentId, FolderId, UploadId},
    listing::Listing,
    problem::ProblemKind,
    purpose::Purpose,
    upload::{ConfirmOutcome, PresignRequest, Target, Ticket},
};
use services::{Error, documents, folders, jobs, trash, uploads};

use crate::{
    documents::document,
    files::png,
    support::{TestApp, info, listed, message, on_both, request},
};

async fn ticket(app: &TestApp, actor: &Actor, purpose: Purpose, target: Target, bytes: &[u8]) -> Result<Ticket, Error> {
    let ticket = uploads::presign(app, actor, &info(), PresignRequest { target, ..request(purpose, bytes.len() as u64) }).await?;
    app.store.post(&ticket, bytes);
    Ok(ticket)
}

async fn folder(app: &TestApp, actor: &Actor, name: &str) -> FolderId {
    folders::create(app, actor, &info(), None, FolderName::parse(name).unwrap()).await.unwrap()
}

/// A picture of one pixel, brought in as a document or as an image.
async fn picture(app: &TestApp, actor: &Actor, purpose: Purpose) -> UploadId {
    let bytes = png(1, 1, &[]);
    let content_type = ContentType::parse("image/png").unwrap();
    let request = PresignRequest { content_type, ..request(purpose, bytes.len() as u64) };
    let ticket = uploads::presign(app, actor, &info(), request).await.unwrap();
    app.store.post(&ticket, &bytes);
    assert!(matches!(app.confirm(actor, ticket.upload).await.unwrap(), ConfirmOutcome::Ready { .. }));
    ticket.upload
}

/// Brings in a thumbnail and answers its URL.
async fn thumbnail(app: &TestApp, actor: &Actor, of: UploadId) -> String {
    let ticket = ticket(app, actor, Purpose::Thumbnail, Target::Thumbnail(of), &png(1, 1, &[])).await.unwrap();
    match app.confirm(actor, ticket.upload).await.unwrap() {
        ConfirmOutcome::Ready { url: Some(url), .. } => url,
        other => panic!("{other:?}"),
    }
}

on_both!(a_document_goes_into_the_folder, app, {
    let (ann, bob) = (app.person("ann").await, app.person("bob").await);
    let flat = folder(&app, &ann, "Flat").await;
    let filed = ticket(&app, &ann, Purpose::Document, Target::Folder(flat), b"hello").await.unwrap();
    let ConfirmOutcome::Ready { document: Some(id), .. } = app.confirm(&ann, filed.upload).await.unwrap() else { panic!() };
    let open = Listing { folder: Some(flat), ..Listing::default() };
    assert_eq!(app.list(&ann, &open, None).await.documents.items[0].id, id);
    assert_eq!(listed(&app, &ann).await.items, []);
    let foreign = ticket(&app, &bob, Purpose::Document, Target::Folder(flat), b"hello").await.unwrap_err();
    assert_eq!(foreign.kind(), ProblemKind::NotFound);
});

on_both!(when_the_folder_is_deleted_meanwhile_the_document_lies_at_the_top, app, {
    let ann = app.person("ann").await;
    let flat = folder(&app, &ann, "Flat").await;
    let filed = ticket(&app, &ann, Purpose::Document, Target::Folder(flat), b"hello").await.unwrap();
    folders::delete(&app, &ann, &info(), flat).await.unwrap();
    let ConfirmOutcome::Ready { document: Some(id), .. } = app.confirm(&ann, filed.upload).await.unwrap() else { panic!() };
    assert_eq!(listed(&app, &ann).await.items[0].id, id);
});

on_both!(only_who_may_change_a_document_gives_it_a_version, app, {
    let (ann, bob) = (app.person("ann").await, app.person("bob").await);
    let id = document(&app, &ann).await;
    let ask = async |actor: &Actor, id: DocumentId| ticket(&app, actor, Purpose::Document, Target::Version(id), b"second").await;
    let (foreign, missing) = (ask(&bob, id).await.unwrap_err(), ask(&bob, DocumentId(uuid::Uuid::nil())).await.unwrap_err());
    assert_eq!(foreign.kind(), ProblemKind::NotFound);
    assert_eq!(message(foreign), message(missing));
    assert_eq!(app.events("document.version").await, 2, "refusals are recorded");

    let second = ask(&ann, id).await.unwrap();
    let ready = app.confirm(&ann, second.upload).await.unwrap();
    assert_eq!(ready, ConfirmOutcome::Ready { document: Some(id), url: None });
    let row = listed(&app, &ann).await.items.remove(0);
    assert_eq!((row.version, row.size_bytes), (2, 6));

    trash::put(&app, &ann, &info(), &[id]).await.unwrap();
    let trashed = ask(&ann, id).await.unwrap_err();
    assert_eq!(trashed.kind(), ProblemKind::Conflict);
    assert!(message(trashed).contains("in the trash"));
});

on_both!(a_version_whose_document_is_gone_leaves_nothing_behind, app, {
    let ann = app.person("ann").await;
    let id = document(&app, &ann).await;
    let second = ticket(&app, &ann, Purpose::Document, Target::Version(id), b"second").await.unwrap();
    trash::put(&app, &ann, &info(), &[id]).await.unwrap();
    trash::purge(&app, &ann, &info(), id).await.unwrap();
    let ConfirmOutcome::Rejected { message } = app.confirm(&ann, second.upload).await.unwrap() else { panic!() };
    assert!(message.contains("deleted meanwhile"), "{message}");
    jobs::run_due(&app).await.unwrap();
    assert_eq!(app.store.keys(), Vec::<String>::new());
});

on_both!(two_versions_at_once_have_a_number_each, app, {
    let ann = app.person("ann").await;
    let id = document(&app, &ann).await;
    let one = ticket(&app, &ann, Purpose::Document, Target::Version(id), b"one").await.unwrap();
    let two = ticket(&app, &ann, Purpose::Document, Target::Version(id), b"two").await.unwrap();
    let (first, second) = tokio::join!(app.confirm(&ann, one.upload), app.confirm(&ann, two.upload));
    assert_eq!(first.unwrap(), second.unwrap());
    let rows = documents::get(&app, &ann, &info(), id).await.unwrap().versions;
    assert_eq!(rows.iter().map(|row| (row.number, row.current)).collect::<Vec<_>>(), [(3, true), (2, false), (1, false)]);
});

on_both!(a_document_shows_its_newest_thumbnail_and_keeps_no_other, app, {
    let ann = app.person("ann").await;
    let upload = picture(&app, &ann, Purpose::Document).await;
    let first = thumbnail(&app, &ann, upload).await;
    assert!(first.starts_with(&format!("https://cdn.test/thumbnails/{}/", ann.user)), "{first}");
    assert_eq!(listed(&app, &ann).await.items[0].thumbnail_url.as_ref(), Some(&first));

    let second = thumbnail(&app, &ann, upload).await;
    assert_eq!(listed(&app, &ann).await.items[0].thumbnail_url.as_ref(), Some(&second));
    jobs::run_due(&app).await.unwrap();
    let thumbnails: Vec<String> = app.store.keys().into_iter().filter(|key| key.starts_with("thumbnails/")).collect();
    assert_eq!(thumbnails, [second.trim_start_matches("https://cdn.test/")]);
    assert_eq!(*app.store.invalidated.lock().unwrap(), [first.trim_start_matches("https://cdn.test/")]);
});

on_both!(an_images_thumbnail_lies_where_everybody_sees_it, app, {
    let ann = app.person("ann").await;
    let image = picture(&app, &ann, Purpose::Image).await;
    let url = thumbnail(&app, &ann, image).await;
    assert!(url.starts_with(&format!("https://cdn.test/images/{}/", ann.user)), "{url}");
});

on_both!(a_thumbnail_belongs_to_a_picture_of_ones_own, app, {
    let (ann, bob) = (app.person("ann").await, app.person("bob").await);
    let picture = picture(&app, &ann, Purpose::Document).await;
    let text = app.arrived(&ann, Purpose::Document, b"hello").await;
    app.confirm(&ann, text.upload).await.unwrap();
    let ask = async |actor: &Actor, of: UploadId| ticket(&app, actor, Purpose::Thumbnail, Target::Thumbnail(of), b"x").await;
    assert_eq!(ask(&bob, picture).await.unwrap_err().kind(), ProblemKind::NotFound);
    assert_eq!(ask(&ann, text.upload).await.unwrap_err().kind(), ProblemKind::Conflict);
});
