//! The S3 that is asked.

use std::{env::var, io, time::SystemTime};

use crate::{
    http::{Answer, Connection, Request},
    sign::{Signer, amz_date},
};

/// Seconds since 1970.
pub fn now() -> i64 {
    i64::try_from(SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs()).unwrap()
}

/// An S3, and what it is asked for.
#[derive(Debug, Clone)]
pub struct Target {
    /// `127.0.0.1:8000`: plain HTTP, buckets in the path.
    pub host: String,
    /// The bucket; made where it is missing.
    pub bucket: String,
    /// With the right key, for the right region.
    pub signer: Signer,
    /// Whether its messages and the further elements of its errors are those of AWS.
    pub messages: bool,
}

impl Target {
    /// The server that `GATEHOUSE_TEST_S3_ENDPOINT`, `…_ACCESS_KEY` and `…_SECRET_KEY` name.
    pub fn from_env(messages: bool) -> Self {
        let text = |name: &str| var(name).unwrap_or_else(|_| panic!("{name} is not set"));
        let endpoint = text("GATEHOUSE_TEST_S3_ENDPOINT");
        let host = endpoint.strip_prefix("http://").expect("an endpoint of http://host:port").trim_end_matches('/').to_owned();
        let signer = Signer {
            key_id: text("GATEHOUSE_TEST_S3_ACCESS_KEY"),
            secret: text("GATEHOUSE_TEST_S3_SECRET_KEY"),
            region: var("GATEHOUSE_TEST_S3_REGION").unwrap_or_else(|_| "us-east-1".to_owned()),
            token: None,
        };
        Self { host, bucket: "gatehouse-conformance".to_owned(), signer, messages }
    }

    /// Sends a request on a connection of its own.
    pub async fn send(&self, request: &Request) -> io::Result<Answer> {
        Connection::open(&self.host).await?.send(request).await
    }

    /// Sends a request signed by its headers, now.
    pub async fn signed(&self, request: Request) -> io::Result<Answer> {
        self.send(&self.signer.sign(request, &self.host, &amz_date(now()))).await
    }
}
