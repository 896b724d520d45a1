use std::sync::atomic::Ordering;

use domain::{
    document::Disposition,
    id::UploadId,
    problem::ProblemKind,
    purpose::Purpose,
    upload::{ConfirmOutcome, PresignRequest, TICKET_SECONDS},
};
use services::{accounts, documents, jobs, uploads};

use crate::{
    files::png,
    support::{Checksums, TestApp, info, listed, message, on_both, request, sha256_base64},
};

fn rejected(outcome: &ConfirmOutcome) -> &str {
    match outcome {
        ConfirmOutcome::Rejected { message } => message,
        other => panic!("not rejected: {other:?}"),
    }
}

on_both!(a_document_goes_in, app, {
    let ann = app.person("ann").await;
    let ticket = app.arrived(&ann, Purpose::Document, b"hello").await;
    assert_eq!(ticket.fields[0].1, format!("incoming/{}", ticket.fields[0].1.trim_start_matches("incoming/")));
    assert_eq!(ticket.fields[2].1, "5-5", "the range is exactly the declared size");
    assert_eq!(ticket.expires_at.0 - app.app.clock.now().0, i64::from(TICKET_SECONDS) * 1_000_000);

    let outcome = app.confirm(&ann, ticket.upload).await.unwrap();
    let ConfirmOutcome::Ready { document: Some(document), url: None } = outcome else { panic!("{outcome:?}") };
    let page = listed(&app, &ann).await;
    assert_eq!((page.items.len(), page.items[0].id, page.items[0].name.as_str()), (1, document, "Hợp đồng.txt"));
    let keys = app.store.keys();
    assert_eq!(keys.len(), 1, "the incoming object is gone: {keys:?}");
    let in_folder = keys[0].strip_prefix(&format!("documents/{}/", ann.user)).unwrap();
    assert!(in_folder.len() == 40 && in_folder.strip_suffix(".txt").is_some(), "{in_folder}");
    assert_eq!(app.store.get(&keys[0]).unwrap().cache_control, Some("private, no-store"));
    assert_eq!((app.events("upload.presign").await, app.events("upload.confirm").await), (1, 1));
});

on_both!(a_ticket_lives_as_long_as_configured, app, {
    let ann = app.person("ann").await;
    let short = app.with_settings(|settings| settings.ticket_seconds = 10);
    let ticket = uploads::presign(&short, &ann, &info(), request(Purpose::Document, 5)).await.unwrap();
    assert_eq!(ticket.expires_at.0 - short.clock.now().0, 10 * 1_000_000);
    let upload = uploads::start_form(&short, &ann, &info(), request(Purpose::Document, 5)).await.unwrap();
    app.clock.pass(10);
    assert!(message(uploads::form_ticket(&short, &ann, &info(), upload).await.unwrap_err()).contains("has ended"));
});

on_both!(a_replayed_ticket_changes_nothing, app, {
    let ann = app.person("ann").await;
    let ticket = app.arrived(&ann, Purpose::Document, b"hello").await;
    let first = app.confirm(&ann, ticket.upload).await.unwrap();
    app.store.post(&ticket, b"HELLO");
    assert_eq!(app.confirm(&ann, ticket.upload).await.unwrap(), first);
    let stored = app.store.keys().into_iter().find(|key| key.starts_with("documents/")).unwrap();
    assert_eq!(app.store.get(&stored).unwrap().bytes, b"hello");
    assert_eq!(app.events("upload.confirm").await, 1);
});

on_both!(fifty_confirms_at_once_are_one, app, {
    let ann = app.person("ann").await;
    let ticket = app.arrived(&ann, Purpose::Document, b"hello").await;
    let confirms = (0..50).map(|_| {
        let app = app.app.clone();
        tokio::spawn(async move { uploads::confirm(&app, &ann, &info(), ticket.upload).await.unwrap() })
    });
    let mut answers = Vec::new();
    for confirm in confirms.collect::<Vec<_>>() {
        answers.push(confirm.await.unwrap());
    }
    assert!(matches!(answers[0], ConfirmOutcome::Ready { document: Some(_), .. }), "{:?}", answers[0]);
    assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:?}");
    assert_eq!(app.events("upload.confirm").await, 1);
    assert_eq!(listed(&app, &ann).await.items.len(), 1);
});

on_both!(what_differs_from_the_declaration_is_rejected_and_gone, app, {
    let ann = app.person("ann").await;
    let declared = uploads::presign(&app, &ann, &info(), request(Purpose::Document, 9)).await.unwrap();
    app.store.post(&declared, b"short");
    assert!(rejected(&app.confirm(&ann, declared.upload).await.unwrap()).contains("9 B were announced, 5 B arrived"));

    let markup = app.arrived(&ann, Purpose::Document, b"<script>alert(1)</script>").await;
    let first = app.confirm(&ann, markup.upload).await.unwrap();
    assert!(rejected(&first).contains("content is not a Plain text"), "{first:?}");
    assert_eq!(app.confirm(&ann, markup.upload).await.unwrap(), first, "the same answer again");

    let svg = app.arrived(&ann, Purpose::Avatar, b"<svg xmlns='http://www.w3.org/2000/svg'/>").await;
    rejected(&app.confirm(&ann, svg.upload).await.unwrap());

    let other = uploads::presign(&app, &ann, &info(), request(Purpose::Document, 5)).await.unwrap();
    app.store.put(&other.fields[0].1, b"hello", "text/html");
    assert!(rejected(&app.confirm(&ann, other.upload).await.unwrap()).contains("another type"));

    assert_eq!(app.store.keys(), Vec::<String>::new());
    assert_eq!(app.events("upload.reject").await, 4);
    assert_eq!(listed(&app, &ann).await.items, []);
});

on_both!(an_object_exchanged_between_look_and_copy_is_looked_at_again, app, {
    let ann = app.person("ann").await;
    let ticket = app.arrived(&ann, Purpose::Document, b"hello").await;
    *app.store.replace_before_promotion.lock().unwrap() = Some(b"<svg>".to_vec());
    assert!(rejected(&app.confirm(&ann, ticket.upload).await.unwrap()).contains("content is not"));
    assert_eq!(app.store.keys(), Vec::<String>::new());
});

on_both!(nothing_there_yet_is_no_end, app, {
    let ann = app.person("ann").await;
    let ticket = uploads::presign(&app, &ann, &info(), request(Purpose::Document, 5)).await.unwrap();
    assert_eq!(app.confirm(&ann, ticket.upload).await.unwrap_err().kind(), ProblemKind::Conflict);
    app.store.post(&ticket, b"hello");
    assert!(matches!(app.confirm(&ann, ticket.upload).await.unwrap(), ConfirmOutcome::Ready { .. }));
});

on_both!(a_store_that_is_down_delays_and_loses_nothing, app, {
    let ann = app.person("ann").await;
    let ticket = app.arrived(&ann, Purpose::Document, b"hello").await;
    app.store.down.store(true, Ordering::SeqCst);
    uploads::presign(&app, &ann, &info(), request(Purpose::Document, 5)).await.expect("signing is local");
    let (problem, cause) = app.confirm(&ann, ticket.upload).await.unwrap_err().into_problem();
    assert_eq!((problem.kind, problem.retry_after_seconds), (ProblemKind::Unavailable, Some(5)));
    assert!(cause.is_some());
    app.store.down.store(false, Ordering::SeqCst);
    assert!(matches!(app.confirm(&ann, ticket.upload).await.unwrap(), ConfirmOutcome::Ready { .. }));
});

on_both!(a_promotion_whose_answer_was_lost_is_found_again, app, {
    let ann = app.person("ann").await;
    let ticket = app.arrived(&ann, Purpose::Document, b"hello").await;
    app.store.lose_next_promotion.store(true, Ordering::SeqCst);
    assert_eq!(app.confirm(&ann, ticket.upload).await.unwrap_err().kind(), ProblemKind::Unavailable);
    assert!(matches!(app.confirm(&ann, ticket.upload).await.unwrap(), ConfirmOutcome::Ready { document: Some(_), .. }));
    assert_eq!(app.events("upload.confirm").await, 1);
});

/// A document of which the browser said what its checksum is, or nothing; and what it is taken for.
async fn fingerprint(app: &TestApp, declared: Option<&[u8]>) -> Result<(Option<String>, bool), String> {
    let ann = app.person(&format!("ann{}", app.events("auth.register").await)).await;
    let request = PresignRequest { checksum_sha256: declared.map(sha256_base64), ..request(Purpose::Document, 5) };
    let ticket = uploads::presign(app, &ann, &info(), request).await.unwrap();
    app.store.post(&ticket, b"hello");
    match app.confirm(&ann, ticket.upload).await.unwrap() {
        ConfirmOutcome::Ready { document: Some(document), .. } => {
            let row = listed(app, &ann).await.items.remove(0);
            let download = documents::download(app, &ann, &info(), document, None, Disposition::Attachment).await.unwrap();
            assert_eq!(download.sha256, row.sha256);
            Ok((row.sha256, row.sha256_verified))
        }
        outcome => Err(rejected(&outcome).to_owned()),
    }
}

/// Of `hello`.
const SHA256: &str = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";

on_both!(a_checksum_is_kept_with_the_word_of_whose_it_is, app, {
    let known = |verified| Ok((Some(SHA256.to_owned()), verified));
    let stores = [
        // A store that knows none: what the browser says is kept as that.
        (false, Checksums::Never, known(false), Ok((None, false))),
        // One that tells what it was not asked to pin.
        (false, Checksums::Always, known(true), known(true)),
        (true, Checksums::Always, known(true), known(true)),
        // One that computes what nobody declared.
        (false, Checksums::ComputedByCopies, known(true), known(true)),
    ];
    for (pins, knows, declared, undeclared) in stores {
        app.store.pins_checksums.store(pins, Ordering::SeqCst);
        *app.store.checksums.lock().unwrap() = knows;
        assert_eq!(fingerprint(&app, Some(b"hello")).await, declared, "{knows:?}");
        assert_eq!(fingerprint(&app, None).await, undeclared, "{knows:?}");
    }
});

on_both!(a_checksum_that_differs_or_is_lost_is_damage, app, {
    let damaged = |outcome: Result<_, String>| outcome.unwrap_err().contains("its checksum differs");
    *app.store.checksums.lock().unwrap() = Checksums::Always;
    assert!(damaged(fingerprint(&app, Some(b"HELLO")).await));
    *app.store.checksums.lock().unwrap() = Checksums::Never;
    app.store.pins_checksums.store(true, Ordering::SeqCst);
    assert!(damaged(fingerprint(&app, Some(b"hello")).await));
    assert_eq!(app.store.keys(), Vec::<String>::new());
});

on_both!(limits_are_checked_before_anything_is_written, app, {
    let ann = app.person("ann").await;
    let too_large = uploads::presign(&app, &ann, &info(), request(Purpose::Avatar, 6 * 1024 * 1024)).await.unwrap_err();
    assert_eq!(message(too_large), "The file is too large: 6 MB, the limit is 5 MB.");
    let mut wrong = request(Purpose::Avatar, 5);
    wrong.content_type = domain::content_type::ContentType::parse("application/pdf").unwrap();
    assert_eq!(uploads::presign(&app, &ann, &info(), wrong).await.unwrap_err().kind(), ProblemKind::UnsupportedType);
    let mut wrong = request(Purpose::Document, 5);
    wrong.checksum_sha256 = Some("not base64".to_owned());
    assert_eq!(uploads::presign(&app, &ann, &info(), wrong).await.unwrap_err().kind(), ProblemKind::Invalid);
    assert_eq!(app.events("upload.presign").await, 3, "refusals are recorded");
});

on_both!(another_persons_upload_does_not_exist, app, {
    let (ann, bob) = (app.person("ann").await, app.person("bob").await);
    let ticket = app.arrived(&ann, Purpose::Document, b"hello").await;
    let foreign = app.confirm(&bob, ticket.upload).await.unwrap_err();
    let missing = app.confirm(&bob, UploadId(uuid::Uuid::nil())).await.unwrap_err();
    assert_eq!(foreign.kind(), ProblemKind::NotFound);
    assert_eq!(message(foreign), message(missing));
    assert_eq!(uploads::form_ticket(&app, &bob, &info(), ticket.upload).await.unwrap_err().kind(), ProblemKind::NotFound);
    assert_eq!(app.events("upload.confirm").await, 3, "refusals are recorded");
});

on_both!(what_is_under_way_is_listed_to_its_person_until_it_ends, app, {
    let (ann, bob) = (app.person("ann").await, app.person("bob").await);
    let first = uploads::presign(&app, &ann, &info(), request(Purpose::Document, 5)).await.unwrap();
    app.clock.pass(1);
    let form = uploads::start_form(&app, &ann, &info(), request(Purpose::Document, 1)).await.unwrap();
    uploads::presign(&app, &ann, &info(), request(Purpose::Avatar, 5)).await.unwrap();
    let open = uploads::open(&app, &ann).await.unwrap();
    assert_eq!(open.iter().map(|row| (row.id, row.size_bytes)).collect::<Vec<_>>(), [(form, None), (first.upload, Some(5))]);
    assert_eq!(open[1].name, "Hợp đồng.txt");
    assert!(open[1].settled_by.unwrap() > first.expires_at);
    assert_eq!(uploads::open(&app, &bob).await.unwrap(), []);

    app.store.post(&first, b"hello");
    app.confirm(&ann, first.upload).await.unwrap();
    assert_eq!(uploads::open(&app, &ann).await.unwrap().iter().map(|row| row.id).collect::<Vec<_>>(), [form]);
    // The reconciler looks every half minute; by then the last line is gone.
    while app.app.clock.now() < open[0].settled_by.unwrap() {
        app.clock.pass(30);
        services::reconcile::run(&app).await.unwrap();
    }
    assert_eq!(uploads::open(&app, &ann).await.unwrap(), []);
});

on_both!(no_more_are_listed_than_may_be_under_way, app, {
    let ann = app.person("ann").await;
    for _ in 0..3 {
        uploads::presign(&app, &ann, &info(), request(Purpose::Document, 5)).await.unwrap();
    }
    let lowered = app.with_settings(|settings| settings.quota.pending_uploads = 2);
    assert_eq!(uploads::open(&lowered, &ann).await.unwrap().len(), 2);
});

on_both!(a_cancelled_upload_counts_no_more_and_stays_out, app, {
    let (ann, bob) = (app.person("ann").await, app.person("bob").await);
    let one = app.with_settings(|settings| settings.quota.pending_uploads = 1);
    let ask = async || uploads::presign(&one, &ann, &info(), request(Purpose::Document, 5)).await;
    let unwanted = ask().await.unwrap();
    assert_eq!(ask().await.unwrap_err().kind(), ProblemKind::TooManyRequests);
    assert_eq!(uploads::cancel(&app, &bob, &info(), unwanted.upload).await.unwrap_err().kind(), ProblemKind::NotFound);
    for _ in 0..2 {
        uploads::cancel(&app, &ann, &info(), unwanted.upload).await.unwrap();
    }
    assert_eq!(app.events("upload.cancel").await, 1);
    assert_eq!(uploads::open(&app, &ann).await.unwrap(), []);

    // Its ticket still lives, and brings nothing in.
    app.store.post(&unwanted, b"hello");
    assert_eq!(app.confirm(&ann, unwanted.upload).await.unwrap(), ConfirmOutcome::Expired);
    let wanted = ask().await.unwrap();
    app.store.post(&wanted, b"hello");
    let ready = app.confirm(&ann, wanted.upload).await.unwrap();
    uploads::cancel(&app, &ann, &info(), wanted.upload).await.unwrap();
    assert_eq!(app.confirm(&ann, wanted.upload).await.unwrap(), ready, "what is in stays in");
});

on_both!(a_form_without_a_size_has_the_purposes_range, app, {
    let ann = app.person("ann").await;
    let upload = uploads::start_form(&app, &ann, &info(), request(Purpose::Document, 1)).await.unwrap();
    let ticket = uploads::form_ticket(&app, &ann, &info(), upload).await.unwrap();
    assert_eq!(ticket.fields[2].1, format!("1-{}", 50 * 1024 * 1024));
    app.store.post(&ticket, b"hello");
    assert!(matches!(app.confirm(&ann, upload).await.unwrap(), ConfirmOutcome::Ready { .. }));
    assert_eq!(uploads::form_ticket(&app, &ann, &info(), upload).await.unwrap_err().kind(), ProblemKind::Conflict);
});

on_both!(a_changed_avatar_replaces_the_old_one_everywhere, app, {
    let ann = app.person("ann").await;
    let mut urls = Vec::new();
    for _ in 0..2 {
        let ticket = app.arrived(&ann, Purpose::Avatar, &png(1, 1, &[])).await;
        let ConfirmOutcome::Ready { document: None, url: Some(url) } = app.confirm(&ann, ticket.upload).await.unwrap() else { panic!() };
        assert_eq!(accounts::me(&app, &ann).await.unwrap().avatar_url.as_ref(), Some(&url));
        urls.push(url);
    }
    jobs::run_due(&app).await.unwrap();
    let keys = app.store.keys();
    assert_eq!(keys.len(), 1, "{keys:?}");
    assert_eq!(urls[1], format!("https://cdn.test/{}", keys[0]));
    assert_eq!(app.store.get(&keys[0]).unwrap().cache_control, Some("public, max-age=31536000, immutable"));
    assert_eq!(*app.store.invalidated.lock().unwrap(), [urls[0].trim_start_matches("https://cdn.test/").to_owned()]);
});
