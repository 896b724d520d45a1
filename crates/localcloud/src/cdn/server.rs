//! The edge on a listener that the caller bound.

use std::convert::Infallible;
use std::future::Future;
use std::io;
use std::sync::Arc;

use tokio::net::TcpListener;

use super::edge::Edge;

/// Serves until `shutdown` ends, then lets running answers finish for ten seconds at most.
pub async fn serve(listener: TcpListener, edge: Arc<Edge>, shutdown: impl Future<Output = ()>) -> io::Result<()> {
    tracing::info!(address = %listener.local_addr()?, "CDN edge listening; it is for development and small single-machine use");
    crate::listen::serve(listener, shutdown, move |request, peer| {
        let edge = Arc::clone(&edge);
        async move { Ok::<_, Infallible>(edge.handle(request, peer).await) }
    })
    .await
}
