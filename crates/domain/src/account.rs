//! People: roles, names, addresses, passwords' shape, and who asks.

use serde::{Deserialize, Serialize};

use crate::{
    checked_text::checked_text,
    file_name::is_invisible,
    id::{SessionId, UserId},
    problem::Problem,
};

/// What a person may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Uses the product.
    User,
    /// Also reads the audit log and manages people.
    Admin,
}

impl Role {
    /// The name in the database and on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Admin => "admin",
        }
    }
}

/// Who asks: a user in a live session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    /// The person.
    pub user: UserId,
    /// What they may do.
    pub role: Role,
    /// The log-in they ask through.
    pub session: SessionId,
}

/// Who may register.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Registration {
    /// Anybody.
    Open,
    /// Whoever holds an invitation.
    Invite,
    /// Nobody.
    Closed,
}

/// A checked e-mail address in lower case: what people log in with.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Email(String);

impl Email {
    /// Checks the shape `name@host.tld`, at most 254 characters (RFC 5321 section 4.5.3.1). Whether mail arrives is not asked.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        let wrong = || Problem::invalid("email", "Enter an e-mail address such as name@example.com.");
        let email = text.trim().to_lowercase();
        let (local, host) = email.rsplit_once('@').ok_or_else(wrong)?;
        let plain = |part: &str| part.chars().all(|c| !c.is_whitespace() && !c.is_control() && !"<>()[],;:\\\"@".contains(c));
        let host_fine = host.contains('.') && !host.starts_with('.') && !host.ends_with('.') && !host.contains("..") && plain(host);
        if email.len() > 254 || local.is_empty() || !plain(local) || !host_fine {
            return Err(wrong());
        }
        Ok(Self(email))
    }
}

checked_text!(Email, Problem);

/// A person's name as others see it: 1 to 80 characters, nothing invisible.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PersonName(String);

impl PersonName {
    /// Checks a name; runs of white space become one space.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        let name = text.split_whitespace().collect::<Vec<_>>().join(" ");
        if name.is_empty() || name.chars().count() > 80 || name.chars().any(is_invisible) {
            return Err(Problem::invalid("name", "Enter your name, with at most 80 characters."));
        }
        Ok(Self(name))
    }
}

checked_text!(PersonName, Problem);

/// The shortest password, in characters (NIST SP 800-63B section 3.1.1.2, with strength checked by the server).
pub const PASSWORD_MIN: usize = 10;
/// The longest password, in bytes: hashing has a cost.
pub const PASSWORD_MAX_BYTES: usize = 256;

/// Checks a new password's length; its strength is the server's to judge.
pub fn check_password_length(password: &str) -> Result<(), Problem> {
    if password.chars().count() < PASSWORD_MIN {
        return Err(Problem::invalid("password", format!("Use at least {PASSWORD_MIN} characters; a few words in a row are fine.")));
    }
    if password.len() > PASSWORD_MAX_BYTES {
        return Err(Problem::invalid("password", format!("Use at most {PASSWORD_MAX_BYTES} bytes.")));
    }
    Ok(())
}

/// The person who is logged in, as the interface shows them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Me {
    /// Their id.
    pub id: UserId,
    /// Their name.
    pub name: String,
    /// What they log in with.
    pub email: String,
    /// What they may do.
    pub role: Role,
    /// The fixed CDN URL of their avatar.
    pub avatar_url: Option<String>,
}

/// A person as the others see them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonRow {
    /// Their id.
    pub id: UserId,
    /// Their name.
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// The fixed CDN URL of their avatar.
    pub avatar_url: Option<String>,
    /// When they joined.
    pub joined_at: crate::timestamp::Timestamp,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses() {
        assert_eq!(Email::parse(" Ann@Example.COM ").unwrap().as_str(), "ann@example.com");
        for wrong in ["", "a", "a@b", "@b.c", "a@.b", "a@b.", "a b@c.d", "a@b@c.d", "a\n@b.c", "a@b..c", "<a>@b.c"] {
            assert_eq!(Email::parse(wrong).unwrap_err().field.as_deref(), Some("email"), "{wrong:?}");
        }
    }

    #[test]
    fn names() {
        assert_eq!(PersonName::parse("  Nguyễn   Ánh ").unwrap().as_str(), "Nguyễn Ánh");
        assert!(PersonName::parse(" \n").is_err());
        assert!(PersonName::parse(&"x".repeat(81)).is_err());
    }

    #[test]
    fn passwords() {
        assert!(check_password_length("123456789").is_err());
        check_password_length("1234567890").unwrap();
        assert!(check_password_length(&"x".repeat(257)).is_err());
    }
}
