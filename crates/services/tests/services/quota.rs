use domain::{problem::ProblemKind, purpose::Purpose, quota::Quota};
use services::{App, trash, uploads};

use crate::{
    documents::document,
    support::{TestApp, info, message, on_both, request},
};

fn limited(app: &TestApp, quota: Quota) -> std::sync::Arc<App> {
    app.with_settings(|settings| settings.quota = quota)
}

const ROOMY: Quota = Quota { stored_bytes: 1_000_000, pending_uploads: 1_000, pending_bytes: 1_000_000 };

/// Fifty at once; answers how many got a ticket.
async fn fifty(app: &std::sync::Arc<App>, actor: domain::account::Actor, bytes: u64) -> usize {
    let tasks = (0..50).map(|_| {
        let app = app.clone();
        tokio::spawn(async move {
            match uploads::presign(&app, &actor, &info(), request(Purpose::Document, bytes)).await {
                Ok(_) => true,
                Err(error) => {
                    assert!(matches!(error.kind(), ProblemKind::TooManyRequests | ProblemKind::Conflict), "{error}");
                    false
                }
            }
        })
    });
    let tasks: Vec<_> = tasks.collect();
    let mut admitted = 0;
    for task in tasks {
        admitted += usize::from(task.await.unwrap());
    }
    admitted
}

on_both!(fifty_at_once_get_exactly_as_many_tickets_as_fit, app, {
    let (ann, bob, eve) = (app.person("ann").await, app.person("bob").await, app.person("eve").await);
    assert_eq!(fifty(&limited(&app, Quota { pending_uploads: 7, ..ROOMY }), ann, 10).await, 7);
    assert_eq!(fifty(&limited(&app, Quota { pending_bytes: 119, ..ROOMY }), bob, 10).await, 11);
    assert_eq!(fifty(&limited(&app, Quota { stored_bytes: 130, ..ROOMY }), eve, 10).await, 13);
    assert_eq!(app.events("upload.presign").await, 150, "refusals are recorded too");
});

on_both!(what_is_abandoned_is_freed_and_what_is_kept_is_not, app, {
    let ann = app.person("ann").await;
    let small = limited(&app, Quota { stored_bytes: 10, pending_uploads: 1, ..ROOMY });
    let ask = async |bytes| uploads::presign(&small, &ann, &info(), request(Purpose::Document, bytes)).await;
    ask(10).await.unwrap();
    let busy = ask(1).await.unwrap_err();
    assert_eq!(busy.kind(), ProblemKind::TooManyRequests);
    let wait = busy.into_problem().0.retry_after_seconds.unwrap();
    app.clock.pass(i64::from(wait));
    assert_eq!(services::reconcile::run(&small).await.unwrap().settled, 1);

    // Five bytes, kept; then in the trash, which still counts; then gone.
    let id = document(&app, &ann).await;
    assert!(message(ask(6).await.unwrap_err()).starts_with("Your storage is full: 5 B of 10 B is used, and this file needs 6 B."));
    trash::put(&small, &ann, &info(), &[id]).await.unwrap();
    assert_eq!(ask(6).await.unwrap_err().kind(), ProblemKind::Conflict);
    trash::purge(&small, &ann, &info(), id).await.unwrap();
    ask(6).await.unwrap();
});

on_both!(a_form_of_unknown_size_reserves_the_most_that_it_can_bring, app, {
    let ann = app.person("ann").await;
    let limit = Purpose::Document.limit_bytes();
    let ask = async |pending_bytes| {
        let app = limited(&app, Quota { stored_bytes: u64::MAX, pending_bytes, ..ROOMY });
        uploads::start_form(&app, &ann, &info(), request(Purpose::Document, 1)).await
    };
    assert_eq!(ask(limit - 1).await.unwrap_err().kind(), ProblemKind::TooManyRequests);
    ask(limit).await.unwrap();
    assert_eq!(ask(2 * limit - 1).await.unwrap_err().kind(), ProblemKind::TooManyRequests);
});
