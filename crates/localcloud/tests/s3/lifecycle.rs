//! Objects that are due disappear, and no others.

use crate::support::{BUCKET, Request, Server};

const DAY: i64 = 86_400;

fn rule(inner: &str) -> String {
    format!("<LifecycleConfiguration>{inner}</LifecycleConfiguration>")
}

fn expire(id: &str, prefix: &str, days: i32, status: &str) -> String {
    format!(
        "<Rule><ID>{id}</ID><Filter><Prefix>{prefix}</Prefix></Filter><Status>{status}</Status>\
         <Expiration><Days>{days}</Days></Expiration></Rule>"
    )
}

/// Waits for a sweep to have removed an object; the test's own time limit is the runner's.
async fn gone(server: &Server, key: &str) {
    while server.get(key).await.status != 404 {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn due_objects_go_at_midnight() {
    let server = Server::start().await;
    let midnight = server.now() / DAY * DAY;
    let rules =
        [expire("incoming", "incoming/", 1, "Enabled"), expire("longer", "longer/", 2, "Enabled"), expire("off", "off/", 1, "Disabled")];
    server.configure("lifecycle", &rule(&rules.concat())).await;
    // Written at noon of the day before, and at noon: due at midnight after 36 hours each.
    server.set_clock(midnight - DAY / 2);
    server.put("incoming/z", "text/plain", b"x").await;
    server.set_clock(midnight + DAY / 2);
    for key in ["incoming/a", "longer/a", "off/a", "documents/a"] {
        server.put(key, "text/plain", b"x").await;
    }

    // Every start sweeps. The keys are looked at in order: when z is gone, a has been looked at.
    server.set_clock(midnight + 2 * DAY - 1);
    let server = server.restart().await;
    gone(&server, "incoming/z").await;
    assert_eq!(server.get("incoming/a").await.status, 200);

    server.set_clock(midnight + 2 * DAY);
    let server = server.restart().await;
    gone(&server, "incoming/a").await;
    assert_eq!(server.get("longer/a").await.status, 200);

    server.set_clock(midnight + 3 * DAY);
    let server = server.restart().await;
    gone(&server, "longer/a").await;
    assert_eq!([server.get("off/a").await.status, server.get("documents/a").await.status], [200, 200]);
}

#[tokio::test]
async fn rules_are_kept_read_and_removed() {
    let server = Server::start().await;
    let read = Request::new("GET", format!("/{BUCKET}?lifecycle"));
    let answer = server.signed(read.clone()).await;
    assert_eq!((answer.status, answer.element("Code").as_str()), (404, "NoSuchLifecycleConfiguration"));
    let abort = "<Rule><ID>parts</ID><Filter><Prefix></Prefix></Filter><Status>Enabled</Status>\
                 <AbortIncompleteMultipartUpload><DaysAfterInitiation>1</DaysAfterInitiation></AbortIncompleteMultipartUpload></Rule>";
    server.configure("lifecycle", &rule(&[&expire("incoming", "incoming/", 1, "Enabled"), abort].concat())).await;
    server.put("documents/a", "text/plain", b"x").await;
    let server = server.restart().await;
    let answer = server.signed(read.clone()).await;
    assert_eq!(["ID", "Prefix", "Days", "DaysAfterInitiation"].map(|name| answer.element(name)), ["incoming", "incoming/", "1", "1"]);
    assert_eq!(server.signed(Request::new("DELETE", format!("/{BUCKET}?lifecycle"))).await.status, 204);
    assert_eq!(server.signed(read).await.status, 404);
}

/// A rule that is not understood must never be taken for one about everything.
#[tokio::test]
async fn other_rules_are_refused() {
    let server = Server::start().await;
    let expiration = "<Status>Enabled</Status><Expiration><Days>1</Days></Expiration>";
    let tag = "<Tag><Key>a</Key><Value>b</Value></Tag>";
    for (filter, code) in [
        (format!("<Filter>{tag}</Filter>"), "NotImplemented"),
        (format!("<Filter><And><Prefix>incoming/</Prefix>{tag}</And></Filter>"), "NotImplemented"),
        ("<Filter><ObjectSizeGreaterThan>5</ObjectSizeGreaterThan></Filter>".to_owned(), "NotImplemented"),
        ("<Filter><ObjectSizeLessThan>5</ObjectSizeLessThan></Filter>".to_owned(), "NotImplemented"),
    ] {
        let xml = rule(&format!("<Rule>{filter}{expiration}</Rule>"));
        let answer = server.signed(Request::new("PUT", format!("/{BUCKET}?lifecycle")).body(xml)).await;
        assert_eq!((answer.status, answer.element("Code").as_str()), (501, code), "{filter}");
    }
    let date = "<Rule><Filter><Prefix>a</Prefix></Filter><Status>Enabled</Status><Expiration><Date>2030-01-01T00:00:00Z</Date></Expiration></Rule>";
    let answer = server.signed(Request::new("PUT", format!("/{BUCKET}?lifecycle")).body(rule(date))).await;
    assert_eq!((answer.status, answer.element("Code").as_str()), (501, "NotImplemented"));
    for days in [0, -1] {
        let request = Request::new("PUT", format!("/{BUCKET}?lifecycle")).body(rule(&expire("a", "a", days, "Enabled")));
        let answer = server.signed(request).await;
        assert_eq!((answer.status, answer.element("Code").as_str()), (400, "InvalidArgument"), "{days}");
    }
}
