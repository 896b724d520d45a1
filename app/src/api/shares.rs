//! Opening documents to other people.

use domain::{
    id::{DocumentId, ShareId},
    share::{ShareRole, Sharing},
};
use leptos::prelude::*;

use super::{ApiError, Call, JsonOrForm};

/// Who has access to a document and who downloaded it; nothing for those who may not manage it.
#[server(endpoint = "shares/get", protocol = Call)]
pub async fn get(document: DocumentId) -> Result<Option<Sharing>, ApiError> {
    use crate::ssr::{actor, info, report, services};

    services::sharing::get(&services(), &actor()?, &info(), document).await.map_err(report)
}

/// Opens documents, whose ids stand between commas, to a person. Answers what people read, as all functions below.
#[server(endpoint = "shares/grant", protocol = Call<JsonOrForm>)]
pub async fn grant(
    #[server(default)] documents: String,
    person: String,
    #[server(default)] role: Option<ShareRole>,
    #[server(default)] until: String,
    #[server(default)] back: String,
) -> Result<String, ApiError> {
    use crate::ssr::{form, info, services};

    let actor = form::actor(form::page(&back), &[])?;
    let granted = async {
        let (documents, terms) = (form::ids(&documents)?, form::terms(role, &until)?);
        let name = services::shares::grant(&services(), &actor, &info(), &documents, &person, terms).await?;
        Ok(form::count(documents.len(), " is shared with ", " are shared with ") + &name + ".")
    };
    form::tell(granted.await, form::page(&back))
}

/// Changes what a person's access is for and when it ends.
#[server(endpoint = "shares/change", protocol = Call<JsonOrForm>)]
pub async fn change(
    document: DocumentId,
    share: ShareId,
    role: ShareRole,
    #[server(default)] until: String,
    #[server(default)] back: String,
) -> Result<String, ApiError> {
    use crate::ssr::{form, info, services};

    let actor = form::actor(form::page(&back), &[])?;
    let changed = async { services::shares::change(&services(), &actor, &info(), document, share, form::terms(Some(role), &until)?).await };
    form::tell(changed.await.map(|name| ["The access of ", &name, " is changed."].concat()), form::page(&back))
}

/// Ends a person's access.
#[server(endpoint = "shares/revoke", protocol = Call<JsonOrForm>)]
pub async fn revoke(document: DocumentId, share: ShareId, #[server(default)] back: String) -> Result<String, ApiError> {
    use crate::ssr::{form, info, services};

    let actor = form::actor(form::page(&back), &[])?;
    let revoked = services::shares::revoke(&services(), &actor, &info(), document, share).await;
    form::tell(revoked.map(|name| [&name, " has no access any more."].concat()), form::page(&back))
}

/// Ends one's own access.
#[server(endpoint = "shares/leave", protocol = Call<JsonOrForm>)]
pub async fn leave(document: DocumentId, #[server(default)] back: String) -> Result<String, ApiError> {
    use crate::ssr::{form, info, services};

    let actor = form::actor(form::page(&back), &[])?;
    let left = services::shares::leave(&services(), &actor, &info(), document).await;
    form::tell(left.map(|name| ["“", &name, "” is no longer shared with you."].concat()), form::page(&back))
}
