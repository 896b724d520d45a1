//! Who may do what: the only place that decides it. Services ask here, with what they read from the database.

use crate::{
    account::{Actor, Role},
    id::UserId,
    share::ShareRole,
};

/// How the actor stands to a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// Whose document it is.
    pub owner: UserId,
    /// What the document was shared with the actor for, if it was, and the share has not ended.
    pub share: Option<ShareRole>,
}

/// What somebody wants to do, with the facts the decision needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Request {
    /// Ask for a ticket for a file of their own.
    StartUpload,
    /// See, confirm or cancel an upload.
    ConfirmUpload {
        /// Who asked for the ticket.
        owner: UserId,
    },
    /// List one's own documents, one's trash, or one's uploads under way.
    ListDocuments,
    /// See what there is to know of a document and its versions, preview it, get a download URL.
    ReadDocument(Standing),
    /// Rename it, describe it, tag it, bring in a new version, restore an old one, share it.
    ManageDocument(Standing),
    /// Put it in a folder, move it to the trash, take it back, delete it for ever.
    OwnDocument(Standing),
    /// See the images for everybody.
    ListImages,
    /// Delete an image for ever.
    DeleteImage {
        /// Whose image it is.
        owner: UserId,
    },
    /// Open, rename, move or delete a folder.
    UseFolder {
        /// Whose folder it is.
        owner: UserId,
    },
    /// See the other people and their avatars.
    ListPeople,
    /// Read the audit log.
    ReadAudit,
}

/// The answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// Go ahead.
    Allow,
    /// Refuse, and let the answer be the same as for a thing that does not exist.
    Hide,
    /// Refuse openly: that the thing exists is no secret.
    Forbid,
}

/// Decides. An administrator's role opens the audit log, never another person's files.
pub fn decide(actor: &Actor, request: Request) -> Decision {
    match request {
        Request::StartUpload | Request::ListDocuments | Request::ListImages | Request::ListPeople => Decision::Allow,
        Request::ConfirmUpload { owner }
        | Request::UseFolder { owner }
        | Request::OwnDocument(Standing { owner, .. })
        | Request::DeleteImage { owner } => allow_if(owner == actor.user),
        Request::ReadDocument(Standing { owner, share }) => allow_if(owner == actor.user || share.is_some()),
        Request::ManageDocument(Standing { owner, share }) => allow_if(owner == actor.user || share == Some(ShareRole::Manage)),
        Request::ReadAudit => match actor.role {
            Role::Admin => Decision::Allow,
            Role::User => Decision::Forbid,
        },
    }
}

const fn allow_if(allowed: bool) -> Decision {
    if allowed { Decision::Allow } else { Decision::Hide }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::id::SessionId;

    fn actor(user: u128, role: Role) -> Actor {
        Actor { user: UserId(Uuid::from_u128(user)), role, session: SessionId(Uuid::nil()) }
    }

    #[test]
    fn a_document_is_reached_by_its_owner_and_as_far_as_it_is_shared() {
        let owner = UserId(Uuid::from_u128(1));
        for role in [Role::User, Role::Admin] {
            for (person, share, may) in [
                (1, None, [true, true, true]),
                (2, None, [false, false, false]),
                (2, Some(ShareRole::View), [true, false, false]),
                (2, Some(ShareRole::Manage), [true, true, false]),
            ] {
                let standing = Standing { owner, share };
                let requests = [Request::ReadDocument(standing), Request::ManageDocument(standing), Request::OwnDocument(standing)];
                let decisions = requests.map(|request| decide(&actor(person, role), request));
                assert_eq!(decisions, may.map(allow_if), "{person} {share:?}");
            }
            for request in [Request::ConfirmUpload { owner }, Request::UseFolder { owner }, Request::DeleteImage { owner }] {
                assert_eq!(decide(&actor(1, role), request), Decision::Allow);
                assert_eq!(decide(&actor(2, role), request), Decision::Hide);
            }
        }
    }

    #[test]
    fn only_administrators_read_the_audit_log() {
        assert_eq!(decide(&actor(1, Role::Admin), Request::ReadAudit), Decision::Allow);
        assert_eq!(decide(&actor(1, Role::User), Request::ReadAudit), Decision::Forbid);
    }
}
