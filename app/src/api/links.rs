//! Links that open one document, for those who make them and for those who follow them.

use domain::{
    document::{self, Disposition},
    id::{DocumentId, LinkId},
    link::LinkView,
};
use leptos::prelude::*;

use super::{ApiError, Call, JsonOrForm};

/// Makes a link. Answers its address, which is told this once.
#[server(endpoint = "links/create", protocol = Call<JsonOrForm>)]
pub async fn create(
    document: DocumentId,
    #[server(default)] password: String,
    #[server(default)] until: String,
    #[server(default)] limit: String,
    #[server(default)] login: String,
    #[server(default)] back: String,
) -> Result<String, ApiError> {
    use crate::ssr::{form, info, services};
    use domain::link::LinkSettings;

    let actor = form::actor(form::page(&back), &[])?;
    let made = async {
        let settings = LinkSettings::parse(&password, &until, &limit, login == "yes")?;
        services::links::create(&services(), &actor, &info(), document, settings).await
    };
    let url = made.await.map_err(|error| form::refuse(error, form::page(&back), &[]))?;
    form::succeed(form::page(&back), &[("link", &url)]);
    Ok(url)
}

/// Revokes a link. Answers what people read.
#[server(endpoint = "links/revoke", protocol = Call<JsonOrForm>)]
pub async fn revoke(document: DocumentId, link: LinkId, #[server(default)] back: String) -> Result<String, ApiError> {
    use crate::ssr::{form, info, services};

    let actor = form::actor(form::page(&back), &[])?;
    let revoked = services::links::revoke(&services(), &actor, &info(), document, link).await;
    form::tell(revoked.map(|()| "The link is revoked.".to_owned()), form::page(&back))
}

/// What a link's page shows. For anybody, as all functions below.
#[server(endpoint = "links/open", protocol = Call)]
pub async fn open(token: String) -> Result<LinkView, ApiError> {
    use crate::ssr::{guest, report, services};

    services::links::open(&services(), &guest(), &token).await.map_err(report)
}

/// Compares a link's password, and opens the link for a while. Answers where its page is.
#[server(endpoint = "links/unlock", protocol = Call<JsonOrForm>)]
pub async fn unlock(token: String, password: String) -> Result<String, ApiError> {
    use crate::ssr::{form, guest, services, session};

    let page = ["/s/", &token].concat();
    let unlocked = services::links::unlock(&services(), &guest(), &token, &password).await;
    let pass = unlocked.map_err(|error| form::refuse(error, form::page(&page), &[]))?;
    session::unlock_link(&pass);
    Ok(form::go_on(&page))
}

/// A short-lived URL of the link's document. A plain form's post is answered by a redirect to it.
#[server(endpoint = "links/download", protocol = Call<JsonOrForm>)]
pub async fn download(token: String, disposition: Disposition) -> Result<document::Download, ApiError> {
    use crate::ssr::{form, guest, services};

    let page = ["/s/", &token].concat();
    let issued = services::links::download(&services(), &guest(), &token, disposition).await;
    let download = issued.map_err(|error| form::refuse(error, form::page(&page), &[]))?;
    form::go_to(&download.url);
    Ok(download)
}
