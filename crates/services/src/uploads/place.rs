//! Where an upload belongs, and whether its person may put it there.

use domain::{
    access,
    account::Actor,
    audit::AuditAction,
    id::UserId,
    problem::{Problem, ProblemKind},
    purpose::Purpose,
    upload::{Target, UploadStatus},
};
use uuid::Uuid;

use super::{Typed, find};
use crate::{App, Error, RequestInfo, documents, folders};

/// A checked [`Target`].
#[derive(Debug)]
pub(super) struct Place {
    pub(super) folder: Option<Uuid>,
    pub(super) document: Option<Uuid>,
    pub(super) thumbnail_of: Option<Uuid>,
    /// Whose room it takes.
    pub(super) owner: UserId,
    /// Under which other purpose's prefix the object lies.
    pub(super) prefix: Option<Purpose>,
}

impl Place {
    /// Finds the target; another's does not exist.
    pub(super) async fn of(app: &App, actor: &Actor, info: &RequestInfo, target: Target) -> Result<Self, Error> {
        let top = Self { folder: None, document: None, thumbnail_of: None, owner: actor.user, prefix: None };
        let conflict = |message: &str| Err(Problem::new(ProblemKind::Conflict, message).into());
        match target {
            Target::Top => Ok(top),
            Target::Folder(id) => Ok(Self { folder: Some(folders::find(app.db.reader(), actor, id).await?.id), ..top }),
            Target::Version(id) => {
                let row = documents::find(app, actor, info, id, access::Request::ManageDocument, AuditAction::DocumentVersion).await?;
                if row.trashed_at.is_some() {
                    return conflict("This document is in the trash. Restore it before you upload a new version.");
                }
                Ok(Self { document: Some(row.id), owner: UserId(row.owner_id), ..top })
            }
            Target::Thumbnail(id) => {
                let row = find(app, actor, info, id).await?;
                let typed = Typed::of(&row)?;
                if typed.status != UploadStatus::Ready || !typed.content_type.is_image() {
                    return conflict("A thumbnail belongs to a picture that has been uploaded.");
                }
                // Everybody sees an image, so everybody sees its thumbnail.
                let prefix = (typed.purpose == Purpose::Image).then_some(Purpose::Image);
                Ok(Self { thumbnail_of: Some(row.id), prefix, ..top })
            }
        }
    }
}
