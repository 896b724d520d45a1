//! Puts the cases to a target, one after the other.

use std::{io, time::Duration};

use tokio::time::timeout;

use crate::{
    case::{Ask, Case, Expect, Group},
    get::OBJECTS,
    hash::{etag, md5_base64, sha256_base64},
    http::{Answer, Request},
    post::location,
    report::{Outcome, Report},
    scope::Scope,
    sign::{amz_date, encode},
    target::{Target, now},
};

/// No answer takes so long that is still to come.
const PATIENCE: Duration = Duration::from_mins(1);

/// The bucket's rules while the cases run.
const CORS: &str = "<CORSConfiguration xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><CORSRule>\
    <AllowedOrigin>http://localhost:3000</AllowedOrigin><AllowedOrigin>https://*.example.com</AllowedOrigin>\
    <AllowedMethod>POST</AllowedMethod><AllowedMethod>GET</AllowedMethod><AllowedHeader>Range</AllowedHeader>\
    <AllowedHeader>x-amz-*</AllowedHeader><ExposeHeader>ETag</ExposeHeader><MaxAgeSeconds>600</MaxAgeSeconds></CORSRule></CORSConfiguration>";

/// Asks everything. Only a target that cannot be prepared is an error.
pub async fn run(target: &Target, groups: &[Group]) -> io::Result<Report> {
    // A folder of its own, so that runs do not meet.
    let folder = format!("conformance/{}-{}", now(), std::process::id());
    prepare(target, &folder).await?;
    let mut report = Report::default();
    for group in groups {
        for (number, case) in group.cases.iter().enumerate() {
            let dir = format!("{folder}/{}/{number}/", group.name);
            let dir = if matches!(case.ask, Ask::Get(_)) { format!("{folder}/") } else { dir };
            let scope = Scope::default()
                .with("key", format!("{dir}file.pdf"))
                .with("encoded-key", encode(&format!("{dir}file.pdf"), ""))
                .with("encoded-dir", encode(&dir, ""))
                .with("location", location(target, &format!("{dir}file.pdf")))
                .with("encoded-name", encode(OBJECTS[0].0, ""))
                .with("dir", dir)
                .with("1024", "a".repeat(1024))
                .with("day", &amz_date(now())[..8])
                .with("bucket", &target.bucket)
                .with("host", &target.host)
                .with("region", &target.signer.region)
                .with("access-key-id", &target.signer.key_id);
            let outcome = match timeout(PATIENCE, ask(target, case, scope)).await {
                Ok(Ok(outcome)) => outcome,
                Ok(Err(error)) => Outcome::broken(&case.expect, &format!("no answer: {}", error.kind())),
                Err(_) => Outcome::broken(&case.expect, "no answer in time"),
            };
            report.add(group.name, &case.name, outcome);
        }
    }
    Ok(report)
}

async fn prepare(target: &Target, folder: &str) -> io::Result<()> {
    let bucket = format!("/{}", target.bucket);
    // It may be there already.
    target.signed(Request::new("PUT", &bucket)).await?;
    let cors = Request::new("PUT", format!("{bucket}?cors")).header("Content-MD5", md5_base64(CORS.as_bytes())).body(CORS);
    must(target, cors).await?;
    for (name, bytes) in OBJECTS {
        let object = Request::new("PUT", format!("{bucket}/{folder}/{}", encode(name, "")))
            .header("Content-Type", "application/pdf")
            .header("x-amz-checksum-sha256", sha256_base64(bytes.as_bytes()));
        must(target, object.body(bytes)).await?;
    }
    Ok(())
}

async fn must(target: &Target, request: Request) -> io::Result<Answer> {
    let shown = format!("{} {}", request.method, request.target);
    let answer = target.signed(request).await?;
    if answer.status < 300 { Ok(answer) } else { Err(io::Error::other(format!("{shown}: {} {}", answer.status, answer.text()))) }
}

async fn ask(target: &Target, case: &Case, scope: Scope) -> io::Result<Outcome> {
    let expect = &case.expect;
    match &case.ask {
        Ask::Post(post) => {
            let (request, scope) = post.request(target, scope);
            let answer = target.send(&request).await?;
            let mut outcome = compare(target, expect, &answer, &scope);
            let wanted = (!expect.is_refusal()).then(|| post.file());
            outcome.problems.extend(stored(target, expect, &scope, wanted.as_deref()).await?);
            Ok(outcome)
        }
        Ask::Get(get) => {
            let (request, scope) = get.request(target, scope);
            Ok(compare(target, expect, &target.send(&request).await?, &scope))
        }
        Ask::Preflight(preflight) => Ok(compare(target, expect, &target.send(&preflight.request(&scope)).await?, &scope)),
        Ask::Copy(copy) => {
            for request in copy.preparation(&scope) {
                must(target, request).await?;
            }
            let scope = scope.with("etag", etag(copy.bytes()));
            let mut outcome = compare(target, expect, &target.signed(copy.request(&scope)).await?, &scope);
            let found = read(target, &scope.fill("{key}")).await?;
            let wanted = (!expect.is_refusal()).then(|| copy.bytes());
            outcome.problems.extend(differs(expect, &found, wanted));
            Ok(outcome)
        }
    }
}

/// What is wrong with the answer.
fn compare(target: &Target, expect: &Expect, answer: &Answer, scope: &Scope) -> Outcome {
    let code = Some(answer.element("Code")).filter(|code| !code.is_empty());
    let mut outcome = Outcome::new(expect, answer.status, code.as_deref());
    let mut differ = |what: String, wanted: &str, found: &str| {
        if wanted != found {
            outcome.problems.push(what.clone());
            outcome.details.push(format!("{what}: {found:?} for {wanted:?}"));
        }
    };
    if target.messages {
        if let Some(message) = &expect.message {
            differ("Message".to_owned(), &scope.fill(message), &answer.element("Message"));
        }
        for (name, value) in &expect.elements {
            differ(name.clone(), &scope.fill(value), &answer.element(name));
        }
    }
    for (name, value) in &expect.headers {
        differ(name.clone(), &scope.fill(value), answer.header(name));
    }
    if let Some(body) = &expect.body {
        differ("body".to_owned(), body, answer.text());
    }
    outcome
}

/// Whether the object is what was sent; or whether, where nothing was wanted, nothing came into being.
async fn stored(target: &Target, expect: &Expect, scope: &Scope, wanted: Option<&[u8]>) -> io::Result<Vec<String>> {
    if wanted.is_none() {
        let list = format!("/{}?list-type=2&prefix={}", target.bucket, scope.fill("{encoded-dir}"));
        let list = must(target, Request::new("GET", list)).await?;
        return Ok(list.text().contains("<Key>").then(|| "an object all the same".to_owned()).into_iter().collect());
    }
    let key = scope.fill(expect.key.as_deref().unwrap_or("{key}"));
    Ok(differs(expect, &read(target, &key).await?, wanted))
}

async fn read(target: &Target, key: &str) -> io::Result<Answer> {
    target.signed(Request::new("GET", format!("/{}/{}", target.bucket, encode(key, "/")))).await
}

fn differs(expect: &Expect, found: &Answer, wanted: Option<&[u8]>) -> Vec<String> {
    let Some(wanted) = wanted else {
        return (found.status != 404).then(|| "an object all the same".to_owned()).into_iter().collect();
    };
    if found.status != 200 || found.body != wanted {
        return vec!["not the object".to_owned()];
    }
    let wrong = expect.stored.iter().filter(|(name, value)| found.header(name) != *value);
    wrong.map(|(name, _)| format!("stored {name}")).collect()
}
