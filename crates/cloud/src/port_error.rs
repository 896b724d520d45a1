//! From the SDK's errors to the ports'.

use aws_sdk_s3::config::http::HttpResponse;
use aws_sdk_s3::error::{DisplayErrorContext, ProvideErrorMetadata, SdkError};
use services::ports::PortError;

/// The store in a person's words.
pub(crate) const STORE: &str = "The file store";
/// The CDN in a person's words.
pub(crate) const CDN: &str = "The content network";

/// Codes with which a service asks for patience while answering 4xx.
const BUSY: [&str; 4] = ["TooManyInvalidationsInProgress", "Throttling", "ThrottlingException", "RequestTimeout"];

/// Away, overloaded or too slow is `Unavailable`; an answer that says no is `Failed`.
pub(crate) fn port_error<E>(what: &'static str, error: &SdkError<E, HttpResponse>) -> PortError
where
    E: ProvideErrorMetadata + std::error::Error + 'static,
{
    match error {
        SdkError::ServiceError(answer) => {
            let status = answer.raw().status().as_u16();
            let code = answer.err().code().unwrap_or("no code");
            let cause = format!("{status} {code}: {}", answer.err().message().unwrap_or("no message"));
            if status >= 500 || status == 429 || BUSY.contains(&code) {
                PortError::Unavailable { what, cause }
            } else {
                PortError::Failed { what, cause }
            }
        }
        SdkError::TimeoutError(_) | SdkError::DispatchFailure(_) | SdkError::ResponseError(_) => {
            PortError::Unavailable { what, cause: DisplayErrorContext(error).to_string() }
        }
        _ => PortError::Failed { what, cause: DisplayErrorContext(error).to_string() },
    }
}

/// The status of S3's answer, where there was one.
pub(crate) fn status<E>(error: &SdkError<E, HttpResponse>) -> Option<u16> {
    error.raw_response().map(|response| response.status().as_u16())
}
