use domain::{problem::ProblemKind, purpose::Purpose};
use services::{Error, documents, throttle::Rates, uploads};

use crate::{
    documents::document,
    support::{info, message, on_both, request},
};

on_both!(a_person_and_an_address_have_a_rate_over_all_instances, app, {
    let (ann, bob) = (app.person("ann").await, app.person("bob").await);
    let rates = |settings: &mut services::Settings| settings.rates = Rates { per_user: 4, per_address: 6 };
    let instances = [app.with_settings(rates), app.with_settings(rates)];
    let ask = async |instance: usize, actor| -> Result<(), Error> {
        uploads::presign(&instances[instance], actor, &info(), request(Purpose::Document, 5)).await.map(drop)
    };
    for round in 0..4 {
        ask(round % 2, &ann).await.unwrap();
    }
    for instance in [0, 1] {
        let refused = ask(instance, &ann).await.unwrap_err();
        assert_eq!(refused.kind(), ProblemKind::TooManyRequests);
        let (problem, _) = refused.into_problem();
        assert_eq!(problem.retry_after_seconds, Some(60));
        assert_eq!(problem.message, "There were too many attempts. Try again in 60 seconds.");
    }
    // Ann's four and two more are the address's six.
    ask(0, &bob).await.unwrap();
    ask(1, &bob).await.unwrap();
    assert_eq!(ask(0, &bob).await.unwrap_err().kind(), ProblemKind::TooManyRequests);
    app.clock.pass(61);
    ask(0, &ann).await.unwrap();
});

on_both!(confirms_and_downloads_count_too, app, {
    let ann = app.person("ann").await;
    let id = document(&app, &ann).await;
    app.clock.pass(61);
    let slow = app.with_settings(|settings| settings.rates = Rates { per_user: 1, per_address: 100 });
    let download = async || documents::download(&slow, &ann, &info(), id, None, domain::document::Disposition::Attachment).await;
    download().await.unwrap();
    assert!(message(download().await.unwrap_err()).starts_with("There were too many attempts."));
    let confirm = uploads::confirm(&slow, &ann, &info(), domain::id::UploadId(uuid::Uuid::nil())).await;
    assert_eq!(confirm.unwrap_err().kind(), ProblemKind::TooManyRequests);
});
