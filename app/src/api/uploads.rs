//! Tickets for presigned POSTs, and their confirmation. No file's bytes come here.

use domain::{
    id::{DocumentId, FolderId, UploadId},
    purpose::Purpose,
    upload::{ConfirmOutcome, KnownFile, OpenUpload, PresignRequest, Ticket, UploadLimits},
};
use leptos::prelude::*;

use super::{ApiError, Call, JsonOrForm};

/// What a purpose allows, shown before choosing.
#[server(endpoint = "uploads/limits", protocol = Call)]
pub async fn limits(purpose: Purpose) -> Result<UploadLimits, ApiError> {
    use crate::ssr::{actor, services};

    actor()?;
    Ok(services::uploads::limits(&services(), purpose))
}

/// Which of these SHA-256 sums, in standard base64, documents of one's own have already.
#[server(endpoint = "uploads/known", protocol = Call)]
pub async fn known(checksums: Vec<String>) -> Result<Vec<KnownFile>, ApiError> {
    use crate::ssr::{actor, report, services};

    services::uploads::known(&services(), &actor()?, &checksums).await.map_err(report)
}

/// A ticket for one file.
#[server(endpoint = "uploads/presign", protocol = Call)]
pub async fn presign(request: PresignRequest) -> Result<Ticket, ApiError> {
    use crate::ssr::{actor, info, report, services};

    services::uploads::presign(&services(), &actor()?, &info(), request).await.map_err(report)
}

/// The first step without JavaScript: announces the name and type of a document, or of a new version of one, then goes to the page with
/// the form.
#[server(endpoint = "uploads/start", protocol = Call<JsonOrForm>)]
pub async fn start(
    name: String,
    content_type: String,
    #[server(default)] folder: Option<FolderId>,
    #[server(default)] version: Option<DocumentId>,
) -> Result<UploadId, ApiError> {
    use crate::ssr::{form, info, services};
    use domain::{content_type::ContentType, file_name::FileName, problem::Problem, upload::Target};

    let typed = [("name", name.as_str()), ("content_type", content_type.as_str())];
    let page = match (version, folder) {
        (Some(version), _) => format!("/upload?version={version}"),
        (None, Some(folder)) => format!("/upload?folder={folder}"),
        (None, None) => "/upload".to_owned(),
    };
    let actor = form::actor(&page, &typed)?;
    let started = async {
        let request = PresignRequest {
            purpose: Purpose::Document,
            file_name: FileName::parse(&name).map_err(|error| Problem::invalid("name", error.to_string()))?,
            content_type: ContentType::parse(&content_type)
                .map_err(|_| Problem::invalid("content_type", "Choose one of the types in the list."))?,
            size_bytes: None,
            checksum_sha256: None,
            target: version.map(Target::Version).or(folder.map(Target::Folder)).unwrap_or_default(),
        };
        services::uploads::start_form(&services(), &actor, &info(), request).await
    };
    let upload = started.await.map_err(|error| form::refuse(error, &page, &typed))?;
    form::go_to(&format!("/uploads/{upload}"));
    Ok(upload)
}

/// The second step without JavaScript: the fields of the form that is posted to the store.
#[server(endpoint = "uploads/form", protocol = Call)]
pub async fn form(upload: UploadId) -> Result<Ticket, ApiError> {
    use crate::ssr::{actor, info, report, services};

    services::uploads::form_ticket(&services(), &actor()?, &info(), upload).await.map_err(report)
}

/// Asks the server to check what arrived. Asked twice, it answers the same.
#[server(endpoint = "uploads/confirm", protocol = Call)]
pub async fn confirm(upload: UploadId) -> Result<ConfirmOutcome, ApiError> {
    use crate::ssr::{actor, info, report, services};

    services::uploads::confirm(&services(), &actor()?, &info(), upload).await.map_err(report)
}

/// Gives an upload up that has not been confirmed.
#[server(endpoint = "uploads/cancel", protocol = Call)]
pub async fn cancel(upload: UploadId) -> Result<(), ApiError> {
    use crate::ssr::{actor, info, report, services};

    services::uploads::cancel(&services(), &actor()?, &info(), upload).await.map_err(report)
}

/// One's documents under way, wherever they were begun.
#[server(endpoint = "uploads/open", protocol = Call)]
pub async fn open() -> Result<Vec<OpenUpload>, ApiError> {
    use crate::ssr::{actor, report, services};

    services::uploads::open(&services(), &actor()?).await.map_err(report)
}
