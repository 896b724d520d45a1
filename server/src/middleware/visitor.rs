//! Who asks: reads the session's cookies, renews the token, and tells pages and server functions.

use std::net::{IpAddr, SocketAddr};

use app::ssr::{Visitor, cookies};
use axum::{
    extract::{ConnectInfo, Request, State},
    middleware::Next,
    response::Response,
};
use http::{
    HeaderMap,
    header::{SET_COOKIE, USER_AGENT},
};
use services::{RequestInfo, sessions};

use super::client_ip::client_ip;
use crate::{
    refusal::{Wants, report},
    site::Site,
};

/// The longest user agent that is recorded, in characters.
const USER_AGENT_LIMIT: usize = 256;

/// Inserts [`Visitor`] into the request, and appends a renewed token to the response.
pub async fn visitor(State(site): State<Site>, mut request: Request, next: Next) -> Response {
    let token = cookies::read(request.headers(), cookies::TOKEN);
    let refresh = cookies::read(request.headers(), cookies::REFRESH);
    let authenticated = match sessions::authenticate(&site.app, token.as_deref(), refresh.as_deref()).await {
        Ok(authenticated) => authenticated,
        Err(error) => return report(Wants::of(&request), error),
    };
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
    let info = request_info(peer, request.headers(), &site);
    let actor = authenticated.as_ref().map(|authenticated| authenticated.actor);
    request.extensions_mut().insert(Visitor { actor, info });
    let mut response = next.run(request).await;
    let renewed = authenticated.and_then(|authenticated| Some((authenticated.renewed?, authenticated.max_age_seconds)));
    if let Some((token, max_age_seconds)) = renewed.filter(|_| !sets_session(response.headers())) {
        response.headers_mut().append(SET_COOKIE, cookies::token(&token, max_age_seconds));
    }
    response
}

/// Whether the answer has set or cleared the session itself (log-in, log-out).
fn sets_session(headers: &HeaderMap) -> bool {
    let name = cookies::TOKEN.as_bytes();
    headers.get_all(SET_COOKIE).iter().any(|cookie| cookie.as_bytes().strip_prefix(name).is_some_and(|rest| rest.starts_with(b"=")))
}

fn request_info(peer: Option<IpAddr>, headers: &HeaderMap, site: &Site) -> RequestInfo {
    let user_agent = headers.get(USER_AGENT).and_then(|value| value.to_str().ok());
    RequestInfo {
        ip: peer.map(|peer| client_ip(peer, headers, &site.trusted_proxies)),
        user_agent: user_agent.map(|agent| agent.chars().take(USER_AGENT_LIMIT).collect()),
    }
}
