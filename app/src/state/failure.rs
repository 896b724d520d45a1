//! What went wrong with an upload, in the person's words, and the one thing that helps.

use domain::{problem::ProblemKind, purpose::Purpose, size::human_size, upload::PresignRequest};

use crate::api::ApiError;

/// How a post to the store ended, when it did not end well. Keyed on S3's `<Code>`, not on the status.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum PostFailure {
    /// The person stopped it.
    Stopped,
    /// No answer at all.
    Network,
    /// `EntityTooLarge`.
    TooLarge,
    /// `EntityTooSmall`, or the checksum differs.
    Changed,
    /// `AccessDenied`, the policy has expired.
    Expired,
    /// `AccessDenied` otherwise: a condition of the policy failed.
    Denied,
    /// Any other code.
    Other(String),
}

impl PostFailure {
    /// Reads S3's error document.
    pub(crate) fn refused(xml: &str) -> Self {
        let code = element(xml, "Code").unwrap_or_default();
        let message = element(xml, "Message").unwrap_or_default();
        match code {
            "EntityTooLarge" => Self::TooLarge,
            "EntityTooSmall" | "BadDigest" | "XAmzContentChecksumMismatch" => Self::Changed,
            "AccessDenied" if message.contains("Policy expired") => Self::Expired,
            "AccessDenied" => Self::Denied,
            other => Self::Other(other.to_owned()),
        }
    }
}

/// An element's text. S3's error documents are flat.
fn element<'a>(xml: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = xml.split_once(&["<", name, ">"].concat())?;
    Some(rest.split_once("</")?.0)
}

/// What helps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Help {
    /// The same file again, with a new ticket.
    Retry,
    /// The same once there is a connection: by itself, where the browser says that there was none.
    Reconnect,
    /// Another file, or the same one chosen anew.
    ChooseAgain,
    /// The same by itself, once so many seconds have passed.
    Later(u32),
    /// Patience: trying again would bring the file in twice.
    Wait,
    /// What the message says.
    Nothing,
}

/// What the person sees of a failed upload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Failure {
    /// One sentence or two.
    pub(crate) message: String,
    /// What helps.
    pub(crate) help: Help,
}

impl Failure {
    /// Another file is needed.
    pub(crate) fn choose_again(message: impl Into<String>) -> Self {
        Self { message: message.into(), help: Help::ChooseAgain }
    }

    fn retry(message: impl Into<String>) -> Self {
        Self { message: message.into(), help: Help::Retry }
    }

    /// What our own server refused, or did not answer.
    pub(crate) fn refused(error: &ApiError) -> Self {
        let problem = &error.0;
        if error.is_no_answer() {
            return Self { message: problem.message.clone(), help: Help::Reconnect };
        }
        if let (ProblemKind::TooManyRequests, Some(seconds)) = (problem.kind, problem.retry_after_seconds) {
            return Self { message: problem.message.clone(), help: Help::Later(seconds) };
        }
        let passing = matches!(problem.kind, ProblemKind::Unavailable | ProblemKind::Internal | ProblemKind::Unauthenticated);
        if passing { Self::retry(&problem.message) } else { Self::choose_again(&problem.message) }
    }

    /// The folder in which the file lay could not be made.
    pub(crate) fn no_folder(names: &str, error: &ApiError) -> Self {
        Self { message: ["The folder “", names, "” could not be made. ", &error.0.message].concat(), help: Help::Nothing }
    }

    /// What the store refused.
    pub(crate) fn of_post(failure: &PostFailure, request: &PresignRequest) -> Self {
        match failure {
            PostFailure::Stopped => Self::retry("Cancelled."),
            PostFailure::Network => {
                Self { message: "The connection was lost. Check it, then try again.".to_owned(), help: Help::Reconnect }
            }
            PostFailure::TooLarge => Self::choose_again(format!(
                "The file is too large: {}, the limit is {}.",
                human_size(request.size_bytes.unwrap_or_default()),
                human_size(request.purpose.limit_bytes())
            )),
            PostFailure::Changed => Self::choose_again("The file changed while it was uploading. Choose it again."),
            PostFailure::Expired => Self::retry("The upload took too long to start. Try again."),
            PostFailure::Denied => Self::choose_again(match request.purpose {
                Purpose::Document => "The store does not accept this type of file. Look at the accepted types above the list.",
                Purpose::Avatar | Purpose::Image | Purpose::Thumbnail => {
                    "The store does not accept this type of picture. Use PNG, JPEG, WebP, AVIF or GIF."
                }
            }),
            PostFailure::Other(code) => Self::retry(format!("The store could not take the file ({code}). Try again.")),
        }
    }

    fn wait(message: &str) -> Self {
        Self { message: message.to_owned(), help: Help::Wait }
    }

    /// The file is in the store, and the server did not say so in time.
    pub(crate) fn unconfirmed() -> Self {
        Self::wait("The file has arrived, but checking it takes long. It will appear by itself within a few minutes.")
    }

    /// The file is in the store, and its person is gone: the server finishes it alone.
    pub(crate) fn logged_out() -> Self {
        Self::wait("The file has arrived, but you are logged out. Log in, and it will appear within a few minutes.")
    }
}

#[cfg(test)]
mod tests {
    use domain::{content_type::ContentType, file_name::FileName, problem::Problem};

    use super::*;

    fn document(code: &str, message: &str) -> PostFailure {
        PostFailure::refused(&format!("<?xml version=\"1.0\"?>\n<Error><Code>{code}</Code><Message>{message}</Message></Error>"))
    }

    #[test]
    fn the_code_decides() {
        assert_eq!(document("EntityTooLarge", "Your proposed upload exceeds"), PostFailure::TooLarge);
        assert_eq!(document("EntityTooSmall", ""), PostFailure::Changed);
        assert_eq!(document("AccessDenied", "Invalid according to Policy: Policy expired."), PostFailure::Expired);
        assert_eq!(document("AccessDenied", "Invalid according to Policy: Policy Condition failed: x"), PostFailure::Denied);
        assert_eq!(document("SlowDown", ""), PostFailure::Other("SlowDown".to_owned()));
        assert_eq!(PostFailure::refused("<html>"), PostFailure::Other(String::new()));
    }

    #[test]
    fn every_failure_says_what_helps() {
        let request = PresignRequest {
            purpose: Purpose::Document,
            file_name: FileName::parse("a.pdf").unwrap(),
            content_type: ContentType::parse("application/pdf").unwrap(),
            size_bytes: Some(61 * 1024 * 1024),
            checksum_sha256: None,
            target: domain::upload::Target::Top,
        };
        let too_large = Failure::of_post(&PostFailure::TooLarge, &request);
        assert_eq!(too_large, Failure::choose_again("The file is too large: 61 MB, the limit is 50 MB."));
        assert_eq!(Failure::of_post(&PostFailure::Network, &request).help, Help::Reconnect);
        assert_eq!(Failure::refused(&Problem::too_many("Wait.", 5).into()).help, Help::Later(5));
        assert_eq!(Failure::refused(&Problem::internal().into()).help, Help::Retry);
        assert_eq!(Failure::of_post(&PostFailure::Changed, &request).help, Help::ChooseAgain);
        assert_eq!([Failure::unconfirmed().help, Failure::logged_out().help], [Help::Wait; 2]);
    }
}
