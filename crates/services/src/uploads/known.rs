//! Files that their person has already: told before they are brought in a second time.

use domain::{
    access::{self, Decision},
    account::Actor,
    id::DocumentId,
    problem::Problem,
    upload::{KNOWN_AT_ONCE, KnownFile},
};
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _};

use super::presign::check_checksum;
use crate::{App, Error, entity::document};

/// Of these SHA-256 sums, in standard base64, those that documents of the actor's have now, each with the newest of them. What is in the
/// trash does not count, nor what others have: a checksum must not tell whether somebody else owns a file.
pub async fn known(app: &App, actor: &Actor, checksums: &[String]) -> Result<Vec<KnownFile>, Error> {
    if access::decide(actor, access::Request::ListDocuments) != Decision::Allow {
        return Err(Problem::not_found("page").into());
    }
    if checksums.len() > KNOWN_AT_ONCE {
        return Err(Problem::invalid("checksums", format!("Ask for at most {KNOWN_AT_ONCE} checksums at once.")).into());
    }
    for checksum in checksums {
        check_checksum(Some(checksum)).map_err(|problem| problem.about("checksums"))?;
    }
    let rows = document::Entity::find()
        .filter(document::Column::OwnerId.eq(actor.user.0))
        .filter(document::Column::ChecksumSha256.is_in(checksums))
        .filter(document::Column::TrashedAt.is_null())
        .order_by_desc(document::Column::CreatedAt)
        .order_by_desc(document::Column::Id)
        .all(app.db.reader())
        .await?;
    let of = |checksum: &String| {
        let row = rows.iter().find(|row| row.checksum_sha256.as_ref() == Some(checksum))?;
        Some(KnownFile { checksum_sha256: checksum.clone(), document: DocumentId(row.id), name: row.name.clone() })
    };
    Ok(checksums.iter().filter_map(of).collect())
}
