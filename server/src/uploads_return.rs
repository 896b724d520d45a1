//! `GET /uploads/{id}/return`: where S3 sends a browser without JavaScript once the file has arrived.

use app::ssr::Visitor;
use axum::{
    Extension,
    extract::{Path, State},
    response::{IntoResponse as _, Redirect, Response},
};
use domain::{id::UploadId, problem::Problem, upload::ConfirmOutcome};
use services::uploads;

use crate::{
    refusal::{Wants, report},
    site::Site,
};

/// Confirms the upload and shows how it ended. The parameters that S3 adds are not read: the key comes from the row.
pub(crate) async fn uploads_return(State(site): State<Site>, Extension(visitor): Extension<Visitor>, Path(id): Path<String>) -> Response {
    let answer = async {
        let actor = visitor.actor.ok_or_else(Problem::unauthenticated)?;
        let id: UploadId = id.parse().map_err(|_| Problem::not_found("upload"))?;
        Ok::<_, services::Error>((id, uploads::confirm(&site.app, &actor, &visitor.info, id).await?))
    };
    match answer.await {
        Ok((_, ConfirmOutcome::Ready { document: Some(document), .. })) => {
            Redirect::to(&format!("/documents/{document}?uploaded")).into_response()
        }
        Ok((id, _)) => Redirect::to(&format!("/uploads/{id}")).into_response(),
        Err(error) => report(Wants::Page, error),
    }
}
