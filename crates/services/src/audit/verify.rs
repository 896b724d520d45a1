//! Proves that the log is what was written: every link is computed anew, every checkpoint's signature and place is checked.

use std::collections::BTreeMap;

use domain::{
    audit::chain::{ChainedEvent, Link},
    timestamp::Timestamp,
};
use sea_orm::{
    ColumnTrait as _, DatabaseConnection, EntityTrait as _, PaginatorTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _,
};
use uuid::Uuid;

use super::{chain, checkpoints::SignedCheckpoint, keys::sha256};
use crate::{
    App, Error,
    entity::{audit_chain, audit_checkpoint, audit_event},
};

/// Rows in memory at a time.
const PAGE: u64 = 5_000;

/// What was proved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verified {
    /// Events in the chain.
    pub events: i64,
    /// Checkpoints whose signatures hold.
    pub checkpoints: u64,
    /// The last event that is signed.
    pub signed: i64,
    /// Events that the sequencer has not reached yet.
    pub waiting: u64,
}

/// The first thing that does not fit.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "the messages say it")]
pub enum Broken {
    #[error("event {event} at place {sequence} is not what was written: its row, or its link, was changed")]
    Edited { sequence: i64, event: Uuid },
    #[error("event {event} at place {sequence} is gone: its row was deleted")]
    Deleted { sequence: i64, event: Uuid },
    #[error("place {sequence} of the chain is gone: its row was deleted")]
    Gap { sequence: i64 },
    #[error("event {event} stands at place {sequence}, where event {expected} was chained: the chain was put into another order")]
    Reordered { sequence: i64, event: Uuid, expected: Uuid },
    #[error(
        "the chain ends at place {last}, but place {signed} was signed on {}: the end of the log was cut off",
        .at.to_the_second()
    )]
    Truncated { last: i64, signed: i64, at: Timestamp },
    #[error(
        "the checkpoint of place {sequence} is not signed by a key of this Gatehouse: it was forged, or the key is missing in audit.key_path"
    )]
    Unsigned { sequence: i64 },
    #[error("place {sequence} has another link than the checkpoint that was signed on {}: the chain was written anew", .at.to_the_second())]
    Forged { sequence: i64, at: Timestamp },
}

/// Walks the whole chain. `outside`: checkpoints from where the database's owner has no say.
pub async fn verify(app: &App, outside: Vec<SignedCheckpoint>) -> Result<Result<Verified, Broken>, Error> {
    let mut walk = Walk { app, last: 0, link: Link::START, outside: BTreeMap::new(), checkpoints: 0, signed: 0 };
    for signed in outside {
        walk.outside.entry(signed.checkpoint.sequence).or_default().push(signed);
    }
    let mut page = read(app.db.reader(), 0).await?;
    while let Some((last, _)) = page.last() {
        // The next page is on its way while this one is checked.
        let (db, after) = (app.db.reader().clone(), last.sequence);
        let next = tokio::spawn(async move { read(&db, after).await });
        if let Err(broken) = walk.check(&page).await? {
            return Ok(Err(broken));
        }
        page = next.await.map_err(|error| Error::Defect(error.to_string()))??;
    }
    walk.end().await
}

type Row = (audit_chain::Model, Option<audit_event::Model>);

async fn read(db: &DatabaseConnection, after: i64) -> Result<Vec<Row>, Error> {
    let rows = audit_chain::Entity::find()
        .find_also_related(audit_event::Entity)
        .filter(audit_chain::Column::Sequence.gt(after))
        .order_by_asc(audit_chain::Column::Sequence)
        .limit(PAGE);
    Ok(rows.all(db).await?)
}

struct Walk<'a> {
    app: &'a App,
    last: i64,
    link: Link,
    outside: BTreeMap<i64, Vec<SignedCheckpoint>>,
    checkpoints: u64,
    signed: i64,
}

impl Walk<'_> {
    async fn check(&mut self, page: &[Row]) -> Result<Result<(), Broken>, Error> {
        let end = page.last().map_or(self.last, |(row, _)| row.sequence);
        let mut signed = self.signed_until(end).await?.into_iter().peekable();
        for (row, event) in page {
            let sequence = self.last + 1;
            if row.sequence != sequence {
                return Ok(Err(Broken::Gap { sequence }));
            }
            let Some(event) = event else { return Ok(Err(Broken::Deleted { sequence, event: row.event_id })) };
            let link = relink(&chain::chained(event), self.link, sequence);
            if link != chain::link(&row.link) {
                let moved = self.chained_here(row, sequence).await?;
                let (event, edited) = (row.event_id, Broken::Edited { sequence, event: row.event_id });
                return Ok(Err(moved.map_or(edited, |expected| Broken::Reordered { sequence, event, expected })));
            }
            (self.last, self.link) = (sequence, link);
            while let Some(checkpoint) = signed.next_if(|signed| signed.checkpoint.sequence == sequence) {
                if let Err(broken) = self.accept(&checkpoint) {
                    return Ok(Err(broken));
                }
                if checkpoint.checkpoint.link != link {
                    return Ok(Err(Broken::Forged { sequence, at: checkpoint.checkpoint.at }));
                }
            }
        }
        Ok(Ok(()))
    }

    /// What lies behind the chain's end.
    async fn end(mut self) -> Result<Result<Verified, Broken>, Error> {
        if let Some(beyond) = self.signed_until(i64::MAX).await?.into_iter().next_back() {
            let cut = Broken::Truncated { last: self.last, signed: beyond.checkpoint.sequence, at: beyond.checkpoint.at };
            return Ok(Err(self.accept(&beyond).err().unwrap_or(cut)));
        }
        let events = audit_event::Entity::find().count(self.app.db.reader()).await?;
        let waiting = events.saturating_sub(self.last.unsigned_abs());
        Ok(Ok(Verified { events: self.last, checkpoints: self.checkpoints, signed: self.signed, waiting }))
    }

    fn accept(&mut self, signed: &SignedCheckpoint) -> Result<(), Broken> {
        let sequence = signed.checkpoint.sequence;
        if !self.app.audit_keys.verify(signed) {
            return Err(Broken::Unsigned { sequence });
        }
        self.checkpoints += 1;
        self.signed = sequence;
        Ok(())
    }

    /// The checkpoints after the last place that was checked, in order.
    async fn signed_until(&mut self, end: i64) -> Result<Vec<SignedCheckpoint>, Error> {
        let rows = audit_checkpoint::Entity::find()
            .filter(audit_checkpoint::Column::Sequence.gt(self.last))
            .filter(audit_checkpoint::Column::Sequence.lte(end));
        let mut signed: Vec<SignedCheckpoint> = rows.all(self.app.db.reader()).await?.into_iter().map(Into::into).collect();
        signed.extend(self.outside.range(self.last + 1..=end).flat_map(|(_, signed)| signed.clone()));
        signed.sort_by_key(|signed| signed.checkpoint.sequence);
        Ok(signed)
    }

    /// The event of a later place that was chained at this one, if there is one.
    async fn chained_here(&self, row: &audit_chain::Model, sequence: i64) -> Result<Option<Uuid>, Error> {
        let mut page = read(self.app.db.reader(), sequence).await?;
        while let Some((last, _)) = page.last() {
            let after = last.sequence;
            for (later, event) in &page {
                let link = event.as_ref().map(|event| relink(&chain::chained(event), self.link, sequence));
                // Its id was moved, or its whole row.
                if link.is_some_and(|link| link == chain::link(&row.link) || link == chain::link(&later.link)) {
                    return Ok(Some(later.event_id));
                }
            }
            page = read(self.app.db.reader(), after).await?;
        }
        Ok(None)
    }
}

fn relink(event: &ChainedEvent<'_>, previous: Link, sequence: i64) -> Link {
    event.link(previous, sequence, |bytes| sha256(bytes).0)
}
