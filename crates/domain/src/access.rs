//! Who may do what: the only place that decides it. Services ask here, with what they read from the database.

use crate::{
    account::{Actor, Role},
    id::UserId,
    share::ShareRole,
};

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
    /// Get a download URL, see details, preview and versions.
    ReadDocument(Standing),
    /// Rename, describe, bring a new version, make an old one current, share with people and by link.
    ManageDocument(Standing),
    /// What only its owner does: put it in a folder, tag it, move it to the trash, take it back, delete it for ever.
    OwnDocument(Standing),
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

/// What ties somebody to a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// Whose document it is.
    pub owner: UserId,
    /// What was shared with who asks, where the share has not ended.
    pub share: Option<ShareRole>,
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
        Request::StartUpload | Request::ListDocuments | Request::ListPeople => Decision::Allow,
        Request::ConfirmUpload { owner } | Request::UseFolder { owner } => hidden_unless(owner == actor.user),
        Request::ReadDocument(standing) => hidden_unless(standing.owner == actor.user || standing.share.is_some()),
        Request::ManageDocument(standing) => match standing.share {
            _ if standing.owner == actor.user => Decision::Allow,
            Some(ShareRole::Manage) => Decision::Allow,
            Some(ShareRole::View) => Decision::Forbid,
            None => Decision::Hide,
        },
        Request::OwnDocument(standing) => match standing.share {
            _ if standing.owner == actor.user => Decision::Allow,
            Some(_) => Decision::Forbid,
            None => Decision::Hide,
        },
        Request::ReadAudit => match actor.role {
            Role::Admin => Decision::Allow,
            Role::User => Decision::Forbid,
        },
    }
}

fn hidden_unless(allowed: bool) -> Decision {
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
    fn only_the_owner_reaches_a_file() {
        let owner = UserId(Uuid::from_u128(1));
        for role in [Role::User, Role::Admin] {
            let standing = Standing { owner, share: None };
            let of_documents = [Request::ReadDocument(standing), Request::ManageDocument(standing), Request::OwnDocument(standing)];
            for request in of_documents.into_iter().chain([Request::ConfirmUpload { owner }, Request::UseFolder { owner }]) {
                assert_eq!(decide(&actor(1, role), request), Decision::Allow);
                assert_eq!(decide(&actor(2, role), request), Decision::Hide);
            }
        }
    }

    #[test]
    fn a_share_opens_what_it_says_and_hides_nothing_that_it_shows() {
        use Decision::{Allow, Forbid};
        let owner = UserId(Uuid::from_u128(1));
        for (share, expected) in [(ShareRole::View, [Allow, Forbid, Forbid]), (ShareRole::Manage, [Allow, Allow, Forbid])] {
            let standing = Standing { owner, share: Some(share) };
            let requests = [Request::ReadDocument(standing), Request::ManageDocument(standing), Request::OwnDocument(standing)];
            for role in [Role::User, Role::Admin] {
                assert_eq!(requests.map(|request| decide(&actor(2, role), request)), expected);
            }
        }
    }

    #[test]
    fn only_administrators_read_the_audit_log() {
        assert_eq!(decide(&actor(1, Role::Admin), Request::ReadAudit), Decision::Allow);
        assert_eq!(decide(&actor(1, Role::User), Request::ReadAudit), Decision::Forbid);
    }
}
