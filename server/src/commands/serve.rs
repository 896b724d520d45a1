//! `gatehouse serve`.

use std::{net::SocketAddr, time::Duration};

use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;

use super::Failure;
use crate::{
    background,
    boot::{self, Started},
    config::Config,
    out,
    site::Site,
};

/// How long a load balancer has to see that this instance is not ready, before it stops answering.
const NOTICE: Duration = Duration::from_secs(1);
/// How long requests and jobs under way may take to end.
const GRACE: Duration = Duration::from_secs(19);

/// Serves until SIGTERM or SIGINT.
pub(super) async fn run(config: &Config) -> Result<(), Failure> {
    let stop = stop_signal()?;
    let Started { listener, router, site, embedded } = boot::start(config).await?;
    announce(config, &site, embedded.is_some()).await;
    let jobs = background::start(&site.app, &stop);
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    let (ending, loopback) = (stop.clone(), config.listen.address.is_loopback());
    let serving = axum::serve(listener, service).with_graceful_shutdown(async move {
        ending.cancelled().await;
        site.app.stop();
        if !loopback {
            tokio::time::sleep(NOTICE).await;
        }
    });
    let overdue = async {
        stop.cancelled().await;
        tokio::time::sleep(GRACE).await;
    };
    tokio::select! {
        served = async { serving.await?; jobs.wait().await; Ok::<_, Failure>(()) } => served?,
        () = overdue => tracing::warn!("requests or jobs did not end in time; they are cut off, and continued after the next start"),
    }
    // Last: requests and jobs under way needed them.
    if let Some(embedded) = embedded {
        embedded.stop().await;
    }
    Ok(())
}

/// Cancelled by the first SIGTERM or SIGINT.
pub(super) fn stop_signal() -> Result<CancellationToken, Failure> {
    let stop = CancellationToken::new();
    let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    let stopped = stop.clone();
    tokio::spawn(async move {
        tokio::select! { _ = terminate.recv() => {}, _ = interrupt.recv() => {} }
        stopped.cancel();
    });
    Ok(stop)
}

async fn announce(config: &Config, site: &Site, embedded: bool) {
    out::line(format_args!("Gatehouse is ready."));
    out::line(format_args!("  app  {}", site.public_url));
    out::line(format_args!("  S3   {}", site.app.bucket.public_origin()));
    out::line(format_args!("  CDN  {}", site.app.cdn.public_origin()));
    if embedded {
        out::line("  The S3 and the CDN are the embedded ones: for development and small single-machine use.");
    }
    match services::accounts::has_admin(&site.app).await {
        Ok(true) => {}
        Ok(false) => {
            let program = std::env::args().next().unwrap_or_else(|| "gatehouse".to_owned());
            let data_dir = config.data_dir().display();
            out::line("There is no administrator yet. Make the first one:");
            out::line(format_args!("  {program} --set data_dir={data_dir} admin create --email you@example.com --name \"Your Name\""));
        }
        Err(error) => tracing::warn!(%error, "whether there is an administrator is not known"),
    }
}
