//! The chain, and the five ways to break it.

use sea_orm::{ColumnTrait as _, ConnectionTrait as _, EntityTrait as _, PaginatorTrait as _, QueryFilter as _, QueryOrder as _};
use services::{
    audit::{
        AuditKeys,
        chain::{self, Look},
        checkpoints::{PREFIX, SignedCheckpoint, last_in_bucket},
        verify::{Broken, Verified, verify},
    },
    entity::{audit_chain, audit_checkpoint, audit_event},
    jobs,
};
use uuid::Uuid;

use crate::{
    documents::document,
    support::{SECOND, TestApp, on_both},
};

/// A log of some events, chained and signed.
async fn log(app: &TestApp) -> Vec<Uuid> {
    let ann = app.person("ann").await;
    for _ in 0..3 {
        document(app, &ann).await;
    }
    app.clock.pass(2);
    chain::run(app, Look::Everywhere).await.unwrap();
    let rows = audit_chain::Entity::find().order_by_asc(audit_chain::Column::Sequence).all(app.db.reader()).await.unwrap();
    rows.into_iter().map(|row| row.event_id).collect()
}

async fn sql(app: &TestApp, sql: &str) {
    app.db.writer().execute_unprepared(sql).await.unwrap();
}

async fn broken(app: &TestApp, outside: Vec<SignedCheckpoint>) -> Broken {
    verify(app, outside).await.unwrap().expect_err("something was done to the log")
}

async fn count(app: &TestApp) -> u64 {
    audit_checkpoint::Entity::find().count(app.db.reader()).await.unwrap()
}

on_both!(the_log_is_chained_once_and_signed_every_minute, app, {
    let ann = app.person("ann").await;
    assert_eq!(chain::run(&app, Look::Everywhere).await.unwrap(), 0, "a moment must pass");
    app.clock.pass(2);
    assert_eq!(chain::run(&app, Look::Everywhere).await.unwrap(), 1);
    assert_eq!(chain::run(&app, Look::Everywhere).await.unwrap(), 0);
    assert_eq!(count(&app).await, 1);
    document(&app, &ann).await;
    app.clock.pass(2);
    assert_eq!(chain::run(&app, Look::Lately).await.unwrap(), 2);
    assert_eq!(count(&app).await, 1, "the last one is younger than a minute");
    assert_eq!(verify(&app, vec![]).await.unwrap(), Ok(Verified { events: 3, checkpoints: 1, signed: 1, waiting: 0 }));
    app.clock.pass(60);
    chain::run(&app, Look::Lately).await.unwrap();
    assert_eq!(count(&app).await, 2, "also when nothing has happened since");
    app.clock.pass(60);
    chain::run(&app, Look::Lately).await.unwrap();
    assert_eq!(count(&app).await, 2, "what is signed needs no second signature");
    document(&app, &ann).await;
    assert_eq!(verify(&app, vec![]).await.unwrap(), Ok(Verified { events: 3, checkpoints: 2, signed: 3, waiting: 2 }));
});

on_both!(an_event_that_commits_late_gets_the_next_place, app, {
    let first = log(&app).await;
    let late = audit_event::Entity::find_by_id(first[0]).one(app.db.reader()).await.unwrap().unwrap();
    let late = audit_event::Model { id: Uuid::now_v7(), created_at: late.created_at - 30 * SECOND, ..late };
    let id = late.id;
    audit_event::Entity::insert(audit_event::ActiveModel::from(late)).exec_without_returning(app.db.writer()).await.unwrap();
    assert_eq!(chain::run(&app, Look::Lately).await.unwrap(), 1);
    let row = audit_chain::Entity::find().filter(audit_chain::Column::EventId.eq(id)).one(app.db.reader()).await.unwrap().unwrap();
    assert_eq!(row.sequence, i64::try_from(first.len()).unwrap() + 1);
    verify(&app, vec![]).await.unwrap().unwrap();
});

on_both!(several_sequencers_make_one_chain, app, {
    let ann = app.person("ann").await;
    for _ in 0..10 {
        document(&app, &ann).await;
    }
    app.clock.pass(2);
    let runs: Vec<_> =
        (0..8).map(|_| app.app.clone()).map(|app| tokio::spawn(async move { chain::run(&app, Look::Everywhere).await })).collect();
    let mut linked = 0;
    for run in runs {
        linked += run.await.unwrap().unwrap();
    }
    assert_eq!(linked, 21);
    assert_eq!(verify(&app, vec![]).await.unwrap().unwrap().events, 21);
    assert_eq!(count(&app).await, 1);
});

on_both!(checkpoints_reach_the_bucket_when_the_store_is_back, app, {
    let events = log(&app).await;
    app.store.down.store(true, std::sync::atomic::Ordering::SeqCst);
    jobs::run_due(&app).await.unwrap();
    assert!(!app.store.keys().iter().any(|key| key.starts_with(PREFIX)));
    app.store.down.store(false, std::sync::atomic::Ordering::SeqCst);
    app.clock.pass(10);
    jobs::run_due(&app).await.unwrap();
    assert!(app.store.keys().contains(&"audit/checkpoints/000000000007.json".to_owned()), "{:?}", app.store.keys());
    let outside = last_in_bucket(app.bucket.as_ref()).await.unwrap().unwrap();
    assert_eq!(outside.checkpoint.sequence, i64::try_from(events.len()).unwrap());
    assert_eq!(verify(&app, vec![outside]).await.unwrap().unwrap().checkpoints, 2);
});

on_both!(an_edited_event_is_named, app, {
    let event = log(&app).await[3];
    sql(&app, "UPDATE audit_events SET ip = '192.0.2.8' WHERE id = (SELECT event_id FROM audit_chain WHERE sequence = 4)").await;
    assert_eq!(broken(&app, vec![]).await, Broken::Edited { sequence: 4, event });
    let text = broken(&app, vec![]).await.to_string();
    assert!(text.contains(&event.to_string()) && text.contains("place 4"), "{text}");
});

on_both!(every_column_of_an_event_is_held, app, {
    log(&app).await;
    for change in [
        "created_at = created_at + 1",
        "actor_id = NULL",
        "session_id = NULL",
        "action = 'auth.logout'",
        "resource_type = 'folder'",
        "resource_id = NULL",
        "result = 'refused'",
        "ip = NULL",
        "user_agent = 'another'",
        "detail = '{}'",
    ] {
        let of = "WHERE id = (SELECT event_id FROM audit_chain WHERE sequence = 3)";
        let before = audit_event::Entity::find().all(app.db.writer()).await.unwrap();
        sql(&app, &format!("UPDATE audit_events SET {change} {of}")).await;
        assert!(matches!(broken(&app, vec![]).await, Broken::Edited { sequence: 3, .. }), "{change}");
        sql(&app, "DELETE FROM audit_events").await;
        audit_event::Entity::insert_many(before.into_iter().map(audit_event::ActiveModel::from))
            .exec_without_returning(app.db.writer())
            .await
            .unwrap();
        verify(&app, vec![]).await.unwrap().unwrap();
    }
});

on_both!(a_deleted_event_is_named, app, {
    let event = log(&app).await[2];
    sql(&app, "DELETE FROM audit_events WHERE id = (SELECT event_id FROM audit_chain WHERE sequence = 3)").await;
    assert_eq!(broken(&app, vec![]).await, Broken::Deleted { sequence: 3, event });
    sql(&app, "DELETE FROM audit_chain WHERE sequence = 3").await;
    assert_eq!(broken(&app, vec![]).await, Broken::Gap { sequence: 3 });
});

on_both!(a_chain_in_another_order_is_named, app, {
    let events = log(&app).await;
    // Whole rows change places.
    for (from, to) in [(3, 0), (5, 3), (0, 5)] {
        sql(&app, &format!("UPDATE audit_chain SET sequence = {to} WHERE sequence = {from}")).await;
    }
    let reordered = Broken::Reordered { sequence: 3, event: events[4], expected: events[2] };
    assert_eq!(broken(&app, vec![]).await, reordered);
    // Only the events do, under the links of before.
    for (from, to) in [(3, 0), (5, 3), (0, 5)] {
        sql(&app, &format!("UPDATE audit_chain SET sequence = {to} WHERE sequence = {from}")).await;
    }
    verify(&app, vec![]).await.unwrap().unwrap();
    let rows = audit_chain::Entity::find().filter(audit_chain::Column::Sequence.is_in([3, 5])).order_by_asc(audit_chain::Column::Sequence);
    let rows = rows.all(app.db.writer()).await.unwrap();
    sql(&app, "DELETE FROM audit_chain WHERE sequence IN (3, 5)").await;
    let swapped = [
        audit_chain::Model { event_id: rows[1].event_id, ..rows[0].clone() },
        audit_chain::Model { event_id: rows[0].event_id, ..rows[1].clone() },
    ];
    audit_chain::Entity::insert_many(swapped.map(audit_chain::ActiveModel::from)).exec_without_returning(app.db.writer()).await.unwrap();
    assert_eq!(broken(&app, vec![]).await, reordered);
});

on_both!(a_log_that_was_cut_off_is_noticed, app, {
    let events = log(&app).await;
    app.clock.pass(2);
    jobs::run_due(&app).await.unwrap();
    let outside = last_in_bucket(app.bucket.as_ref()).await.unwrap().unwrap();
    sql(&app, "DELETE FROM audit_events WHERE id IN (SELECT event_id FROM audit_chain WHERE sequence > 4)").await;
    sql(&app, "DELETE FROM audit_chain WHERE sequence > 4").await;
    let signed = i64::try_from(events.len()).unwrap();
    assert!(matches!(broken(&app, vec![]).await, Broken::Truncated { last: 4, signed: found, .. } if found == signed));
    // The database's checkpoints are cut off too: the bucket's still tells.
    sql(&app, "DELETE FROM audit_checkpoints").await;
    verify(&app, vec![]).await.unwrap().unwrap();
    assert!(matches!(broken(&app, vec![outside]).await, Broken::Truncated { last: 4, signed: found, .. } if found == signed));
});

on_both!(a_chain_that_was_written_anew_is_noticed, app, {
    log(&app).await;
    app.clock.pass(2);
    jobs::run_due(&app).await.unwrap();
    let outside = last_in_bucket(app.bucket.as_ref()).await.unwrap().unwrap();
    // Whoever owns the database edits an event, and chains everything again by this very program.
    sql(&app, "UPDATE audit_events SET ip = '192.0.2.8' WHERE id = (SELECT event_id FROM audit_chain WHERE sequence = 4)").await;
    sql(&app, "DELETE FROM audit_chain").await;
    chain::run(&app, Look::Everywhere).await.unwrap();
    assert!(matches!(broken(&app, vec![]).await, Broken::Forged { sequence: 7, .. }));
    // And signs it, by a key of their own, under whatever name.
    sql(&app, "DELETE FROM audit_checkpoints").await;
    let forger = app.with_audit_keys(AuditKeys::from_pem(&AuditKeys::generate().unwrap()).unwrap());
    chain::run(&forger, Look::Everywhere).await.unwrap();
    assert_eq!(broken(&app, vec![]).await, Broken::Unsigned { sequence: 7 });
    sql(&app, &format!("UPDATE audit_checkpoints SET key_id = '{}'", outside.key_id)).await;
    assert_eq!(broken(&app, vec![]).await, Broken::Unsigned { sequence: 7 });
    sql(&app, "DELETE FROM audit_checkpoints").await;
    assert!(matches!(broken(&app, vec![outside]).await, Broken::Forged { sequence: 7, .. }));
});
