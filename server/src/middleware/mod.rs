//! What every request passes, from the outside in: [`trace`], [`headers`], [`panic`], [`csrf`], [`body_limit`]; then, for pages and
//! server functions, [`visitor`], [`cdn_cookies`] and [`guard`].

pub mod body_limit;
pub mod cdn_cookies;
pub mod client_ip;
pub mod csrf;
pub mod guard;
pub mod headers;
pub mod panic;
pub mod trace;
pub mod visitor;
