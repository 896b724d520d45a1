//! One's own folders. What changes them answers what people read.

use domain::{folder::FolderRow, id::FolderId};
use leptos::prelude::*;

use super::{ApiError, Call, JsonOrForm};

/// Every folder, by its names from the top: what things can be moved to.
#[server(endpoint = "folders/list", protocol = Call)]
pub async fn list() -> Result<Vec<FolderRow>, ApiError> {
    use crate::ssr::{actor, report, services};

    services::folders::all(&services(), &actor()?).await.map_err(report)
}

/// Makes a folder within another; an empty one is the top.
#[server(endpoint = "folders/create", protocol = Call<JsonOrForm>)]
pub async fn create(name: String, #[server(default)] folder: String, #[server(default)] back: String) -> Result<String, ApiError> {
    use crate::ssr::{form, info, services};
    use domain::folder::FolderName;

    let actor = form::actor(form::page(&back), &[])?;
    let made = async {
        let (within, name) = (form::folder(&folder)?, FolderName::parse(&name)?);
        services::folders::create(&services(), &actor, &info(), within, name).await
    };
    form::tell(made.await.map(|_| ["The folder “", name.trim(), "” is there."].concat()), form::page(&back))
}

/// The folder at the end of these names, from another one or from the top down. What is missing is made.
#[server(endpoint = "folders/ensure", protocol = Call)]
pub async fn ensure(parent: Option<FolderId>, names: Vec<String>) -> Result<FolderId, ApiError> {
    use crate::ssr::{actor, info, report, services};
    use domain::{folder::FolderName, problem::Problem};

    let names: Result<Vec<_>, Problem> = names.iter().map(|name| FolderName::parse(name)).collect();
    let names = names.map_err(|problem| report(problem.into()))?;
    services::folders::ensure(&services(), &actor()?, &info(), parent, &names).await.map_err(report)
}

/// Renames a folder.
#[server(endpoint = "folders/rename", protocol = Call<JsonOrForm>)]
pub async fn rename(id: FolderId, name: String, #[server(default)] back: String) -> Result<String, ApiError> {
    use crate::ssr::{form, info, services};
    use domain::folder::FolderName;

    let actor = form::actor(form::page(&back), &[])?;
    let renamed = async { services::folders::rename(&services(), &actor, &info(), id, FolderName::parse(&name)?).await };
    form::tell(renamed.await.map(|()| ["The folder is now called “", name.trim(), "”."].concat()), form::page(&back))
}

/// Puts a folder into another; an empty one is the top.
#[server(endpoint = "folders/move", protocol = Call<JsonOrForm>)]
pub async fn relocate(id: FolderId, #[server(default)] folder: String, #[server(default)] back: String) -> Result<String, ApiError> {
    use crate::ssr::{form, info, services};

    let actor = form::actor(form::page(&back), &[])?;
    let moved = async { services::folders::relocate(&services(), &actor, &info(), id, form::folder(&folder)?).await };
    form::tell(moved.await.map(|()| "The folder is moved.".to_owned()), form::page(&back))
}

/// Deletes a folder and those in it; their documents go to the trash.
#[server(endpoint = "folders/delete", protocol = Call<JsonOrForm>)]
pub async fn delete(id: FolderId, #[server(default)] back: String) -> Result<String, ApiError> {
    use crate::ssr::{form, info, services};

    let actor = form::actor(form::page(&back), &[])?;
    let deleted = services::folders::delete(&services(), &actor, &info(), id).await;
    let told = |documents| match documents {
        0 => "The folder is deleted. No document was in it.".to_owned(),
        1 => "The folder is deleted. 1 document is in the trash.".to_owned(),
        _ => format!("The folder is deleted. {documents} documents are in the trash."),
    };
    form::tell(deleted.map(told), form::page(&back))
}
