use domain::{account::Actor, file_name::FileName, id::DocumentId, listing::Listing, problem::ProblemKind, tag::Tag};
use services::{Error, details};

use crate::{
    documents::document,
    support::{TestApp, info, listed, message, on_both},
};

pub(crate) async fn rename(app: &TestApp, actor: &Actor, id: DocumentId, name: &str, description: &str) -> Result<(), Error> {
    details::rename(app, actor, &info(), id, FileName::parse(name).unwrap(), description).await
}

pub(crate) async fn tag(app: &TestApp, actor: &Actor, id: DocumentId, tags: &str) -> Result<(), Error> {
    details::tag(app, actor, &info(), id, &Tag::parse_list(tags).unwrap()).await
}

on_both!(a_document_is_renamed_described_and_tagged, app, {
    let ann = app.person("ann").await;
    let id = document(&app, &ann).await;
    rename(&app, &ann, id, "Rent 2026.txt", " The flat in Hanoi. ").await.unwrap();
    tag(&app, &ann, id, "Home, rent").await.unwrap();
    tag(&app, &ann, id, "rent, hà nội").await.unwrap();
    let row = listed(&app, &ann).await.items.remove(0);
    assert_eq!((row.name.as_str(), row.description.as_str()), ("Rent 2026.txt", "The flat in Hanoi."));
    assert_eq!(row.tags.iter().map(Tag::as_str).collect::<Vec<_>>(), ["hà nội", "rent"]);
    assert_eq!((app.events("document.rename").await, app.events("document.tag").await), (1, 2));
    // A new name loses no tag from the search, and a new tag no name.
    for text in ["rent 2026", "HA NOI", "rent hà"] {
        let found = app.list(&ann, &Listing { text: text.to_owned(), ..Listing::default() }, None).await;
        assert_eq!(found.documents.items.len(), 1, "{text}");
    }
    assert!(message(rename(&app, &ann, id, "a", &"x".repeat(2001)).await.unwrap_err()).contains("at most 2000 characters"));
});

on_both!(the_longest_name_and_tags_have_room, app, {
    let ann = app.person("ann").await;
    let id = document(&app, &ann).await;
    let tags: Vec<String> = (10..30).map(|number| format!("{number}{}", "約".repeat(38))).collect();
    rename(&app, &ann, id, &"契".repeat(255), &"書".repeat(2000)).await.unwrap();
    tag(&app, &ann, id, &tags.join(",")).await.unwrap();
    let by_name = Listing { sort: Some(domain::listing::Sort::Name), text: "契契契".to_owned(), ..Listing::default() };
    assert_eq!(app.list(&ann, &by_name, None).await.documents.items[0].tags.len(), 20);
});

on_both!(a_strangers_document_cannot_be_changed_nor_told_from_none, app, {
    let (ann, bob) = (app.person("ann").await, app.person("bob").await);
    let id = document(&app, &ann).await;
    for foreign in [id, DocumentId(uuid::Uuid::nil())] {
        for refusal in [rename(&app, &bob, foreign, "a", "").await, tag(&app, &bob, foreign, "a").await] {
            let refusal = refusal.unwrap_err();
            assert_eq!(refusal.kind(), ProblemKind::NotFound);
            assert_eq!(message(refusal), "This document does not exist, or you have no access to it.");
        }
    }
    assert_eq!((app.events("document.rename").await, app.events("document.tag").await), (2, 2), "refusals are recorded");
});
