use domain::{
    account::{Actor, Email, PersonName, Role},
    audit::AuditResult,
    problem::ProblemKind,
};
use services::{accounts, audit};

use crate::support::{PASSWORD, info, on_both};

on_both!(administrators_read_the_log_and_others_are_recorded_trying, app, {
    let ann = app.person("ann").await;
    assert_eq!(audit::list(&app, &ann, &info(), None).await.unwrap_err().kind(), ProblemKind::Forbidden);
    let root = accounts::create_admin(&app, Email::parse("root@example.com").unwrap(), PersonName::parse("Root").unwrap(), PASSWORD);
    let admin = Actor { user: root.await.unwrap(), role: Role::Admin, ..ann };
    let page = audit::list(&app, &admin, &info(), None).await.unwrap();
    let told: Vec<_> = page.items.iter().map(|row| (row.action.as_str(), row.actor_name.as_deref(), row.result)).collect();
    assert!(told.contains(&("audit.read", Some("ann"), AuditResult::Refused)), "{told:?}");
    assert!(told.contains(&("auth.register", Some("ann"), AuditResult::Ok)));
    assert_eq!(app.events("audit.read").await, 2, "reading is recorded too");
});
