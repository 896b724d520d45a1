//! The gallery.

use domain::{cursor::Page, id::ImageId, image::ImageRow};
use leptos::prelude::*;

use super::{ApiError, Call, JsonOrForm};

/// A page of the images for everybody, newest first.
#[server(endpoint = "images/list", protocol = Call)]
pub async fn list(after: Option<String>) -> Result<Page<ImageRow>, ApiError> {
    use crate::ssr::{actor, cursor, report, services};

    services::images::list(&services(), &actor()?, cursor(after)?).await.map_err(report)
}

/// Deletes an image of one's own for ever. Answers what people read.
#[server(endpoint = "images/delete", protocol = Call<JsonOrForm>)]
pub async fn delete(image: ImageId, #[server(default)] back: String) -> Result<String, ApiError> {
    use crate::ssr::{form, info, services};

    let actor = form::actor(form::page(&back), &[])?;
    let deleted = services::images::delete(&services(), &actor, &info(), image).await;
    form::tell(deleted.map(|name| ["“", &name, "” is deleted for ever."].concat()), form::page(&back))
}
