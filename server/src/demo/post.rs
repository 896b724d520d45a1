//! The form that a ticket describes, posted as a browser posts it (RFC 7578).

use bytes::Bytes;
use domain::{content_type::ContentType, upload::Ticket};
use http::{Request, header::CONTENT_TYPE};

use crate::{commands::Failure, http_client::HttpClient};

/// Posts the ticket's fields and then the file: S3 ignores what follows it.
pub(super) async fn form(client: &HttpClient, ticket: &Ticket, content_type: ContentType, file: &[u8]) -> Result<(), Failure> {
    let boundary = format!("gatehouse-{}", uuid::Uuid::new_v4().simple());
    let request = Request::post(&ticket.url).header(CONTENT_TYPE, format!("multipart/form-data; boundary={boundary}")).body(body(
        &boundary,
        &ticket.fields,
        content_type,
        file,
    ))?;
    let answer = client.send(request).await?;
    if answer.status().is_success() {
        return Ok(());
    }
    let text = String::from_utf8_lossy(answer.body());
    let code = text.split_once("<Code>").and_then(|(_, rest)| rest.split_once("</Code>")).map_or("no code", |(code, _)| code);
    Err(format!("the file store answered an upload with {} ({code})", answer.status()).into())
}

fn body(boundary: &str, fields: &[(String, String)], content_type: ContentType, file: &[u8]) -> Bytes {
    let mut body = Vec::with_capacity(file.len() + 4096);
    for (name, value) in fields {
        body.extend_from_slice(format!("--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").as_bytes());
    }
    let disposition = "Content-Disposition: form-data; name=\"file\"; filename=\"file\"";
    body.extend_from_slice(format!("--{boundary}\r\n{disposition}\r\nContent-Type: {content_type}\r\n\r\n").as_bytes());
    body.extend_from_slice(file);
    body.extend_from_slice(format!("\r\n--{boundary}--\r\n").as_bytes());
    body.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_comes_last() {
        let fields = [("key".to_owned(), "incoming/k".to_owned()), ("policy".to_owned(), "e30=".to_owned())];
        let body = body("B", &fields, ContentType::parse("text/plain").unwrap(), b"hi");
        let expected = "--B\r\nContent-Disposition: form-data; name=\"key\"\r\n\r\nincoming/k\r\n\
                        --B\r\nContent-Disposition: form-data; name=\"policy\"\r\n\r\ne30=\r\n\
                        --B\r\nContent-Disposition: form-data; name=\"file\"; filename=\"file\"\r\nContent-Type: text/plain\r\n\r\nhi\r\n--B--\r\n";
        assert_eq!(std::str::from_utf8(&body).unwrap(), expected);
    }
}
