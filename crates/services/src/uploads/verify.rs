//! Looking at what arrived: the store's word against what was declared.

use domain::{content_type::ContentType, purpose::Purpose, upload::RejectReason};

use super::{Typed, from_column};
use crate::{
    App, Error,
    entity::upload,
    ports::{ObjectHead, Promoted, Promotion},
    sniff::{self, Sample},
};

/// How much is read of the file's beginning and of its end.
const PART_BYTES: u32 = 4096;
/// A replayed ticket may exchange the object between the look and the copy; so often it is looked at anew.
const LOOKS: usize = 3;

/// What was found.
#[derive(Debug)]
pub(super) enum Found {
    /// Checked, and promoted to its final key. The checksum is the store's own.
    Promoted(ObjectHead),
    /// Checked, and wrong.
    Wrong(RejectReason),
    /// Nothing is there.
    Nothing,
}

/// Checks the incoming object and promotes exactly what was checked.
pub(super) async fn inspect(app: &App, row: &upload::Model, typed: Typed) -> Result<Found, Error> {
    let incoming = Purpose::incoming_key(&row.key);
    for _ in 0..LOOKS {
        let Some(head) = app.bucket.head(&incoming).await? else { return promoted_before(app, row, typed).await };
        if let Some(reason) = mismatch(app, row, typed, &head) {
            return Ok(Found::Wrong(reason));
        }
        let Some(sample) = sample(app, &incoming, &head, typed.content_type).await? else { continue };
        if let Err(reason) = sniff::check(typed.content_type, typed.purpose, &sample) {
            return Ok(Found::Wrong(reason));
        }
        let promotion = Promotion {
            from: incoming.clone(),
            to: row.key.clone(),
            etag: head.etag.clone(),
            content_type: typed.content_type,
            cache_control: cache_control(typed.purpose),
        };
        match app.bucket.promote(&promotion).await? {
            Promoted::Done { checksum_sha256 } => {
                return Ok(Found::Promoted(ObjectHead { checksum_sha256: checksum_sha256.or(head.checksum_sha256), ..head }));
            }
            Promoted::Changed | Promoted::Missing => {}
        }
    }
    Ok(Found::Wrong(RejectReason::Checksum))
}

/// The parts of the object that are looked at; `None` when it has changed since.
async fn sample(app: &App, key: &str, head: &ObjectHead, declared: ContentType) -> Result<Option<Sample>, Error> {
    let part = |offset| app.bucket.range(key, &head.etag, offset, PART_BYTES);
    let parts = match head.size_bytes.checked_sub(PART_BYTES.into()) {
        None | Some(0) => part(0).await?.map(|whole| (whole.clone(), whole)),
        Some(_) if !sniff::needs_tail(declared) => part(0).await?.map(|first| (first, Vec::new())),
        Some(offset) => {
            let (first, last) = tokio::try_join!(part(0), part(offset))?;
            first.zip(last)
        }
    };
    Ok(parts.map(|(first, last)| Sample { head: first, tail: last, size_bytes: head.size_bytes }))
}

/// A process that died after the promotion left the final object, which no ticket can write: then the rest is bookkeeping.
async fn promoted_before(app: &App, row: &upload::Model, typed: Typed) -> Result<Found, Error> {
    let head = app.bucket.head(&row.key).await?.filter(|head| mismatch(app, row, typed, head).is_none());
    Ok(head.map_or(Found::Nothing, Found::Promoted))
}

fn mismatch(app: &App, row: &upload::Model, typed: Typed, head: &ObjectHead) -> Option<RejectReason> {
    let limit_bytes = typed.purpose.limit_bytes();
    match row.declared_bytes.map(from_column) {
        Some(declared_bytes) if declared_bytes != head.size_bytes => {
            return Some(RejectReason::Size { declared_bytes, actual_bytes: head.size_bytes });
        }
        None if head.size_bytes > limit_bytes => return Some(RejectReason::Limit { limit_bytes, actual_bytes: head.size_bytes }),
        _ => {}
    }
    if head.content_type.as_deref() != Some(typed.content_type.as_str()) {
        return Some(RejectReason::ContentType);
    }
    match (&row.checksum_sha256, &head.checksum_sha256) {
        (Some(declared), Some(stored)) if declared != stored => Some(RejectReason::Checksum),
        (Some(_), None) if app.bucket.pins_checksums() => Some(RejectReason::Checksum),
        _ => None,
    }
}

/// Fixed URLs never change their content; documents must not stay in any cache.
fn cache_control(purpose: Purpose) -> &'static str {
    if purpose.on_cdn() { "public, max-age=31536000, immutable" } else { "private, no-store" }
}
