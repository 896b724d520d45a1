//! Signed checkpoints: in their table, in the program's log, and in the bucket, where whoever owns the database cannot reach them.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use domain::{
    audit::chain::{Checkpoint, Link},
    timestamp::Timestamp,
};
use sea_orm::{ActiveModelTrait as _, ActiveValue::Set, ConnectionTrait, EntityTrait as _, QueryOrder as _};
use serde::{Deserialize, Serialize};

use super::chain;
use crate::{
    App, Error,
    entity::audit_checkpoint,
    jobs::{self, Job},
    ports::Bucket,
};

/// Where the bucket keeps them.
pub const PREFIX: &str = "audit/checkpoints/";
/// So many events without one are enough.
const EVENTS: i64 = 1_000;
/// So long without one is enough, in microseconds.
const MICROS: i64 = 60 * 1_000_000;
/// One as JSON is far smaller.
const LARGEST_BYTES: u32 = 4_096;

/// A checkpoint with its signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedCheckpoint {
    /// What is signed.
    pub checkpoint: Checkpoint,
    /// By which key.
    pub key_id: String,
    /// Ed25519, 64 bytes.
    pub signature: Vec<u8>,
}

/// The same in the bucket.
#[derive(Serialize, Deserialize)]
struct Written {
    sequence: i64,
    link: String,
    at_micros: i64,
    key_id: String,
    signature: String,
}

impl SignedCheckpoint {
    /// Its key in the bucket; with leading zeros, so that the order of keys is that of the chain.
    fn key(&self) -> String {
        format!("{PREFIX}{:012}.json", self.checkpoint.sequence)
    }

    fn to_json(&self) -> Result<String, Error> {
        let Checkpoint { sequence, link, at } = self.checkpoint;
        let signature = STANDARD.encode(&self.signature);
        let written = Written { sequence, link: link.hex(), at_micros: at.0, key_id: self.key_id.clone(), signature };
        serde_json::to_string(&written).map_err(|error| Error::Defect(error.to_string()))
    }

    /// Reads what the bucket, or a copy of it, holds; `None` where that is no checkpoint.
    pub fn from_json(json: &[u8]) -> Option<Self> {
        let written: Written = serde_json::from_slice(json).ok()?;
        Some(Self {
            checkpoint: Checkpoint { sequence: written.sequence, link: Link::from_hex(&written.link)?, at: Timestamp(written.at_micros) },
            key_id: written.key_id,
            signature: STANDARD.decode(written.signature).ok()?,
        })
    }
}

impl From<audit_checkpoint::Model> for SignedCheckpoint {
    fn from(row: audit_checkpoint::Model) -> Self {
        let checkpoint = Checkpoint { sequence: row.sequence, link: chain::link(&row.link), at: Timestamp(row.created_at) };
        Self { checkpoint, key_id: row.key_id, signature: row.signature }
    }
}

/// The last one.
pub(super) async fn last(db: &impl ConnectionTrait) -> Result<Option<audit_checkpoint::Model>, Error> {
    Ok(audit_checkpoint::Entity::find().order_by_desc(audit_checkpoint::Column::Sequence).one(db).await?)
}

/// What should be signed now, if anything.
async fn due(app: &App, db: &impl ConnectionTrait) -> Result<Option<Checkpoint>, Error> {
    let Some(tip) = chain::tip(db).await? else { return Ok(None) };
    let now = app.clock.now();
    let (sequence, at) = last(db).await?.map_or((0, 0), |row| (row.sequence, row.created_at));
    let is_due = tip.sequence >= sequence + EVENTS || (tip.sequence > sequence && now.0 >= at + MICROS);
    Ok(is_due.then(|| Checkpoint { sequence: tip.sequence, link: chain::link(&tip.link), at: now }))
}

/// Signs where the chain ends, every minute or every thousand events, whichever comes first.
pub(super) async fn sign_due(app: &App) -> Result<(), Error> {
    // Most rounds end here, and have locked nothing.
    if due(app, app.db.reader()).await?.is_none() {
        return Ok(());
    }
    let transaction = chain::begin(app).await?;
    let Some(checkpoint) = due(app, &transaction).await? else { return Ok(()) };
    let signed = app.audit_keys.sign(checkpoint);
    let row = audit_checkpoint::ActiveModel {
        sequence: Set(checkpoint.sequence),
        link: Set(checkpoint.link.0.to_vec()),
        created_at: Set(checkpoint.at.0),
        key_id: Set(signed.key_id.clone()),
        signature: Set(signed.signature.clone()),
    };
    row.insert(&transaction).await?;
    let text = signed.to_json()?;
    jobs::enqueue(app, &transaction, &Job::PutObject { key: signed.key(), text: text.clone() }).await?;
    transaction.commit().await?;
    tracing::info!(target: "audit", checkpoint = text, "the audit log is signed");
    Ok(())
}

/// The last one in the bucket, which holds all before it; `None` where there is none.
pub async fn last_in_bucket(bucket: &dyn Bucket) -> Result<Option<SignedCheckpoint>, Error> {
    let mut newest: Option<String> = None;
    loop {
        let page = bucket.list(PREFIX, newest.as_deref()).await?;
        match page.into_iter().next_back() {
            Some(key) => newest = Some(key),
            None => break,
        }
    }
    let Some(key) = newest else { return Ok(None) };
    let damaged = || Error::Defect(format!("{key} in the bucket is no checkpoint"));
    let head = bucket.head(&key).await?.ok_or_else(damaged)?;
    let json = bucket.range(&key, &head.etag, 0, LARGEST_BYTES).await?.ok_or_else(damaged)?;
    SignedCheckpoint::from_json(&json).map(Some).ok_or_else(damaged)
}
