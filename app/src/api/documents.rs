//! One's own documents.

use domain::{
    cursor::Page,
    document::{self, Disposition, DocumentRow},
    id::DocumentId,
};
use leptos::prelude::*;

use super::{ApiError, Call, JsonOrForm};

/// A page of documents, newest first.
#[server(endpoint = "documents/list", protocol = Call)]
pub async fn list(after: Option<String>) -> Result<Page<DocumentRow>, ApiError> {
    use crate::ssr::{actor, cursor, report, services};

    services::documents::list(&services(), &actor()?, cursor(after)?).await.map_err(report)
}

/// A short-lived URL of one document. A plain form's post is answered by a redirect to it.
#[server(endpoint = "documents/download", protocol = Call<JsonOrForm>)]
pub async fn download(document: DocumentId, disposition: Disposition) -> Result<document::Download, ApiError> {
    use crate::ssr::{form, info, services};

    let actor = form::actor("/documents", &[])?;
    let issued = services::documents::download(&services(), &actor, &info(), document, disposition).await;
    let download = issued.map_err(|error| form::refuse(error, "/documents", &[]))?;
    form::go_to(&download.url);
    Ok(download)
}
