use domain::{
    account::Actor,
    audit::AuditResult,
    document::{Disposition, Download},
    id::{DocumentId, LinkId},
    link::{LinkSettings, LinkState, LinkView},
    problem::ProblemKind,
};
use sea_orm::{ColumnTrait as _, EntityTrait as _, PaginatorTrait as _, QueryFilter as _, sea_query::Expr};
use services::{
    App, Error,
    entity::{audit_event, link},
    links::{self, Guest},
    trash,
};

use crate::{
    documents::document,
    shares::sharing,
    support::{TestApp, info, message, on_both},
};

const PASSWORD: &str = "quiet heron";

fn settings() -> LinkSettings {
    LinkSettings { password: None, expires_at: None, download_limit: None, login_required: false }
}

/// The link's token.
async fn create(app: &TestApp, actor: &Actor, id: DocumentId, settings: LinkSettings) -> String {
    let url = links::create(app, actor, &info(), id, settings).await.unwrap();
    let token = url.strip_prefix("http://localhost:3000/s/").unwrap();
    assert_eq!(token.len(), 43, "256 bits in base64url");
    token.to_owned()
}

fn guest(pass: Option<&str>) -> Guest {
    Guest { actor: None, info: info(), pass: pass.map(str::to_owned) }
}

async fn open(app: &App, token: &str, pass: Option<&str>) -> Result<LinkView, Error> {
    links::open(app, &guest(pass), token).await
}

async fn download(app: &App, token: &str, pass: Option<&str>) -> Result<Download, Error> {
    links::download(app, &guest(pass), token, Disposition::Attachment).await
}

on_both!(a_link_opens_its_document_to_anybody_and_is_kept_as_a_hash, app, {
    let ann = app.person("ann").await;
    let id = document(&app, &ann).await;
    let token = create(&app, &ann, id, settings()).await;
    let LinkView::Open(seen) = open(&app, &token, None).await.unwrap() else { panic!("closed") };
    assert_eq!((seen.name.as_str(), seen.size_bytes, seen.has_preview()), ("Hợp đồng.txt", 5, true));
    assert!(download(&app, &token, None).await.unwrap().url.ends_with("?attachment&300"));
    links::download(&app, &guest(None), &token, Disposition::Inline).await.unwrap();
    let event = app.only_event("document.download").await;
    assert_eq!((event.actor_id, event.resource_id, event.result.as_str()), (None, Some(id.to_string()), AuditResult::Ok.as_str()));
    let told = sharing(&app, &ann, id).await;
    assert!(event.detail.unwrap().contains(&told.links[0].id.to_string()));
    assert_eq!((told.links[0].downloads, told.links[0].state), (1, LinkState::Open));
    assert_eq!((told.downloads[0].by_link, told.downloads[0].name.as_deref()), (true, None));

    let row = link::Entity::find().one(app.db.reader()).await.unwrap().unwrap();
    assert!(!format!("{row:?}").contains(&token));
    for event in audit_event::Entity::find().all(app.db.reader()).await.unwrap() {
        assert!(!format!("{event:?}").contains(&token), "{event:?}");
    }
});

on_both!(every_link_that_opens_nothing_answers_the_same, app, {
    let ann = app.person("ann").await;
    let id = document(&app, &ann).await;
    let end = domain::timestamp::Timestamp(app.app.clock.now().0 + 1_000_000);
    let expired = create(&app, &ann, id, LinkSettings { expires_at: Some(end), ..settings() }).await;
    let used_up = create(&app, &ann, id, LinkSettings { download_limit: Some(1), ..settings() }).await;
    let revoked = create(&app, &ann, id, settings()).await;
    open(&app, &expired, None).await.unwrap();
    app.clock.pass(1);
    let inline = links::download(&app, &guest(None), &used_up, Disposition::Inline).await.unwrap_err();
    assert!(message(inline).contains("counts downloads"));
    download(&app, &used_up, None).await.unwrap();
    let newest = sharing(&app, &ann, id).await.links[0].id;
    links::revoke(&app, &ann, &info(), id, newest).await.unwrap();
    assert_eq!(links::revoke(&app, &ann, &info(), id, newest).await.unwrap_err().kind(), ProblemKind::Conflict);
    let trashed = document(&app, &ann).await;
    let in_trash = create(&app, &ann, trashed, settings()).await;
    trash::put(&app, &ann, &info(), &[trashed]).await.unwrap();
    for token in [&expired, &used_up, &revoked, &in_trash, "unknown", ""] {
        let [opened, fetched, unlocked] = [
            open(&app, token, None).await.map(drop),
            download(&app, token, None).await.map(drop),
            links::unlock(&app, &guest(None), token, PASSWORD).await.map(drop),
        ];
        for refused in [opened, fetched, unlocked] {
            let refused = refused.unwrap_err();
            assert_eq!(refused.kind(), ProblemKind::NotFound, "{token}");
            assert!(message(refused).starts_with("This link opens nothing"), "{token}");
        }
    }
    let states: Vec<_> = sharing(&app, &ann, id).await.links.into_iter().map(|link| link.state).collect();
    assert_eq!(states.iter().filter(|state| **state == LinkState::Open).count(), 0, "{states:?}");
    let refused = audit_event::Entity::find().filter(audit_event::Column::Result.eq("refused")).count(app.db.reader()).await.unwrap();
    assert!(refused >= 18, "{refused}");
    trash::purge(&app, &ann, &info(), trashed).await.unwrap();
    assert_eq!(link::Entity::find().count(app.db.reader()).await.unwrap(), 2, "a purge takes the links along");
});

on_both!(a_password_opens_its_own_link_for_a_quarter_of_an_hour, app, {
    let ann = app.person("ann").await;
    let id = document(&app, &ann).await;
    let with_password = || LinkSettings { password: Some(PASSWORD.to_owned()), ..settings() };
    let (token, other) = (create(&app, &ann, id, with_password()).await, create(&app, &ann, id, with_password()).await);
    assert_eq!(open(&app, &token, None).await.unwrap(), LinkView::Password);
    assert_eq!(download(&app, &token, None).await.unwrap_err().kind(), ProblemKind::Forbidden);
    let wrong = links::unlock(&app, &guest(None), &token, "quiet herons").await.unwrap_err().into_problem().0;
    assert_eq!((wrong.kind, wrong.field.as_deref()), (ProblemKind::Invalid, Some("password")));

    let pass = links::unlock(&app, &guest(None), &token, PASSWORD).await.unwrap();
    assert!(matches!(open(&app, &token, Some(&pass)).await.unwrap(), LinkView::Open(_)));
    download(&app, &token, Some(&pass)).await.unwrap();
    for forged in [&pass[1..], "", "x.y.z", &ann.session.to_string()] {
        assert_eq!(open(&app, &token, Some(forged)).await.unwrap(), LinkView::Password);
    }
    assert_eq!(open(&app, &other, Some(&pass)).await.unwrap(), LinkView::Password, "another link's");
    app.clock.pass(900);
    assert_eq!(open(&app, &token, Some(&pass)).await.unwrap(), LinkView::Password, "expired");

    let pass = links::unlock(&app, &guest(None), &token, PASSWORD).await.unwrap();
    let changed = link::Entity::update_many().col_expr(link::Column::PasswordHash, Expr::value("the hash of another password"));
    changed.exec(app.db.writer()).await.unwrap();
    assert_eq!(open(&app, &token, Some(&pass)).await.unwrap(), LinkView::Password, "the password was changed");
});

on_both!(guesses_are_slowed_down_and_right_ones_are_not, app, {
    let ann = app.person("ann").await;
    let id = document(&app, &ann).await;
    let token = create(&app, &ann, id, LinkSettings { password: Some(PASSWORD.to_owned()), ..settings() }).await;
    for _ in 0..12 {
        links::unlock(&app, &guest(None), &token, PASSWORD).await.unwrap();
    }
    for _ in 0..10 {
        assert_eq!(links::unlock(&app, &guest(None), &token, "wrong guess").await.unwrap_err().kind(), ProblemKind::Invalid);
    }
    let late = links::unlock(&app, &guest(None), &token, PASSWORD).await.unwrap_err();
    assert_eq!(late.kind(), ProblemKind::TooManyRequests);
    app.clock.pass(300);
    links::unlock(&app, &guest(None), &token, PASSWORD).await.unwrap();
});

on_both!(a_log_in_is_asked_for_before_anything_else, app, {
    let (ann, bob) = (app.person("ann").await, app.person("bob").await);
    let id = document(&app, &ann).await;
    let both = LinkSettings { password: Some(PASSWORD.to_owned()), login_required: true, ..settings() };
    let token = create(&app, &ann, id, both).await;
    let logged_in = |pass| Guest { actor: Some(bob), ..guest(pass) };
    assert_eq!(open(&app, &token, None).await.unwrap(), LinkView::Login);
    assert_eq!(download(&app, &token, None).await.unwrap_err().kind(), ProblemKind::Unauthenticated);
    assert_eq!(links::unlock(&app, &guest(None), &token, PASSWORD).await.unwrap_err().kind(), ProblemKind::Unauthenticated);
    assert_eq!(links::open(&app, &logged_in(None), &token).await.unwrap(), LinkView::Password);
    let pass = links::unlock(&app, &logged_in(None), &token, PASSWORD).await.unwrap();
    links::download(&app, &logged_in(Some(&pass)), &token, Disposition::Attachment).await.unwrap();
    assert_eq!(app.only_event("document.download").await.actor_id, Some(bob.user.0));
});

on_both!(fifty_downloads_at_once_stop_at_the_limit, app, {
    let ann = app.person("ann").await;
    let id = document(&app, &ann).await;
    let token = create(&app, &ann, id, LinkSettings { download_limit: Some(3), ..settings() }).await;
    let tasks: Vec<_> = (0..50)
        .map(|_| {
            let (app, token) = (app.app.clone(), token.clone());
            tokio::spawn(async move { download(&app, &token, None).await.is_ok() })
        })
        .collect();
    let mut served = 0;
    for task in tasks {
        served += u32::from(task.await.unwrap());
    }
    assert_eq!(served, 3);
    let ok = audit_event::Entity::find()
        .filter(audit_event::Column::Action.eq("document.download"))
        .filter(audit_event::Column::Result.eq("ok"))
        .count(app.db.reader())
        .await
        .unwrap();
    assert_eq!(ok, 3);
    let told = sharing(&app, &ann, id).await;
    assert_eq!((told.links[0].downloads, told.links[0].state), (3, LinkState::UsedUp));
});

on_both!(only_those_who_manage_a_document_make_and_revoke_its_links, app, {
    let (ann, bob) = (app.person("ann").await, app.person("bob").await);
    let id = document(&app, &ann).await;
    create(&app, &ann, id, settings()).await;
    let link: LinkId = sharing(&app, &ann, id).await.links[0].id;
    for refused in [links::create(&app, &bob, &info(), id, settings()).await.map(drop), links::revoke(&app, &bob, &info(), id, link).await]
    {
        assert_eq!(refused.unwrap_err().kind(), ProblemKind::NotFound);
    }
    assert_eq!((app.events("link.create").await, app.events("link.revoke").await), (2, 1));
    trash::put(&app, &ann, &info(), &[id]).await.unwrap();
    assert_eq!(links::create(&app, &ann, &info(), id, settings()).await.unwrap_err().kind(), ProblemKind::Conflict);
});
