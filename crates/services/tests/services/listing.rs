use domain::{
    listing::{Kind, Listing, Sort},
    problem::ProblemKind,
    tag::Tag,
    timestamp::Timestamp,
};
use services::listing;

use crate::{
    details::{rename, tag},
    documents::document,
    support::{SECOND, TestApp, on_both},
};

const DAY: i64 = 86_400;

fn search(text: &str) -> Listing {
    Listing { text: text.to_owned(), ..Listing::default() }
}

async fn names(app: &TestApp, actor: &domain::account::Actor, listing: &Listing) -> Vec<String> {
    app.list(actor, listing, None).await.documents.items.into_iter().map(|row| row.name).collect()
}

on_both!(letters_are_found_anywhere_in_any_case_with_or_without_accents, app, {
    let (ann, bob) = (app.person("ann").await, app.person("bob").await);
    for name in ["Hợp đồng thuê.txt", "100% done_1.txt", "it's \"quoted\".txt"] {
        let id = document(&app, &ann).await;
        rename(&app, &ann, id, name, "").await.unwrap();
    }
    let theirs = document(&app, &bob).await;
    rename(&app, &bob, theirs, "Hợp đồng.txt", "").await.unwrap();
    for (text, found) in [
        ("HOP DONG", "Hợp đồng thuê.txt"),
        ("thuê hợp", "Hợp đồng thuê.txt"),
        ("th", "Hợp đồng thuê.txt"),
        ("1", "100% done_1.txt"),
        ("%", "100% done_1.txt"),
        ("done_1", "100% done_1.txt"),
        ("\"quoted\"", "it's \"quoted\".txt"),
        ("it's", "it's \"quoted\".txt"),
    ] {
        assert_eq!(names(&app, &ann, &search(text)).await, [found], "{text}");
    }
    for nothing in ["uê", "doneX1", "100%%", "AND", "hop* OR", "\\", "nothing at all"] {
        assert!(names(&app, &ann, &search(nothing)).await.is_empty(), "{nothing}");
    }
    assert_eq!(names(&app, &ann, &search("   ")).await.len(), 3);
});

on_both!(a_list_is_narrowed_by_type_tag_and_day, app, {
    let ann = app.person("ann").await;
    let old = document(&app, &ann).await;
    rename(&app, &ann, old, "old.txt", "").await.unwrap();
    tag(&app, &ann, old, "rent").await.unwrap();
    app.clock.pass(3 * DAY);
    let young = document(&app, &ann).await;
    rename(&app, &ann, young, "young.txt", "").await.unwrap();
    let midnight = |moment: Timestamp| Timestamp::parse_day(&moment.rfc3339()[..10]).unwrap();
    let today = midnight(app.app.clock.now());
    let before = Timestamp(today.0 - DAY * SECOND);
    for (listing, expected) in [
        (Listing { tag: Some(Tag::parse("rent").unwrap()), ..Listing::default() }, vec!["old.txt"]),
        (Listing { kind: Some(Kind::Text), ..Listing::default() }, vec!["young.txt", "old.txt"]),
        (Listing { kind: Some(Kind::Pdf), ..Listing::default() }, vec![]),
        (Listing { from: Some(today), ..Listing::default() }, vec!["young.txt"]),
        (Listing { until: Some(before), ..Listing::default() }, vec!["old.txt"]),
        (Listing { until: Some(today), ..Listing::default() }, vec!["young.txt", "old.txt"]),
        (Listing { text: "y".to_owned(), from: Some(today), ..Listing::default() }, vec!["young.txt"]),
        (Listing { until: Some(Timestamp(i64::MAX)), ..Listing::default() }, vec!["young.txt", "old.txt"]),
    ] {
        assert_eq!(names(&app, &ann, &listing).await, expected, "{listing:?}");
    }
});

on_both!(every_order_is_paged_without_a_gap_or_a_repetition, app, {
    let ann = app.person("ann").await;
    for index in 0..120 {
        let id = document(&app, &ann).await;
        // Names, sizes and moments that many share.
        rename(&app, &ann, id, ["b.txt", "A.txt", "á.txt", "c.txt"][index % 4], "").await.unwrap();
        app.clock.pass(i64::from(index % 3 == 0));
    }
    for sort in Sort::ALL {
        let listing = Listing { sort: Some(*sort), ..Listing::default() };
        let (mut rows, mut after) = (Vec::new(), None);
        loop {
            let page = app.list(&ann, &listing, after.as_deref()).await.documents;
            rows.extend(page.items);
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        let mut ids: Vec<_> = rows.iter().map(|row| row.id).collect();
        ids.sort();
        ids.dedup();
        assert_eq!((ids.len(), rows.len()), (120, 120), "{sort:?}");
        let first = rows[0].name.to_lowercase().replace('á', "a");
        match sort {
            Sort::Newest => assert!(rows.is_sorted_by(|a, b| a.created_at >= b.created_at)),
            Sort::Oldest => assert!(rows.is_sorted_by(|a, b| a.created_at <= b.created_at)),
            Sort::Name => assert_eq!(first, "a.txt"),
            Sort::NameDown => assert_eq!(first, "c.txt"),
            Sort::Largest | Sort::Smallest => {}
        }
    }
    let by_name = Listing { sort: Some(Sort::Name), ..Listing::default() };
    let next = app.list(&ann, &by_name, None).await.documents.next.unwrap();
    let mixed = listing::list(&app, &ann, &Listing::default(), Some(next.parse().unwrap())).await.unwrap_err();
    assert_eq!(mixed.kind(), ProblemKind::Invalid);
});
