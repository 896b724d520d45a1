//! `GET /documents/{id}/preview`: where a preview begins. It ends at the store.

use app::ssr::Visitor;
use axum::{
    Extension,
    extract::{Path, Query, State},
    response::{IntoResponse as _, Redirect, Response},
};
use domain::{document::Disposition, id::DocumentId, problem::Problem};
use http::{HeaderMap, HeaderValue, header};
use serde::Deserialize;

use crate::{
    refusal::{Wants, report},
    site::Site,
};

/// For a refusal, which shows within the page that asked.
const FRAMED: &str = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

#[derive(Debug, Deserialize)]
pub(crate) struct Parameters {
    version: Option<u32>,
}

/// Authorises and records, then sends a frame, or the script that fetches for one, to a short-lived URL of the store.
pub(crate) async fn preview(
    State(site): State<Site>,
    Extension(visitor): Extension<Visitor>,
    Path(id): Path<String>,
    Query(Parameters { version }): Query<Parameters>,
    headers: HeaderMap,
) -> Response {
    let wants = if headers.get(header::ACCEPT).is_some_and(|accept| accept == "application/json") { Wants::Json } else { Wants::Page };
    let answer = async {
        let actor = visitor.actor.ok_or_else(Problem::unauthenticated)?;
        let id: DocumentId = id.parse().map_err(|_| Problem::not_found("document"))?;
        services::documents::download(&site.app, &actor, &visitor.info, id, version, Disposition::Inline).await
    };
    match answer.await {
        Ok(download) => Redirect::to(&download.url).into_response(),
        Err(error) => {
            let mut refusal = report(wants, error);
            refusal.headers_mut().insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(FRAMED));
            refusal
        }
    }
}
