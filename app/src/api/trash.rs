//! The trash.

use domain::{
    cursor::{Cursor, Page},
    document::DocumentRow,
    id::DocumentId,
};
use leptos::prelude::*;

use super::{ApiError, Call, JsonOrForm};

/// A page of one's trash, what went in last first.
#[server(endpoint = "trash/list", protocol = Call)]
pub async fn list(after: Option<Cursor>) -> Result<Page<DocumentRow>, ApiError> {
    use crate::ssr::{actor, report, services};

    services::trash::list(&services(), &actor()?, after).await.map_err(report)
}

/// Moves a document to the trash. Answers its name.
#[server(endpoint = "trash/put", protocol = Call<JsonOrForm>)]
pub async fn put(document: DocumentId) -> Result<String, ApiError> {
    use crate::ssr::{actor, form, info, services};

    let moved = async { services::trash::put(&services(), &actor().map_err(|error| error.0)?, &info(), document).await };
    let name = moved.await.map_err(|error| form::refuse(error, "/documents", &[]))?;
    form::succeed("/documents", &[("trashed", &document.to_string()), ("name", &name)]);
    Ok(name)
}

/// Takes a document back from the trash. Answers its name.
#[server(endpoint = "trash/restore", protocol = Call<JsonOrForm>)]
pub async fn restore(document: DocumentId) -> Result<String, ApiError> {
    use crate::ssr::{actor, form, info, services};

    let restored = async { services::trash::restore(&services(), &actor().map_err(|error| error.0)?, &info(), document).await };
    let name = restored.await.map_err(|error| form::refuse(error, "/trash", &[]))?;
    form::succeed("/documents", &[("restored", &document.to_string()), ("name", &name)]);
    Ok(name)
}

/// Deletes a document of the trash for ever. Answers its name.
#[server(endpoint = "trash/purge", protocol = Call<JsonOrForm>)]
pub async fn purge(document: DocumentId) -> Result<String, ApiError> {
    use crate::ssr::{actor, form, info, services};

    let purged = async { services::trash::purge(&services(), &actor().map_err(|error| error.0)?, &info(), document).await };
    let name = purged.await.map_err(|error| form::refuse(error, "/trash", &[]))?;
    form::succeed("/trash", &[("purged", &document.to_string()), ("name", &name)]);
    Ok(name)
}
