//! `gatehouse doctor`: looks at everything that a deployment can get wrong, and says what to change.

use bytes::Bytes;
use domain::{content_type::ContentType, id::UserId, timestamp::Timestamp};
use http::{Method, Request, header};
use services::ports::{Bucket as _, Cdn as _, Clock as _, PortError, PostRequest, PostSuccess};

use uuid::Uuid;

use super::Failure;
use crate::{
    boot::{self, Ports, SystemClock},
    config::{Config, Origin, StorageMode},
    http_client::HttpClient,
    out,
};

/// Runs every check, also after one has failed.
pub(super) async fn run(config: &Config) -> Result<(), Failure> {
    let ports = Ports::configured(config);
    let origin = config.public_url(ports.app);
    let checks = [
        ("The database answers", database(config).await),
        ("The file store answers", store(config, ports).await),
        ("The file store lets the app's pages upload (CORS)", cors(config, ports, &origin).await),
        ("The CDN's key signs cookies", key(config, ports).await),
    ];
    let mut failed = 0;
    for (what, outcome) in checks {
        match outcome {
            Ok(()) => out::line(format_args!("ok      {what}")),
            Err(failure) => {
                failed += 1;
                out::line(format_args!("FAILED  {what}: {failure}"));
            }
        }
    }
    if failed == 0 { Ok(()) } else { Err(format!("{failed} of 4 checks failed").into()) }
}

async fn database(config: &Config) -> Result<(), Failure> {
    boot::database(config).await.map(|_| ()).map_err(|error| format!("{error}; check database.url").into())
}

async fn store(config: &Config, ports: Ports) -> Result<(), Failure> {
    let bucket = boot::bucket(config, ports).await?;
    match bucket.head("incoming/doctor").await {
        Ok(_) => Ok(()),
        Err(PortError::Unavailable { cause, .. }) => Err(format!("{cause}; {}", fix_address(config)).into()),
        Err(PortError::Failed { cause, .. }) => {
            Err(format!("{cause}; check storage.bucket, storage.region and the access key's rights (docs/deploy.md)").into())
        }
    }
}

const fn fix_address(config: &Config) -> &'static str {
    match config.storage.mode {
        StorageMode::Embedded => "start it with `gatehouse serve` or `gatehouse localcloud`, and check embedded.s3_port",
        StorageMode::External => "check storage.endpoint and the network",
    }
}

/// Asks as a browser does before a script may post a form.
async fn cors(config: &Config, ports: Ports, origin: &Origin) -> Result<(), Failure> {
    let now = SystemClock.now();
    let request = PostRequest {
        key: "incoming/doctor".to_owned(),
        content_type: ContentType::all().next().ok_or("no content type is known")?,
        min_bytes: 1,
        max_bytes: 1,
        checksum_sha256: None,
        success: PostSuccess::Created,
        expires_at: Timestamp(now.0 + 60_000_000),
    };
    let ticket = boot::bucket(config, ports).await?.presign_post(&request, now).await?;
    let preflight = Request::builder()
        .method(Method::OPTIONS)
        .uri(&ticket.url)
        .header(header::ORIGIN, origin.as_str())
        .header(header::ACCESS_CONTROL_REQUEST_METHOD, "POST")
        .body(Bytes::new())?;
    let answer = HttpClient::new()?
        .send(preflight)
        .await
        .map_err(|error| format!("{} does not answer ({error}); check storage.public_endpoint, which browsers must reach", ticket.url))?;
    let allowed = answer.headers().get(header::ACCESS_CONTROL_ALLOW_ORIGIN).and_then(|value| value.to_str().ok());
    if answer.status().is_success() && allowed.is_some_and(|allowed| allowed == origin.as_str() || allowed == "*") {
        return Ok(());
    }
    Err(format!(
        "{} answers a preflight from {origin} with {}: run `gatehouse provision`, and check public_url",
        ticket.url,
        answer.status()
    )
    .into())
}

async fn key(config: &Config, ports: Ports) -> Result<(), Failure> {
    let cdn = boot::cdn(config, ports).await.map_err(|error| format!("{error}; check cdn.private_key_path and cdn.hash"))?;
    let now = SystemClock.now();
    cdn.cookies(UserId(Uuid::nil()), now)?;
    Ok(())
}
