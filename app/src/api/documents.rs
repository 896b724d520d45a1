//! One's own documents.

use domain::{
    document::{self, Disposition, DocumentList, DocumentView, VersionNumber},
    id::DocumentId,
    listing::Listing,
};
use leptos::prelude::*;

use super::{ApiError, Call, JsonOrForm};

/// A page of a folder, or of what a search finds.
#[server(endpoint = "documents/list", protocol = Call)]
pub async fn list(listing: Listing, after: Option<String>) -> Result<DocumentList, ApiError> {
    use crate::ssr::{actor, cursor, report, services};

    services::listing::list(&services(), &actor()?, &listing, cursor(after)?).await.map_err(report)
}

/// One document and its versions.
#[server(endpoint = "documents/get", protocol = Call)]
pub async fn get(document: DocumentId) -> Result<DocumentView, ApiError> {
    use crate::ssr::{actor, info, report, services};

    services::documents::get(&services(), &actor()?, &info(), document).await.map_err(report)
}

/// A short-lived URL of one document, as it is or as an older version was. A plain form's post is answered by a redirect to it.
#[server(endpoint = "documents/download", protocol = Call<JsonOrForm>)]
pub async fn download(
    document: DocumentId,
    #[server(default)] version: Option<VersionNumber>,
    disposition: Disposition,
) -> Result<document::Download, ApiError> {
    use crate::ssr::{form, info, services};

    let actor = form::actor("/documents", &[])?;
    let issued = services::documents::download(&services(), &actor, &info(), document, version.map(|version| version.0), disposition).await;
    let download = issued.map_err(|error| form::refuse(error, "/documents", &[]))?;
    form::go_to(&download.url);
    Ok(download)
}

/// Gives a document another name and description. Answers what people read, as all functions below.
#[server(endpoint = "documents/rename", protocol = Call<JsonOrForm>)]
pub async fn rename(document: DocumentId, name: String, description: String, #[server(default)] back: String) -> Result<String, ApiError> {
    use crate::ssr::{form, info, services};
    use domain::{file_name::FileName, problem::Problem};

    let actor = form::actor(form::page(&back), &[])?;
    let renamed = async {
        let name = FileName::parse(&name).map_err(|error| Problem::invalid("name", error.to_string()))?;
        services::details::rename(&services(), &actor, &info(), document, name, &description).await
    };
    form::tell(renamed.await.map(|()| ["“", name.trim(), "” is saved."].concat()), form::page(&back))
}

/// Replaces a document's tags by those between commas.
#[server(endpoint = "documents/tag", protocol = Call<JsonOrForm>)]
pub async fn tag(document: DocumentId, tags: String, #[server(default)] back: String) -> Result<String, ApiError> {
    use crate::ssr::{form, info, services};
    use domain::tag::Tag;

    let actor = form::actor(form::page(&back), &[])?;
    let tagged = async { services::details::tag(&services(), &actor, &info(), document, &Tag::parse_list(&tags)?).await };
    form::tell(tagged.await.map(|()| "The tags are saved.".to_owned()), form::page(&back))
}

/// Adds tags, between commas, to the documents, whose ids stand between commas too.
#[server(endpoint = "documents/tag-many", protocol = Call<JsonOrForm>)]
pub async fn tag_many(#[server(default)] documents: String, tags: String, #[server(default)] back: String) -> Result<String, ApiError> {
    use crate::ssr::{form, info, services};
    use domain::tag::Tag;

    let actor = form::actor(form::page(&back), &[])?;
    let tagged = async {
        let documents = form::ids(&documents)?;
        services::details::add_tags(&services(), &actor, &info(), &documents, &Tag::parse_list(&tags)?).await?;
        Ok(form::count(documents.len(), " is tagged.", " are tagged."))
    };
    form::tell(tagged.await, form::page(&back))
}

/// Puts documents, whose ids stand between commas, into a folder; an empty one is the top.
#[server(endpoint = "documents/move", protocol = Call<JsonOrForm>)]
pub async fn relocate(
    #[server(default)] documents: String,
    #[server(default)] folder: String,
    #[server(default)] back: String,
) -> Result<String, ApiError> {
    use crate::ssr::{form, info, services};

    let actor = form::actor(form::page(&back), &[])?;
    let moved = async {
        let documents = form::ids(&documents)?;
        services::folders::file(&services(), &actor, &info(), &documents, form::folder(&folder)?).await?;
        Ok(form::count(documents.len(), " is moved.", " are moved."))
    };
    form::tell(moved.await, form::page(&back))
}

/// Makes an old version the current one.
#[server(endpoint = "documents/restore-version", protocol = Call<JsonOrForm>)]
pub async fn restore_version(document: DocumentId, version: VersionNumber, #[server(default)] back: String) -> Result<String, ApiError> {
    use crate::ssr::{form, info, services};

    let actor = form::actor(form::page(&back), &[])?;
    let restored = services::versions::restore(&services(), &actor, &info(), document, version.0).await;
    form::tell(restored.map(|()| format!("Version {} is the current one now.", version.0)), form::page(&back))
}
