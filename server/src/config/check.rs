//! What single values cannot say: which of them belong together.

use domain::{purpose::Purpose, upload::TICKET_SECONDS};
use secrecy::ExposeSecret;

use super::{CdnMode, Config, Origin, StorageMode};

/// The longest life of signed cookies, in seconds: CloudFront has no revocation.
const COOKIE_SECONDS_MAX: u32 = 3_600;
/// The shortest life of a ticket, in seconds: a slow network needs some to begin.
const TICKET_SECONDS_MIN: u32 = 10;
/// The longest life of a download URL, in seconds.
const DOWNLOAD_SECONDS_MAX: u32 = 300;
const SECRET_BYTES_MIN: usize = 32;

/// Every contradiction, one sentence each.
pub(super) fn check(config: &Config) -> Vec<String> {
    let mut errors = Vec::new();
    let mut wrong = |bad: bool, text: &str| {
        if bad {
            errors.push(text.to_owned());
        }
    };
    origins(config, &mut wrong);
    modes(config, &mut wrong);
    ports(config, &mut wrong);
    lifetimes(config, &mut wrong);
    quota(config, &mut wrong);
    wrong(config.rates.per_user < 10, "rates.per_user must be at least 10: a handful of files at once asks for as much");
    wrong(config.rates.per_address < config.rates.per_user, "rates.per_address must be at least rates.per_user");
    wrong(
        config.sessions.secret.as_ref().is_some_and(|secret| secret.expose_secret().len() < SECRET_BYTES_MIN),
        "sessions.secret is too short: give at least 32 random bytes, such as the output of `openssl rand -base64 48`",
    );
    wrong(
        config.log.filter.parse::<tracing_subscriber::filter::Targets>().is_err(),
        "log.filter is not a list of directives: right would be info, or info,server=debug",
    );
    wrong(
        config.database.url.as_ref().is_some_and(|url| {
            let url = url.expose_secret();
            !["sqlite:", "postgres://", "postgresql://"].iter().any(|scheme| url.starts_with(scheme))
        }),
        "database.url must begin with sqlite:// or postgres://",
    );
    errors
}

fn origins(config: &Config, wrong: &mut impl FnMut(bool, &str)) {
    let plain = |origin: &Option<Origin>| origin.as_ref().is_some_and(|origin| !origin.is_https() && !origin.is_loopback());
    wrong(
        plain(&config.public_url),
        "public_url is http on a host that others can reach: right would be https://… (http is for loopback hosts only, such as http://localhost:3000)",
    );
    wrong(plain(&config.cdn.public_url), "cdn.public_url is http on a host that others can reach: right would be https://…");
    wrong(
        plain(&config.storage.public_endpoint),
        "storage.public_endpoint is http on a host that others can reach: right would be https://…",
    );
    let app = config.public_url(config.listen.port);
    wrong(
        app.is_https()
            && config.storage.mode == StorageMode::Embedded
            && (config.storage.public_endpoint.is_none() || config.cdn.public_url.is_none()),
        "public_url is https, so the embedded S3 and CDN need TLS in front of them too: give storage.public_endpoint and cdn.public_url, the https addresses of your proxy",
    );
    let cdn = config.cdn.public_url.clone().unwrap_or_else(|| config.embedded_origin(config.embedded.cdn_port));
    match &config.cdn.cookie_domain {
        Some(domain) => wrong(
            !app.is_under(domain) || !cdn.is_under(domain),
            &format!(
                "cdn.cookie_domain {domain} is not a parent of both {} and {}: the CDN's cookies would never arrive",
                app.host(),
                cdn.host()
            ),
        ),
        None => wrong(
            app.host() != cdn.host(),
            &format!("cdn.cookie_domain is missing: {} and {} need the common parent domain for the CDN's cookies", app.host(), cdn.host()),
        ),
    }
}

fn modes(config: &Config, wrong: &mut impl FnMut(bool, &str)) {
    let (storage, cdn) = (&config.storage, &config.cdn);
    wrong(
        (storage.mode == StorageMode::Embedded) != (cdn.mode == CdnMode::Embedded),
        "storage.mode and cdn.mode do not fit: embedded with embedded, or external with cloudfront",
    );
    wrong(
        storage.access_key_id.is_some() != storage.secret_access_key.is_some(),
        "storage.access_key_id and storage.secret_access_key belong together: give both, or neither for the AWS default chain",
    );
    if cdn.mode == CdnMode::CloudFront {
        wrong(cdn.public_url.is_none(), "cdn.public_url is missing: the distribution's address, such as https://cdn.example.com");
        wrong(cdn.key_pair_id.is_none(), "cdn.key_pair_id is missing: the public key's id in CloudFront, such as K2JCJMDEHXQW5F");
        wrong(cdn.distribution_id.is_none(), "cdn.distribution_id is missing: such as EDFDVBD6EXAMPLE, for invalidations");
        match &cdn.private_key_path {
            None => wrong(true, "cdn.private_key_path is missing: the PEM file of the private key (RSA 2048 or ECDSA P-256)"),
            Some(path) => wrong(!path.is_file(), &format!("cdn.private_key_path: there is no file {}", path.display())),
        }
    }
    match &config.audit.key_path {
        None => wrong(
            storage.mode == StorageMode::External,
            "audit.key_path is missing: the PEM file of the key that signs the audit log's checkpoints; make it with `openssl genpkey -algorithm ed25519`",
        ),
        Some(path) => wrong(!path.is_file(), &format!("audit.key_path: there is no file {}", path.display())),
    }
}

fn ports(config: &Config, wrong: &mut impl FnMut(bool, &str)) {
    if config.storage.mode != StorageMode::Embedded {
        return;
    }
    let named = [
        ("listen.port", config.listen.port),
        ("embedded.s3_port", config.embedded.s3_port),
        ("embedded.cdn_port", config.embedded.cdn_port),
    ];
    for (index, (name, port)) in named.iter().enumerate() {
        for (other, _) in named[..index].iter().filter(|(_, taken)| taken == port && *port != 0) {
            wrong(true, &format!("{other} and {name} are both {port}: each needs a port of its own"));
        }
    }
}

fn lifetimes(config: &Config, wrong: &mut impl FnMut(bool, &str)) {
    let sessions = &config.sessions;
    wrong(
        !(60..=COOKIE_SECONDS_MAX).contains(&config.cdn.cookie_seconds),
        "cdn.cookie_seconds must be from 60 to 3600: cookies cannot be revoked",
    );
    wrong(!(TICKET_SECONDS_MIN..=TICKET_SECONDS).contains(&config.uploads.ticket_seconds), "uploads.ticket_seconds must be from 10 to 300");
    wrong(!(1..=DOWNLOAD_SECONDS_MAX).contains(&config.downloads.seconds), "downloads.seconds must be from 1 to 300");
    wrong(!(60..=3_600).contains(&sessions.token_seconds), "sessions.token_seconds must be from 60 to 3600");
    wrong(sessions.idle_seconds < sessions.token_seconds, "sessions.idle_seconds must be at least sessions.token_seconds");
    wrong(sessions.absolute_seconds < sessions.idle_seconds, "sessions.absolute_seconds must be at least sessions.idle_seconds");
}

fn quota(config: &Config, wrong: &mut impl FnMut(bool, &str)) {
    let quota = &config.quota;
    // Less would refuse a file that the app says it takes.
    let largest = Purpose::Document.limit_bytes() / (1024 * 1024);
    wrong(quota.pending_uploads == 0, "quota.pending_uploads must be at least 1");
    wrong(u64::from(quota.pending_mib) < largest, "quota.pending_mib must be at least 50, the largest file's size");
    wrong(quota.stored_mib < quota.pending_mib, "quota.stored_mib must be at least quota.pending_mib");
}
