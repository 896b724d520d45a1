//! Signatures computed by others; `tests/vectors/s3.json` says by whom.

use conformance::Signer;
use serde_json::Value;

pub(crate) fn vectors() -> Value {
    serde_json::from_str(include_str!("../vectors/s3.json")).unwrap()
}

/// With the vectors' key, for a vector's region and session.
pub(crate) fn signer(of: &Value) -> Signer {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let credentials = &vectors()["credentials"];
    Signer {
        key_id: text(&credentials["access_key_id"]),
        secret: text(&credentials["secret_access_key"]),
        region: text(&of["region"]),
        token: of["session_token"].as_str().map(str::to_owned),
    }
}
