//! Forms that are refused, with the status, Code, Message and elements that AWS gives.

use serde_json::json;

use crate::support::{Answer, BUCKET, Form, Request, Server, Ticket};

const KEY: &str = "incoming/documents/0b9f0c1e.pdf";

#[track_caller]
fn is(answer: &Answer, status: u16, code: &str, message: &str) {
    assert_eq!(answer.refusal(), (status, code.to_owned(), message.to_owned()));
    assert_eq!(answer.header("content-type"), "application/xml");
}

async fn server() -> (Server, Form) {
    let server = Server::start().await;
    let form = Ticket::new(server.now(), KEY).sign();
    (server, form)
}

/// Whatever was refused, nothing came into being.
async fn nothing_stored(server: &Server) {
    let list = server.signed(Request::new("GET", format!("/{BUCKET}?list-type=2"))).await;
    assert_eq!((list.status, list.element("KeyCount").as_str()), (200, "0"));
}

#[tokio::test]
async fn conditions() {
    let (server, form) = server().await;
    let failed = |condition: &str| format!("Invalid according to Policy: Policy Condition failed: {condition}");
    let other_key = server.post(&form.clone().set("key", "documents/of-somebody-else.pdf"), b"x").await;
    is(&other_key, 403, "AccessDenied", &failed(&format!(r#"["eq", "$key", "{KEY}"]"#)));
    let other_type = server.post(&form.clone().set("Content-Type", "text/html"), b"x").await;
    is(&other_type, 403, "AccessDenied", &failed(r#"["eq", "$Content-Type", "application/pdf"]"#));
    let other_case = server.post(&form.clone().set("Content-Type", "Application/PDF"), b"x").await;
    is(&other_case, 403, "AccessDenied", &failed(r#"["eq", "$Content-Type", "application/pdf"]"#));
    let absent = server.post(&form.clone().without("Content-Type"), b"x").await;
    is(&absent, 403, "AccessDenied", &failed(r#"["eq", "$Content-Type", "application/pdf"]"#));
    let ticket = Ticket::new(server.now(), KEY).condition(json!(["starts-with", "$x-amz-meta-tag", ""]));
    is(&server.post(&ticket.sign(), b"x").await, 403, "AccessDenied", &failed(r#"["starts-with", "$x-amz-meta-tag", ""]"#));
    let ticket = Ticket::new(server.now(), KEY).condition(json!({"bucket": "another"}));
    is(&server.post(&ticket.sign(), b"x").await, 403, "AccessDenied", &failed(r#"["eq", "$bucket", "another"]"#));
    nothing_stored(&server).await;
}

#[tokio::test]
async fn fields_without_a_condition() {
    let (server, form) = server().await;
    let message = "Invalid according to Policy: Extra input fields: ";
    let answer = server.post(&form.clone().add("Cache-Control", "public"), b"x").await;
    is(&answer, 403, "AccessDenied", &format!("{message}cache-control"));
    let answer = server.post(&form.clone().add("x-amz-meta-a", "1"), b"x").await;
    is(&answer, 403, "AccessDenied", &format!("{message}x-amz-meta-a"));
    let answer = server.post(&form.add("x-amz-security-token", "t"), b"x").await;
    is(&answer, 403, "AccessDenied", &format!("{message}x-amz-security-token"));
    let ticket = Ticket::new(server.now(), KEY).without("Content-Type").uncovered("Content-Type", "text/html");
    is(&server.post(&ticket.sign(), b"x").await, 403, "AccessDenied", &format!("{message}content-type"));
    nothing_stored(&server).await;
}

#[tokio::test]
async fn the_time() {
    let (server, form) = server().await;
    server.set_clock(server.now() + 299);
    assert_eq!(server.post(&form, b"x").await.status, 201);
    server.set_clock(server.now() + 1);
    is(&server.post(&form, b"x").await, 403, "AccessDenied", "Invalid according to Policy: Policy expired.");
}

#[tokio::test]
async fn the_signature() {
    let (server, form) = server().await;
    let message = "The request signature we calculated does not match the signature you provided. Check your key and signing method.";
    let altered = Ticket::new(server.now(), KEY).range(1, 1_000_000_000).sign();
    let with_other_policy = form.clone().set("policy", altered.get("policy"));
    let answer = server.post(&with_other_policy, b"x").await;
    is(&answer, 403, "SignatureDoesNotMatch", message);
    let policy = altered.get("policy");
    let bytes = policy.bytes().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().join(" ");
    assert_eq!(
        ["AWSAccessKeyId", "StringToSign", "SignatureProvided", "StringToSignBytes"].map(|name| answer.element(name)),
        ["AKIAIOSFODNN7EXAMPLE", policy, form.get("x-amz-signature"), &bytes]
    );

    let mut ticket = Ticket::new(server.now(), KEY);
    ticket.signer.secret.push('x');
    is(&server.post(&ticket.sign(), b"x").await, 403, "SignatureDoesNotMatch", message);
    // The signature comes before everything that the policy says, even before reading it.
    let broken = form.clone().set("policy", "not base64!").set("key", "elsewhere");
    is(&server.post(&broken, b"x").await, 403, "SignatureDoesNotMatch", message);
    // Its escapes cannot break out of the answer.
    let markup = form.set("x-amz-signature", "</SignatureProvided><Code>&");
    assert_eq!(server.post(&markup, b"x").await.element("SignatureProvided"), "</SignatureProvided><Code>&");
    nothing_stored(&server).await;
}

#[tokio::test]
async fn the_credential() {
    let (server, form) = server().await;
    let mut ticket = Ticket::new(server.now(), KEY);
    ticket.signer.key_id = "AKIDOFSOMEBODYELSE".to_owned();
    let message = "The AWS Access Key Id you provided does not exist in our records.";
    let answer = server.post(&ticket.sign(), b"x").await;
    is(&answer, 403, "InvalidAccessKeyId", message);
    assert_eq!(answer.element("AWSAccessKeyId"), "AKIDOFSOMEBODYELSE");

    let mut ticket = Ticket::new(server.now(), KEY);
    ticket.signer.region = "eu-west-1".to_owned();
    is(&server.post(&ticket.sign(), b"x").await, 400, "InvalidArgument", "the region 'eu-west-1' is wrong; expecting 'ap-southeast-1'");

    for wrong in ["", "a/b", "AKIAIOSFODNN7EXAMPLE/20260101/ap-southeast-1/s3/aws4_request/x"] {
        let answer = server.post(&form.clone().set("x-amz-credential", wrong), b"x").await;
        assert_eq!((answer.status, answer.element("Code").as_str()), (400, "InvalidArgument"), "{wrong}");
    }
    let answer = server.post(&form.set("x-amz-algorithm", "AWS4-HMAC-SHA1"), b"x").await;
    assert_eq!((answer.status, answer.element("Code").as_str()), (400, "InvalidArgument"));
    nothing_stored(&server).await;
}

#[tokio::test]
async fn missing_fields() {
    let (server, form) = server().await;
    for (field, shown) in [
        ("x-amz-signature", "X-Amz-Signature"),
        ("x-amz-credential", "X-Amz-Credential"),
        ("x-amz-algorithm", "X-Amz-Algorithm"),
        ("x-amz-date", "X-Amz-Date"),
        ("key", "key"),
    ] {
        let message =
            format!("Bucket POST must contain a field named '{shown}'.  If it is specified, please check the order of the fields.");
        let answer = server.post(&form.clone().without(field), b"x").await;
        is(&answer, 400, "InvalidArgument", &message);
        assert_eq!(answer.element("ArgumentName"), shown);
    }
    let anonymous = Form::default().add("key", KEY).add("Content-Type", "application/pdf");
    is(&server.post(&anonymous, b"x").await, 403, "AccessDenied", "Access Denied");
    is(&server.send(&form.request_without_file()).await, 400, "InvalidArgument", "POST requires exactly one file upload per request.");
    nothing_stored(&server).await;
}

#[tokio::test]
async fn fields_behind_the_file_do_not_count() {
    let (server, form) = server().await;
    let mut body = form.clone().without("x-amz-signature").request(b"x").body;
    body.truncate(body.len() - 2);
    body.extend(b"\r\nContent-Disposition: form-data; name=\"x-amz-signature\"\r\n\r\n");
    body.extend(form.get("x-amz-signature").as_bytes());
    body.extend(Form::tail());
    let message = "Bucket POST must contain a field named 'X-Amz-Signature'.  If it is specified, please check the order of the fields.";
    is(&server.send(&Form::request_of(body)).await, 400, "InvalidArgument", message);
}

#[tokio::test]
async fn malformed_policies() {
    let (server, form) = server().await;
    let signed = |policy: &str| {
        use base64::Engine as _;
        let policy = base64::engine::general_purpose::STANDARD.encode(policy);
        let signature = crate::support::Signer::right().post(form.get("x-amz-date"), &policy);
        form.clone().set("policy", &policy).set("x-amz-signature", &signature)
    };
    for policy in [
        "",
        "{",
        "[]",
        r#"{"conditions":[]}"#,
        r#"{"expiration":"tomorrow","conditions":[]}"#,
        r#"{"expiration":"2999-01-01T00:00:00Z","conditions":[["like","$key","x"]]}"#,
        r#"{"expiration":"2999-01-01T00:00:00Z","conditions":[["content-length-range",1]]}"#,
    ] {
        let (status, code, message) = server.post(&signed(policy), b"x").await.refusal();
        assert_eq!((status, code.as_str(), message.starts_with("Invalid Policy: ")), (400, "InvalidPolicyDocument", true), "{policy}");
    }
    nothing_stored(&server).await;
}

#[tokio::test]
async fn too_much_before_the_file() {
    let (server, _) = server().await;
    let sized = |length: usize| {
        let ticket = Ticket::new(server.now(), KEY).condition(json!(["starts-with", "$x-amz-meta-a", ""]));
        ticket.uncovered("x-amz-meta-a", &"a".repeat(length)).sign()
    };
    assert_eq!(server.post(&sized(15_000), b"x").await.status, 201);
    let answer = server.post(&sized(20_480), b"x").await;
    assert_eq!((answer.status, answer.element("Code").as_str()), (400, "MaxPostPreDataLengthExceeded"));

    // Names count too.
    let many = (0..3000).fold(Form::default(), |form, number| form.add(&format!("x-ignore-{number}"), ""));
    let answer = server.post(&many, b"x").await;
    assert_eq!((answer.status, answer.element("Code").as_str()), (400, "MaxPostPreDataLengthExceeded"));
}

#[tokio::test]
async fn not_a_form() {
    let (server, form) = server().await;
    let message = "At least one of the pre-conditions you specified did not hold";
    for content_type in [None, Some("application/x-www-form-urlencoded"), Some("application/pdf"), Some("multipart/form-data")] {
        let mut request = form.request(b"x");
        request.headers = content_type.map(|value| ("Content-Type".to_owned(), value.to_owned())).into_iter().collect();
        let answer = server.send(&request).await;
        is(&answer, 412, "PreconditionFailed", message);
        assert_eq!(answer.element("Condition"), "Bucket POST must be of the enclosure-type multipart/form-data");
    }
    let broken = Form::request_of(b"------a-form's-boundary\r\nNonsense\r\n\r\n".to_vec());
    assert_eq!(server.send(&broken).await.status, 400);
    let cut = form.request(b"the body ends early");
    let cut = Form::request_of(cut.body[..cut.body.len() - 10].to_vec());
    let answer = server.send(&cut).await;
    assert_eq!((answer.status, answer.element("Code").as_str()), (400, "IncompleteBody"));
    nothing_stored(&server).await;
}

/// There is one way to post a form: everything else that looks like one is refused, and not by other rules.
#[tokio::test]
async fn forms_elsewhere() {
    let (server, form) = server().await;
    for (target, status, code) in [
        ("/another-bucket", 404, "NoSuchBucket"),
        ("/another-bucket/", 404, "NoSuchBucket"),
        (&format!("/{BUCKET}/incoming/x"), 405, "MethodNotAllowed"),
        (&format!("/{BUCKET}/?x=y"), 405, "MethodNotAllowed"),
        ("/", 405, "MethodNotAllowed"),
    ] {
        let mut request = form.request(b"x");
        request.target = target.to_owned();
        let answer = server.send(&request).await;
        assert_eq!((answer.status, answer.element("Code").as_str()), (status, code), "{target}");
    }
    nothing_stored(&server).await;
}

#[tokio::test]
async fn tags_that_are_no_xml() {
    let (server, _) = server().await;
    let tagged = |text: &str| Ticket::new(server.now(), KEY).field("tagging", text).sign();
    let message = "The XML you provided was not well-formed or did not validate against our published schema";
    for wrong in ["status=pending", "", "<Tagging>", "<Tagging></Other>"] {
        is(&server.post(&tagged(wrong), b"x").await, 400, "MalformedXML", message);
    }
    let tags = "<Tagging><TagSet><Tag><Key>status</Key><Value>pending</Value></Tag></TagSet></Tagging>";
    assert_eq!(server.post(&tagged(tags), b"x").await.status, 201);
}
