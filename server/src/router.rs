//! The routes: pages and server functions by Leptos, the built site, health, and one return address.

use std::{path::Path, sync::LazyLock};

use app::ssr::content_security_policy;
use axum::{
    Router,
    extract::{Request, State},
    middleware::{from_fn, from_fn_with_state},
    response::{IntoResponse as _, Response},
    routing::{any, get},
};
use domain::problem::Problem;
use http::{HeaderValue, StatusCode, header::CONTENT_SECURITY_POLICY};
use leptos::prelude::{provide_context, use_context};
use leptos_axum::{AxumRouteListing, LeptosRoutes as _, ResponseOptions, generate_route_list};

use crate::{
    audit_export, health,
    middleware::{
        body_limit::body_limit, cdn_cookies::cdn_cookies, csrf::csrf, guard::guard, headers::headers, panic::panic, trace::trace,
        visitor::visitor,
    },
    preview::preview,
    refusal::refuse,
    site::Site,
    statics,
    uploads_return::uploads_return,
    viewer::viewer,
};

/// The pages' routes, which Leptos finds by rendering the app. Once in a process: meanwhile its resources are kept from loading by a flag
/// of the whole process, which a second search at the same time would clear too early, and which stops every page that is being rendered.
static PAGES: LazyLock<Vec<AxumRouteListing>> = LazyLock::new(|| generate_route_list(app::App));

/// The app as one service.
pub fn router(site: &Site) -> Router {
    let options = site.leptos.clone();
    let site_root = Path::new(&*site.leptos.site_root);
    let dynamic = Router::new()
        .leptos_routes_with_context(site, PAGES.clone(), context(site), move || app::shell(options.clone()))
        .route("/audit/export.csv", get(audit_export::csv))
        .route("/audit/export.ndjson", get(audit_export::ndjson))
        .route("/documents/{id}/preview", get(preview))
        .route("/uploads/{id}/return", get(uploads_return))
        .route_layer(from_fn(guard))
        .route("/api/{*name}", any(unknown_function))
        .fallback(not_found)
        .layer(from_fn_with_state(site.clone(), cdn_cookies))
        .layer(from_fn_with_state(site.clone(), visitor));
    Router::new()
        .merge(statics::routes(site_root).layer(from_fn_with_state(site.clone(), viewer)))
        .merge(statics::stylesheet(site_root))
        .merge(health::routes())
        .merge(dynamic)
        .layer(from_fn(body_limit))
        .layer(from_fn_with_state(site.clone(), csrf))
        .layer(from_fn(panic))
        .layer(from_fn_with_state(site.clone(), headers))
        .layer(from_fn(trace))
        .with_state(site.clone())
}

/// What pages and server functions find in their context; pages get their policy here, where their nonce is known.
fn context(site: &Site) -> impl Fn() + Clone + Send + Sync + 'static {
    let site = site.clone();
    move || {
        provide_context(site.app.clone());
        if let (Some(nonce), Some(response)) = (leptos::nonce::use_nonce(), use_context::<ResponseOptions>()) {
            let policy = content_security_policy(&nonce, site.app.bucket.public_origin(), site.app.cdn.public_origin());
            if let Ok(policy) = HeaderValue::from_str(&policy) {
                response.insert_header(CONTENT_SECURITY_POLICY, policy);
            }
        }
    }
}

async fn unknown_function(request: Request) -> Response {
    refuse(&request, StatusCode::NOT_FOUND, &Problem::not_found("address"))
}

/// The app's own page for unknown addresses.
async fn not_found(State(site): State<Site>, request: Request) -> Response {
    let options = site.leptos.clone();
    let render = leptos_axum::render_app_async_with_context(context(&site), move || app::shell(options.clone()));
    let mut response = render(request).await.into_response();
    if response.status() == StatusCode::OK {
        *response.status_mut() = StatusCode::NOT_FOUND;
    }
    response
}
