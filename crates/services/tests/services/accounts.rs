use domain::{
    account::{Email, PersonName, Registration},
    problem::ProblemKind,
};
use services::{accounts, sessions};

use crate::support::{PASSWORD, email, info, message, new_account, on_both};

on_both!(a_session_lives_from_log_in_to_log_out, app, {
    app.register("ann").await.unwrap();
    let session = accounts::login(&app, &info(), "ANN@example.com", PASSWORD).await.unwrap();
    let who = sessions::authenticate(&app, Some(&session.token), None).await.unwrap().unwrap();
    assert_eq!((who.actor, who.renewed), (session.actor, None));
    assert_eq!(accounts::me(&app, &session.actor).await.unwrap().email, "ann@example.com");

    accounts::logout(&app, &info(), &session.actor).await.unwrap();
    assert_eq!(
        sessions::authenticate(&app, Some(&session.token), Some(&session.refresh)).await.unwrap(),
        None,
        "the token is still good, the session is not"
    );
    accounts::logout(&app, &info(), &session.actor).await.unwrap();
    assert_eq!((app.events("auth.login").await, app.events("auth.logout").await), (1, 1));
});

on_both!(a_token_is_renewed_while_the_session_lives, app, {
    let session = app.register("ann").await.unwrap();
    app.clock.pass(901);
    assert_eq!(sessions::authenticate(&app, Some(&session.token), None).await.unwrap(), None);
    let renewed = sessions::authenticate(&app, Some(&session.token), Some(&session.refresh)).await.unwrap().unwrap().renewed.unwrap();
    assert!(sessions::authenticate(&app, Some(&renewed), None).await.unwrap().is_some());
    assert_eq!(sessions::authenticate(&app, None, Some("guessed")).await.unwrap(), None);

    app.clock.pass(13 * 3600);
    assert_eq!(sessions::authenticate(&app, None, Some(&session.refresh)).await.unwrap(), None, "idle for too long");
});

on_both!(unknown_accounts_and_wrong_passwords_get_one_answer, app, {
    app.register("ann").await.unwrap();
    let wrong = accounts::login(&app, &info(), &email("ann"), "wrong").await.unwrap_err();
    let unknown = accounts::login(&app, &info(), &email("bob"), "wrong").await.unwrap_err();
    assert_eq!(wrong.kind(), ProblemKind::Unauthenticated);
    assert_eq!(message(wrong), message(unknown));
    assert_eq!(app.events("auth.login_failed").await, 2);
});

on_both!(guessing_is_throttled_and_never_locked_for_good, app, {
    app.register("ann").await.unwrap();
    for _ in 0..10 {
        assert_eq!(accounts::login(&app, &info(), &email("ann"), "wrong").await.unwrap_err().kind(), ProblemKind::Unauthenticated);
    }
    let (problem, _) = accounts::login(&app, &info(), &email("ann"), PASSWORD).await.unwrap_err().into_problem();
    assert_eq!(problem.kind, ProblemKind::TooManyRequests);
    assert!(problem.retry_after_seconds.is_some_and(|seconds| (1..=300).contains(&seconds)));
    app.clock.pass(301);
    accounts::login(&app, &info(), &email("ann"), PASSWORD).await.unwrap();
    for _ in 0..10 {
        accounts::login(&app, &info(), &email("ann"), PASSWORD).await.unwrap();
    }
});

on_both!(guesses_at_once_are_all_counted, app, {
    let guesses = (0..30).map(|_| {
        let app = app.app.clone();
        tokio::spawn(async move { accounts::login(&app, &info(), "nobody@example.com", "wrong").await.unwrap_err().kind() })
    });
    let mut refused = 0;
    for guess in guesses.collect::<Vec<_>>() {
        refused += u32::from(guess.await.unwrap() == ProblemKind::TooManyRequests);
    }
    assert_eq!(refused, 20);
});

on_both!(registration_is_open_by_invitation_or_closed, app, {
    let invited = app.with_settings(|settings| settings.registration = Registration::Invite);
    let refused = accounts::register(&invited, &info(), new_account("ann")).await.unwrap_err();
    assert_eq!(refused.kind(), ProblemKind::Forbidden);
    let token = accounts::invite(&invited, None).await.unwrap();
    let with = |name: &str, token: &str| accounts::NewAccount { invite: Some(token.to_owned()), ..new_account(name) };
    assert!(accounts::register(&invited, &info(), with("ann", "guessed")).await.is_err());
    accounts::register(&invited, &info(), with("ann", &token)).await.unwrap();
    assert!(accounts::register(&invited, &info(), with("bob", &token)).await.is_err(), "an invitation is good once");

    let closed = app.with_settings(|settings| settings.registration = Registration::Closed);
    assert_eq!(accounts::register(&closed, &info(), with("cid", &token)).await.unwrap_err().kind(), ProblemKind::Forbidden);
});

on_both!(an_address_has_one_account, app, {
    app.register("ann").await.unwrap();
    let (problem, cause) = app.register("ann").await.unwrap_err().into_problem();
    assert_eq!((problem.kind, problem.field.as_deref(), cause), (ProblemKind::Conflict, Some("email"), None));
    let admin = accounts::create_admin(&app, Email::parse("root@example.com").unwrap(), PersonName::parse("Root").unwrap(), "weak");
    assert_eq!(admin.await.unwrap_err().kind(), ProblemKind::Invalid);
    assert!(!accounts::has_admin(&app).await.unwrap());
});
