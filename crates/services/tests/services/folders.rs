use domain::{
    account::Actor,
    folder::{FOLDER_DEPTH, FolderName},
    id::FolderId,
    listing::Listing,
    problem::ProblemKind,
};
use services::{Error, folders, trash};

use crate::{
    documents::document,
    support::{TestApp, info, listed, message, on_both},
};

async fn create(app: &TestApp, actor: &Actor, parent: Option<FolderId>, name: &str) -> Result<FolderId, Error> {
    folders::create(app, actor, &info(), parent, FolderName::parse(name).unwrap()).await
}

fn open(folder: FolderId) -> Listing {
    Listing { folder: Some(folder), ..Listing::default() }
}

on_both!(folders_lie_within_folders_and_hold_documents, app, {
    let ann = app.person("ann").await;
    let flat = create(&app, &ann, None, "Flat").await.unwrap();
    let rent = create(&app, &ann, Some(flat), "Rent").await.unwrap();
    create(&app, &ann, None, "Car").await.unwrap();
    let (filed, kept) = (document(&app, &ann).await, document(&app, &ann).await);
    folders::file(&app, &ann, &info(), &[filed], Some(rent)).await.unwrap();

    let top = app.list(&ann, &Listing::default(), None).await;
    assert_eq!(top.folders.iter().map(|folder| folder.name.as_str()).collect::<Vec<_>>(), ["Car", "Flat"]);
    assert_eq!(top.documents.items.iter().map(|row| row.id).collect::<Vec<_>>(), [kept]);
    let inside = app.list(&ann, &open(rent), None).await;
    assert_eq!(inside.path.iter().map(|folder| folder.name.as_str()).collect::<Vec<_>>(), ["Flat", "Rent"]);
    assert_eq!(inside.documents.items[0].id, filed);
    assert_eq!(
        folders::all(&app, &ann).await.unwrap().iter().map(|folder| folder.name.clone()).collect::<Vec<_>>(),
        ["Car", "Flat", "Flat / Rent"]
    );
    // A search looks into all of them.
    let found = app.list(&ann, &Listing { text: "hop dong".to_owned(), ..open(rent) }, None).await;
    assert_eq!(found.documents.items.len(), 2);
    assert_eq!((app.events("folder.create").await, app.events("document.move").await), (3, 1));
});

on_both!(names_are_taken_within_one_folder_only, app, {
    let (ann, bob) = (app.person("ann").await, app.person("bob").await);
    let flat = create(&app, &ann, None, "Flat").await.unwrap();
    let refused = create(&app, &ann, None, "Flat").await.unwrap_err();
    assert_eq!(refused.kind(), ProblemKind::Conflict);
    assert_eq!(message(refused), "There is a folder “Flat” here already. Choose another name.");
    let inner = create(&app, &ann, Some(flat), "Flat").await.unwrap();
    create(&app, &bob, None, "Flat").await.unwrap();
    assert_eq!(folders::relocate(&app, &ann, &info(), inner, None).await.unwrap_err().kind(), ProblemKind::Conflict);
    folders::rename(&app, &ann, &info(), inner, FolderName::parse("Inner").unwrap()).await.unwrap();
    folders::relocate(&app, &ann, &info(), inner, None).await.unwrap();
    let again = folders::rename(&app, &ann, &info(), inner, FolderName::parse("Flat").unwrap()).await.unwrap_err();
    assert_eq!(again.kind(), ProblemKind::Conflict);
});

on_both!(there_are_no_circles_and_no_bottomless_depths, app, {
    let ann = app.person("ann").await;
    let mut chain = vec![create(&app, &ann, None, "0").await.unwrap()];
    for depth in 1..FOLDER_DEPTH {
        chain.push(create(&app, &ann, chain.last().copied(), &depth.to_string()).await.unwrap());
    }
    assert!(message(create(&app, &ann, chain.last().copied(), "x").await.unwrap_err()).contains("20 deep"));
    for target in [chain[0], chain[1], chain[FOLDER_DEPTH - 1]] {
        let circle = folders::relocate(&app, &ann, &info(), chain[0], Some(target)).await.unwrap_err();
        assert!(message(circle).starts_with("A folder cannot lie within itself."));
    }
    let other = create(&app, &ann, None, "other").await.unwrap();
    assert!(message(folders::relocate(&app, &ann, &info(), chain[0], Some(other)).await.unwrap_err()).contains("20 deep"));
    folders::relocate(&app, &ann, &info(), chain[1], None).await.unwrap();
    folders::relocate(&app, &ann, &info(), chain[1], Some(other)).await.unwrap();
});

on_both!(two_moves_at_once_close_no_circle, app, {
    let ann = app.person("ann").await;
    for round in 0..5 {
        let a = create(&app, &ann, None, &format!("a{round}")).await.unwrap();
        let b = create(&app, &ann, None, &format!("b{round}")).await.unwrap();
        let info = info();
        let (one, two) = tokio::join!(folders::relocate(&app, &ann, &info, a, Some(b)), folders::relocate(&app, &ann, &info, b, Some(a)),);
        assert!(one.is_ok() != two.is_ok(), "exactly one of them: {one:?} {two:?}");
    }
});

on_both!(a_deleted_folder_takes_its_documents_to_the_trash, app, {
    let ann = app.person("ann").await;
    let flat = create(&app, &ann, None, "Flat").await.unwrap();
    let rent = create(&app, &ann, Some(flat), "Rent").await.unwrap();
    let (one, two, other) = (document(&app, &ann).await, document(&app, &ann).await, document(&app, &ann).await);
    folders::file(&app, &ann, &info(), &[one], Some(flat)).await.unwrap();
    folders::file(&app, &ann, &info(), &[two], Some(rent)).await.unwrap();
    assert_eq!(folders::delete(&app, &ann, &info(), flat).await.unwrap(), 2);
    assert_eq!(listed(&app, &ann).await.items.iter().map(|row| row.id).collect::<Vec<_>>(), [other]);
    assert_eq!(app.events("document.trash").await, 2);
    // They come back to the top, since there is no folder any more.
    trash::restore(&app, &ann, &info(), &[two]).await.unwrap();
    assert_eq!(listed(&app, &ann).await.items.len(), 2);
    assert!(folders::all(&app, &ann).await.unwrap().is_empty());
});

on_both!(another_persons_folder_does_not_exist, app, {
    let (ann, bob) = (app.person("ann").await, app.person("bob").await);
    let flat = create(&app, &ann, None, "Flat").await.unwrap();
    let (own, foreign) = (document(&app, &bob).await, document(&app, &ann).await);
    let name = || FolderName::parse("x").unwrap();
    let refusals = [
        create(&app, &bob, Some(flat), "x").await.map(drop),
        folders::rename(&app, &bob, &info(), flat, name()).await,
        folders::relocate(&app, &bob, &info(), flat, None).await,
        folders::delete(&app, &bob, &info(), flat).await.map(drop),
        folders::file(&app, &bob, &info(), &[own], Some(flat)).await,
        services::listing::list(&app, &bob, &open(flat), None).await.map(drop),
        folders::file(&app, &bob, &info(), &[own, foreign], None).await,
    ];
    for refusal in refusals {
        assert_eq!(refusal.unwrap_err().kind(), ProblemKind::NotFound);
    }
});

fn names(path: &[&str]) -> Vec<FolderName> {
    path.iter().map(|name| FolderName::parse(name).unwrap()).collect()
}

on_both!(a_path_is_made_where_it_is_missing_and_found_where_it_is_there, app, {
    let (ann, bob) = (app.person("ann").await, app.person("bob").await);
    let ensure =
        async |actor: &Actor, parent: Option<FolderId>, path: &[&str]| folders::ensure(&app, actor, &info(), parent, &names(path)).await;
    let flat = create(&app, &ann, None, "Flat").await.unwrap();
    let rent = ensure(&ann, None, &["Flat", "Rent"]).await.unwrap();
    assert_eq!(ensure(&ann, Some(flat), &["Rent"]).await.unwrap(), rent);
    assert_eq!(ensure(&ann, Some(flat), &[]).await.unwrap(), flat);
    assert_eq!(app.events("folder.create").await, 2);
    assert_eq!(folders::all(&app, &ann).await.unwrap().iter().map(|row| row.name.clone()).collect::<Vec<_>>(), ["Flat", "Flat / Rent"]);

    assert_eq!(ensure(&ann, None, &[]).await.unwrap_err().kind(), ProblemKind::Invalid);
    assert_eq!(ensure(&bob, Some(flat), &["Rent"]).await.unwrap_err().kind(), ProblemKind::NotFound);
    assert_ne!(ensure(&bob, None, &["Flat"]).await.unwrap(), flat);
    let deep: Vec<String> = (0..FOLDER_DEPTH).map(|depth| depth.to_string()).collect();
    let deep: Vec<&str> = deep.iter().map(String::as_str).collect();
    assert!(message(ensure(&ann, Some(flat), &deep).await.unwrap_err()).contains("20 deep"));
    assert_eq!(app.events("folder.create").await, 3, "of what is refused nothing is made");
    ensure(&ann, None, &deep).await.unwrap();
});

on_both!(a_path_asked_for_twenty_times_at_once_is_one, app, {
    let ann = app.person("ann").await;
    let asks = (0..20).map(|_| {
        let (app, ann) = (app.app.clone(), ann);
        tokio::spawn(async move { folders::ensure(&app, &ann, &info(), None, &names(&["Flat", "Rent"])).await.unwrap() })
    });
    let mut answers = Vec::new();
    for ask in asks.collect::<Vec<_>>() {
        answers.push(ask.await.unwrap());
    }
    assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:?}");
    assert_eq!(app.events("folder.create").await, 2);
});
