use domain::{
    account::{Actor, PersonName},
    document::Disposition,
    id::{DocumentId, ShareId},
    listing::{Listing, Owner},
    problem::ProblemKind,
    share::{ShareRole, Sharing},
    timestamp::Timestamp,
};
use sea_orm::{EntityTrait as _, PaginatorTrait as _};
use services::{
    Error,
    accounts::{self, NewAccount},
    documents,
    entity::share,
    shares::{self, Terms},
    trash,
};

use crate::{
    details::{rename, tag},
    documents::document,
    support::{SECOND, TestApp, email, info, message, new_account, on_both},
};

const VIEW: Terms = Terms { role: ShareRole::View, expires_at: None };
const MANAGE: Terms = Terms { role: ShareRole::Manage, expires_at: None };

async fn grant(app: &TestApp, actor: &Actor, id: DocumentId, person: &str, terms: Terms) -> Result<String, Error> {
    shares::grant(app, actor, &info(), &[id], person, terms).await
}

async fn open(app: &TestApp, actor: &Actor, id: DocumentId) -> Result<(), Error> {
    documents::download(app, actor, &info(), id, None, Disposition::Attachment).await.map(|_| ())
}

async fn with(app: &TestApp, actor: &Actor) -> Vec<DocumentId> {
    let others = Listing { owner: Some(Owner::Others), ..Listing::default() };
    app.list(actor, &others, None).await.documents.items.into_iter().map(|row| row.id).collect()
}

pub(crate) async fn sharing(app: &TestApp, actor: &Actor, id: DocumentId) -> Sharing {
    services::sharing::get(app, actor, &info(), id).await.unwrap().unwrap()
}

async fn share_of(app: &TestApp, owner: &Actor, id: DocumentId) -> ShareId {
    sharing(app, owner, id).await.shares[0].id
}

on_both!(a_role_says_what_may_be_done, app, {
    let (ann, bob, eve) = (app.person("ann").await, app.person("bob").await, app.person("eve").await);
    let id = document(&app, &ann).await;
    assert_eq!(open(&app, &bob, id).await.unwrap_err().kind(), ProblemKind::NotFound);

    assert_eq!(grant(&app, &ann, id, " BOB ", VIEW).await.unwrap(), "bob");
    open(&app, &bob, id).await.unwrap();
    assert_eq!(with(&app, &bob).await, [id]);
    for refused in
        [rename(&app, &bob, id, "b.txt", "").await, tag(&app, &bob, id, "x").await, grant(&app, &bob, id, "eve", VIEW).await.map(drop)]
    {
        assert_eq!(refused.unwrap_err().kind(), ProblemKind::NotFound);
    }
    assert_eq!(services::sharing::get(&app, &bob, &info(), id).await.unwrap(), None, "who only views learns of nobody else");

    grant(&app, &ann, id, &email("bob"), MANAGE).await.unwrap();
    assert_eq!(sharing(&app, &ann, id).await.shares.len(), 1, "the share is changed, not doubled");
    rename(&app, &bob, id, "b.txt", "").await.unwrap();
    grant(&app, &bob, id, "eve", VIEW).await.unwrap();
    open(&app, &eve, id).await.unwrap();
    assert_eq!(trash::put(&app, &bob, &info(), &[id]).await.unwrap_err().kind(), ProblemKind::NotFound, "the trash is the owner's");
    let people: Vec<_> = sharing(&app, &ann, id).await.shares.into_iter().map(|share| (share.name, share.role)).collect();
    assert_eq!(people, [("bob".to_owned(), ShareRole::Manage), ("eve".to_owned(), ShareRole::View)]);
    assert_eq!(app.events("document.share").await, 4, "three that were granted and one that was refused");
});

on_both!(who_cannot_be_meant_is_told_with_what_would_be_right, app, {
    let (ann, bob) = (app.person("ann").await, app.person("bob").await);
    for (email, name) in [("twin", "Đỗ"), ("other", "đỗ")] {
        let new = NewAccount { name: PersonName::parse(name).unwrap(), ..new_account(email) };
        accounts::register(&app, &info(), new).await.unwrap();
    }
    let id = document(&app, &ann).await;
    grant(&app, &ann, id, "bob", MANAGE).await.unwrap();
    for (actor, person, says) in [
        (&ann, "nobody", "Nobody with an account here"),
        (&ann, "nobody@example.com", "Nobody with an account here"),
        (&ann, "%", "Nobody with an account here"),
        (&ann, "", "Enter the name or the e-mail address"),
        (&ann, "a b@", "such as name@example.com"),
        (&ann, "ĐỖ", "Several people are called “ĐỖ”"),
        (&ann, "Ann", "This is you"),
        (&bob, "bob@example.com", "This is you"),
        (&bob, "ann", "ann owns “Hợp đồng.txt”"),
    ] {
        let problem = grant(&app, actor, id, person, VIEW).await.unwrap_err().into_problem().0;
        assert_eq!((problem.kind, problem.field.as_deref()), (ProblemKind::Invalid, Some("person")), "{person}");
        assert!(problem.message.contains(says), "{person}: {}", problem.message);
    }
    let over = Terms { expires_at: Some(app.app.clock.now()), ..VIEW };
    assert!(message(grant(&app, &ann, id, "bob", over).await.unwrap_err()).contains("This day is over"));
    trash::put(&app, &ann, &info(), &[id]).await.unwrap();
    assert!(message(grant(&app, &ann, id, "bob", VIEW).await.unwrap_err()).contains("is in the trash"));
});

on_both!(access_ends_with_its_last_day_and_is_shown_as_ended, app, {
    let (ann, bob) = (app.person("ann").await, app.person("bob").await);
    let id = document(&app, &ann).await;
    let end = Timestamp(app.app.clock.now().0 + 60 * SECOND);
    grant(&app, &ann, id, "bob", Terms { expires_at: Some(end), ..MANAGE }).await.unwrap();
    let others = Listing { owner: Some(Owner::Others), ..Listing::default() };
    assert_eq!(app.list(&bob, &others, None).await.documents.items[0].access_ends_at, Some(end));
    app.clock.pass(59);
    open(&app, &bob, id).await.unwrap();
    app.clock.pass(1);
    assert_eq!(open(&app, &bob, id).await.unwrap_err().kind(), ProblemKind::NotFound);
    assert_eq!(rename(&app, &bob, id, "b.txt", "").await.unwrap_err().kind(), ProblemKind::NotFound);
    assert!(with(&app, &bob).await.is_empty());
    assert!(sharing(&app, &ann, id).await.shares[0].ended);
    let shared = Listing { shared: true, ..Listing::default() };
    assert!(app.list(&ann, &shared, None).await.documents.items.is_empty());
    grant(&app, &ann, id, "bob", VIEW).await.unwrap();
    open(&app, &bob, id).await.unwrap();
    assert_eq!(app.list(&ann, &shared, None).await.documents.items.len(), 1);
});

on_both!(a_manager_changes_others_access_and_not_their_own, app, {
    let (ann, bob, eve) = (app.person("ann").await, app.person("bob").await, app.person("eve").await);
    let id = document(&app, &ann).await;
    grant(&app, &ann, id, "bob", MANAGE).await.unwrap();
    grant(&app, &ann, id, "eve", MANAGE).await.unwrap();
    let (of_bob, of_eve) = (0, 1);
    let shares = sharing(&app, &ann, id).await.shares;
    let change = async |actor: &Actor, index: usize| shares::change(&app, actor, &info(), id, shares[index].id, VIEW).await;
    assert_eq!(change(&bob, of_bob).await.unwrap_err().kind(), ProblemKind::Forbidden);
    assert_eq!(change(&bob, of_eve).await.unwrap(), "eve");
    assert_eq!(change(&eve, of_bob).await.unwrap_err().kind(), ProblemKind::NotFound, "who views changes nothing");
    rename(&app, &bob, id, "b.txt", "").await.unwrap();
});

on_both!(revoking_and_leaving_work_at_once, app, {
    let (ann, bob) = (app.person("ann").await, app.person("bob").await);
    let id = document(&app, &ann).await;
    grant(&app, &ann, id, "bob", VIEW).await.unwrap();
    let share = share_of(&app, &ann, id).await;
    let theirs = document(&app, &bob).await;
    assert_eq!(shares::revoke(&app, &bob, &info(), id, share).await.unwrap_err().kind(), ProblemKind::NotFound);
    let elsewhere = shares::revoke(&app, &bob, &info(), theirs, share).await.unwrap_err();
    assert_eq!(elsewhere.kind(), ProblemKind::Conflict, "a share of another document is not there");
    assert_eq!(shares::revoke(&app, &ann, &info(), id, share).await.unwrap(), "bob");
    assert_eq!(open(&app, &bob, id).await.unwrap_err().kind(), ProblemKind::NotFound);
    assert_eq!(shares::revoke(&app, &ann, &info(), id, share).await.unwrap_err().kind(), ProblemKind::Conflict);

    grant(&app, &ann, id, "bob", VIEW).await.unwrap();
    assert_eq!(shares::leave(&app, &bob, &info(), id).await.unwrap(), "Hợp đồng.txt");
    assert_eq!(shares::leave(&app, &bob, &info(), id).await.unwrap_err().kind(), ProblemKind::NotFound);
    assert!(message(shares::leave(&app, &ann, &info(), id).await.unwrap_err()).contains("your own"));
    assert!(with(&app, &bob).await.is_empty());
});

on_both!(the_trash_hides_and_a_purge_leaves_nothing, app, {
    let (ann, bob) = (app.person("ann").await, app.person("bob").await);
    let id = document(&app, &ann).await;
    grant(&app, &ann, id, "bob", MANAGE).await.unwrap();
    trash::put(&app, &ann, &info(), &[id]).await.unwrap();
    assert_eq!(open(&app, &bob, id).await.unwrap_err().kind(), ProblemKind::NotFound);
    assert!(with(&app, &bob).await.is_empty());
    trash::restore(&app, &ann, &info(), &[id]).await.unwrap();
    assert_eq!(with(&app, &bob).await, [id]);
    trash::put(&app, &ann, &info(), &[id]).await.unwrap();
    trash::purge(&app, &ann, &info(), id).await.unwrap();
    assert_eq!(share::Entity::find().count(app.db.writer()).await.unwrap(), 0);
});

on_both!(several_are_shared_all_or_none, app, {
    let (ann, bob) = (app.person("ann").await, app.person("bob").await);
    let mine = [document(&app, &ann).await, document(&app, &ann).await];
    let theirs = document(&app, &bob).await;
    let mixed = shares::grant(&app, &ann, &info(), &[mine[0], theirs], "bob", VIEW).await.unwrap_err();
    assert_eq!(mixed.kind(), ProblemKind::NotFound);
    trash::put(&app, &ann, &info(), &[mine[1]]).await.unwrap();
    assert_eq!(shares::grant(&app, &ann, &info(), &mine, "bob", VIEW).await.unwrap_err().kind(), ProblemKind::Conflict);
    assert!(with(&app, &bob).await.is_empty());
    trash::restore(&app, &ann, &info(), &[mine[1]]).await.unwrap();
    shares::grant(&app, &ann, &info(), &mine, "bob", VIEW).await.unwrap();
    assert_eq!(with(&app, &bob).await.len(), 2);
    assert_eq!(app.events("document.share").await, 3, "one refusal and two shares");
});

on_both!(whoever_downloaded_is_told_newest_first, app, {
    let (ann, bob) = (app.person("ann").await, app.person("bob").await);
    let id = document(&app, &ann).await;
    grant(&app, &ann, id, "bob", VIEW).await.unwrap();
    open(&app, &ann, id).await.unwrap();
    app.clock.pass(1);
    open(&app, &bob, id).await.unwrap();
    let eve = app.person("eve").await;
    open(&app, &eve, id).await.unwrap_err();
    let told = sharing(&app, &ann, id).await;
    let names: Vec<_> = told.downloads.into_iter().map(|download| (download.name.unwrap(), download.by_link)).collect();
    assert_eq!(names, [("bob".to_owned(), false), ("ann".to_owned(), false)]);
    assert_eq!((told.owner_name.as_str(), told.people.as_slice()), ("ann", ["bob".to_owned(), "eve".to_owned()].as_slice()));
});
