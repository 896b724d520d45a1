//! A hundred thousand documents of one person: pages and searches stay quick, by the indexes that are meant for them.

use std::time::{Duration, Instant};

use domain::{
    account::Actor,
    listing::{Kind, Listing, Owner, Sort},
    tag::Tag,
};
use sea_orm::{ConnectionTrait as _, DbBackend, Statement};

use crate::support::{TestApp, on_both};

const DOCUMENTS: u32 = 100_000;
/// What a page may take in the database, here with what SeaORM does around it in a build for development.
const PAGE_WITHIN: Duration = Duration::from_millis(50);
/// The quickest of so many tries counts: what else the machine does is not the database's fault.
const TRIES: u32 = 5;

/// Rows as uploads leave them; one in a thousand is about rent, one in a hundred a PDF, one in a hundred is shared, half of these by a link.
async fn fill(app: &TestApp, actor: &Actor, other: &Actor) {
    let db = app.db.writer();
    let uuid = |person: &Actor| match db.get_database_backend() {
        DbBackend::Postgres => format!("'{}'::uuid", person.user),
        _ => format!("unhex('{}')", person.user.0.simple()),
    };
    let (person, other) = (uuid(actor), uuid(other));
    let (id, upload) = match db.get_database_backend() {
        DbBackend::Postgres => (
            "('00000000-0000-4000-8000-' || lpad(to_hex(n), 12, '0'))::uuid",
            "('00000000-0000-4000-9000-' || lpad(to_hex(n), 12, '0'))::uuid",
        ),
        _ => ("unhex('00000000000040008000' || printf('%012x', n))", "unhex('00000000000040009000' || printf('%012x', n))"),
    };
    let numbers = format!("WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {DOCUMENTS})");
    let word = "CASE WHEN n % 1000 = 7 THEN 'rent' ELSE 'contract' END";
    let search = "CASE WHEN n % 1000 = 7 THEN 'rent ' || n || '.txt  re  tx' ELSE 'contract ' || n || '.txt  co  tx' END";
    let kind = "CASE WHEN n % 100 = 3 THEN 'application/pdf' ELSE 'text/plain' END";
    for sql in [
        format!(
            "{numbers} INSERT INTO uploads (id, created_at, user_id, purpose, status, key, file_name, content_type, ticket_expires_at, updated_at, attempt)
             SELECT {upload}, n, {person}, 'document', 'ready', 'documents/' || n, 'x', 'text/plain', 0, 0, 1 FROM numbers"
        ),
        format!(
            "{numbers} INSERT INTO documents (id, created_at, owner_id, upload_id, name, content_type, size_bytes, checksum_verified, key, description, search, sort_name)
             SELECT {id}, n, {person}, {upload}, {word} || ' ' || n || '.txt', {kind}, n % 5000, false, 'documents/' || n, '', {search}, {word} || ' ' || n || '.txt'
             FROM numbers"
        ),
        format!("{numbers} INSERT INTO document_tags (document_id, tag) SELECT {id}, 'paid' FROM numbers WHERE n % 500 = 1"),
        format!(
            "{numbers} INSERT INTO shares (id, created_at, document_id, user_id, role, created_by)
             SELECT {id}, n, {id}, {other}, 'view', {person} FROM numbers WHERE n % 200 = 5"
        ),
        format!(
            "{numbers} INSERT INTO links (id, created_at, document_id, created_by, token_hash, downloads, login_required)
             SELECT {id}, n, {id}, {person}, n, 0, false FROM numbers WHERE n % 200 = 6"
        ),
        "ANALYZE".to_owned(),
    ] {
        db.execute_unprepared(&sql).await.unwrap();
    }
}

on_both!(pages_and_searches_stay_quick, app, {
    let (ann, bob) = (app.person("ann").await, app.person("bob").await);
    fill(&app, &ann, &bob).await;
    let search = |text: &str| Listing { text: text.to_owned(), ..Listing::default() };
    let cases = [
        ("newest", Listing::default(), 50),
        ("by name", Listing { sort: Some(Sort::Name), ..Listing::default() }, 50),
        ("by size", Listing { sort: Some(Sort::Largest), ..Listing::default() }, 50),
        ("a common word", search("contract"), 50),
        ("a rare word", search("rent"), 50),
        ("one document", search("contract 77777"), 1),
        ("nothing", search("zebra"), 0),
        ("two letters", search("re"), 50),
        ("two letters of nothing", search("ze"), 0),
        ("a letter", search("r"), 50),
        ("a common letter", search("c"), 50),
        ("a type", Listing { kind: Some(Kind::Pdf), ..Listing::default() }, 50),
        ("a tag", Listing { tag: Some(Tag::parse("paid").unwrap()), ..Listing::default() }, 50),
        ("shared", Listing { shared: true, ..Listing::default() }, 50),
        ("shared, by name", Listing { shared: true, sort: Some(Sort::Name), ..Listing::default() }, 50),
        ("shared, a rare word", Listing { shared: true, ..search("rent") }, 0),
        ("shared with me", Listing { owner: Some(Owner::Others), ..Listing::default() }, 50),
        ("shared with me, by name", Listing { owner: Some(Owner::Others), sort: Some(Sort::Name), ..Listing::default() }, 50),
        ("shared with me, a common word", Listing { owner: Some(Owner::Others), ..search("contract") }, 50),
    ];
    for (what, listing, expected) in cases {
        let reader = if listing.owner == Some(Owner::Others) { &bob } else { &ann };
        let (mut rows, mut took) = (0, Duration::MAX);
        for _ in 0..TRIES {
            let start = Instant::now();
            rows = app.list(reader, &listing, None).await.documents.items.len();
            took = took.min(start.elapsed());
        }
        println!("{:?} {what}: {took:?}", app.db.reader().get_database_backend());
        assert_eq!(rows, expected, "{what}");
        assert!(took < PAGE_WITHIN, "{what}: {took:?}");
    }
    plans(&app, &ann).await;
});

/// The plans of what the lists ask for.
async fn plans(app: &TestApp, actor: &Actor) {
    let db = app.db.reader();
    let person = actor.user;
    let backend = db.get_database_backend();
    let explain = async |sql: &str| {
        let statement = Statement::from_string(
            backend,
            format!("{} {sql}", if backend == DbBackend::Sqlite { "EXPLAIN QUERY PLAN" } else { "EXPLAIN" }),
        );
        let column = if backend == DbBackend::Sqlite { "detail" } else { "QUERY PLAN" };
        let lines = db.query_all_raw(statement).await.unwrap();
        lines.into_iter().map(|line| line.try_get::<String>("", column).unwrap()).collect::<Vec<_>>().join("\n")
    };
    let owner = if backend == DbBackend::Sqlite { format!("x'{}'", person.0.simple()) } else { format!("'{person}'") };
    let own = format!("SELECT * FROM documents WHERE owner_id = {owner} AND trashed_at IS NULL");
    for (order, index) in [
        ("created_at DESC, id DESC", "documents_of_owner"),
        ("sort_name, id", "documents_by_name"),
        ("size_bytes DESC, id DESC", "documents_by_size"),
    ] {
        let plan = explain(&format!("{own} ORDER BY {order} LIMIT 51")).await;
        assert!(plan.contains(index), "{order}: {plan}");
    }
    let (rare, index) = match backend {
        DbBackend::Sqlite => (
            "id IN (SELECT r.document_id FROM documents_search s JOIN search_rows r ON r.n = s.rowid WHERE documents_search MATCH '\"zebra\"')",
            "VIRTUAL TABLE INDEX",
        ),
        _ => ("search LIKE '%zebra%'", "documents_search"),
    };
    let plan = explain(&format!("{own} AND {rare} ORDER BY created_at DESC, id DESC LIMIT 51")).await;
    assert!(plan.contains(index), "{plan}");
}
