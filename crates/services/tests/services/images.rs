use domain::{account::Actor, id::ImageId, problem::ProblemKind, purpose::Purpose, upload::ConfirmOutcome};
use services::{
    images,
    orphans::{Orphans, check},
};

use crate::{
    files::png,
    support::{TestApp, info, on_both},
};

async fn image(app: &TestApp, owner: &Actor) -> String {
    let ticket = app.arrived(owner, Purpose::Image, &png(1, 1, &[])).await;
    match app.confirm(owner, ticket.upload).await.unwrap() {
        ConfirmOutcome::Ready { document: None, url: Some(url) } => url,
        other => panic!("{other:?}"),
    }
}

on_both!(everybody_sees_an_image_and_its_owner_deletes_it, app, {
    let (ann, bob) = (app.person("ann").await, app.person("bob").await);
    let url = image(&app, &ann).await;
    for (actor, mine) in [(&ann, true), (&bob, false)] {
        let page = images::list(&app, actor, None).await.unwrap();
        let row = &page.items[0];
        assert_eq!((&row.url, row.mine, &*row.owner_name, page.items.len()), (&url, mine, "ann", 1));
    }
    let id = images::list(&app, &ann, None).await.unwrap().items[0].id;
    for missing in [id, ImageId(uuid::Uuid::nil())] {
        let refusal = images::delete(&app, &bob, &info(), missing).await.unwrap_err();
        assert_eq!(refusal.kind(), ProblemKind::NotFound);
    }
    assert_eq!(app.events("image.delete").await, 2, "refusals are recorded");
    images::delete(&app, &ann, &info(), id).await.unwrap();
    assert!(images::list(&app, &bob, None).await.unwrap().items.is_empty());
    assert_eq!(app.store.keys(), Vec::<String>::new());
    let key = url.split_once(".test/").unwrap().1;
    assert_eq!(*app.store.invalidated.lock().unwrap(), [key]);
    assert_eq!(check(&app).await.unwrap(), Orphans::default());
});
