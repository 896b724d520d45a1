//! The trash.

use domain::{cursor::Page, document::DocumentRow, id::DocumentId};
use leptos::prelude::*;

use super::{ApiError, Call, JsonOrForm};

/// A page of one's trash, what went in last first.
#[server(endpoint = "trash/list", protocol = Call)]
pub async fn list(after: Option<String>) -> Result<Page<DocumentRow>, ApiError> {
    use crate::ssr::{actor, cursor, report, services};

    services::trash::list(&services(), &actor()?, cursor(after)?).await.map_err(report)
}

/// Moves a document to the trash. Answers its name.
#[server(endpoint = "trash/put", protocol = Call<JsonOrForm>)]
pub async fn put(document: DocumentId) -> Result<String, ApiError> {
    use crate::ssr::{form, info, services};

    let actor = form::actor("/documents", &[])?;
    let moved = services::trash::put(&services(), &actor, &info(), &[document]).await;
    let name = moved.map_err(|error| form::refuse(error, "/documents", &[]))?.concat();
    form::succeed("/documents", &[("trashed", &document.to_string()), ("name", &name)]);
    Ok(name)
}

/// Moves documents to the trash, whose ids stand between commas. Answers what people read.
#[server(endpoint = "trash/put-many", protocol = Call<JsonOrForm>)]
pub async fn put_many(#[server(default)] documents: String, #[server(default)] back: String) -> Result<String, ApiError> {
    use crate::ssr::{form, info, services};

    let actor = form::actor(form::page(&back), &[])?;
    let moved = async {
        let names = services::trash::put(&services(), &actor, &info(), &form::ids(&documents)?).await?;
        Ok(form::count(names.len(), " is in the trash.", " are in the trash."))
    };
    form::tell(moved.await, form::page(&back))
}

/// Takes documents back, whose ids stand between commas. Answers what people read.
#[server(endpoint = "trash/restore-many", protocol = Call<JsonOrForm>)]
pub async fn restore_many(#[server(default)] documents: String, #[server(default)] back: String) -> Result<String, ApiError> {
    use crate::ssr::{form, info, services};

    let actor = form::actor(form::page(&back), &[])?;
    let restored = async {
        let names = services::trash::restore(&services(), &actor, &info(), &form::ids(&documents)?).await?;
        Ok(form::count(names.len(), " is back.", " are back."))
    };
    form::tell(restored.await, form::page(&back))
}

/// Takes a document back from the trash. Answers its name.
#[server(endpoint = "trash/restore", protocol = Call<JsonOrForm>)]
pub async fn restore(document: DocumentId) -> Result<String, ApiError> {
    use crate::ssr::{form, info, services};

    let actor = form::actor("/trash", &[])?;
    let restored = services::trash::restore(&services(), &actor, &info(), &[document]).await;
    let name = restored.map_err(|error| form::refuse(error, "/trash", &[]))?.concat();
    form::succeed("/documents", &[("restored", &document.to_string()), ("name", &name)]);
    Ok(name)
}

/// Deletes a document of the trash for ever. Answers its name.
#[server(endpoint = "trash/purge", protocol = Call<JsonOrForm>)]
pub async fn purge(document: DocumentId) -> Result<String, ApiError> {
    use crate::ssr::{form, info, services};

    let actor = form::actor("/trash", &[])?;
    let purged = services::trash::purge(&services(), &actor, &info(), document).await;
    let name = purged.map_err(|error| form::refuse(error, "/trash", &[]))?;
    form::succeed("/trash", &[("purged", &document.to_string()), ("name", &name)]);
    Ok(name)
}
