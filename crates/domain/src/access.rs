//! Who may do what: the only place that decides it. Services ask here, with what they read from the database.

use crate::{
    account::{Actor, Role},
    id::UserId,
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
    /// Get a download URL.
    DownloadDocument {
        /// Whose document it is.
        owner: UserId,
    },
    /// Rename it, describe it, tag it, put it in a folder.
    ChangeDocument {
        /// Whose document it is.
        owner: UserId,
    },
    /// Move a document to the trash, take it back, or delete it for ever.
    DeleteDocument {
        /// Whose document it is.
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
        Request::StartUpload | Request::ListDocuments | Request::ListPeople => Decision::Allow,
        Request::ConfirmUpload { owner }
        | Request::DownloadDocument { owner }
        | Request::ChangeDocument { owner }
        | Request::DeleteDocument { owner }
        | Request::UseFolder { owner } => {
            if owner == actor.user {
                Decision::Allow
            } else {
                Decision::Hide
            }
        }
        Request::ReadAudit => match actor.role {
            Role::Admin => Decision::Allow,
            Role::User => Decision::Forbid,
        },
    }
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
            for request in [
                Request::ConfirmUpload { owner },
                Request::DownloadDocument { owner },
                Request::ChangeDocument { owner },
                Request::DeleteDocument { owner },
                Request::UseFolder { owner },
            ] {
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
