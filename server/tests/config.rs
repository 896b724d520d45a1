//! Configuration: precedence, unknown keys, wrong values, redaction, documentation.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::path::PathBuf;

use secrecy::ExposeSecret as _;
use server::config::{CdnMode, Errors, Loaded, Sources, keys, load};

fn sources(flags: &[&str], environment: &[(&str, &str)]) -> Sources {
    Sources {
        flags: flags.iter().map(ToString::to_string).collect(),
        environment: environment.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
        file: None,
    }
}

fn with_file(text: &str, flags: &[&str], environment: &[(&str, &str)]) -> Result<Loaded, Errors> {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("gatehouse.toml");
    std::fs::write(&path, text).unwrap();
    load(&Sources { file: Some(path), ..sources(flags, environment) })
}

fn errors(result: Result<Loaded, Errors>) -> Vec<String> {
    result.expect_err("the configuration is wrong").0
}

#[test]
fn the_defaults_are_a_whole_configuration() {
    let config = load(&sources(&[], &[])).unwrap().config;
    assert_eq!(config.listen_address().to_string(), "127.0.0.1:3000");
    assert_eq!(config.public_url(3000).as_str(), "http://localhost:3000");
    assert_eq!(config.embedded_origin(9000).as_str(), "http://localhost:9000");
    assert_eq!(config.database_url().expose_secret(), "sqlite://data/gatehouse.db?mode=rwc");
    assert!(config.document_types().len() > 10);
}

#[test]
fn flags_win_over_environment_over_file_over_defaults() {
    let file = "[listen]\nport = 3001\n[cdn]\ncookie_seconds = 900\n[log]\nfilter = \"warn\"\n";
    let environment = [("GATEHOUSE_LISTEN__PORT", "3002"), ("GATEHOUSE_CDN__COOKIE_SECONDS", "1200"), ("PATH", "/bin")];
    let config = with_file(file, &["listen.port=3003"], &environment).unwrap().config;
    assert_eq!(config.listen.port, 3003);
    assert_eq!(config.cdn.cookie_seconds, 1200);
    assert_eq!(config.log.filter, "warn");
    assert_eq!(config.embedded.s3_port, 9000);
}

#[test]
fn lists_and_texts_are_read_from_the_environment() {
    let environment = [
        ("GATEHOUSE_TRUSTED_PROXIES", "10.0.0.0/8, 127.0.0.1/32"),
        ("GATEHOUSE_DOCUMENT_TYPES", "application/pdf,text/plain"),
        ("GATEHOUSE_STORAGE__ACCESS_KEY_ID", "0123"),
        ("GATEHOUSE_STORAGE__SECRET_ACCESS_KEY", "12345"),
        ("GATEHOUSE_CDN__COOKIE_DOMAIN", ""),
    ];
    let config = load(&sources(&[], &environment)).unwrap().config;
    assert_eq!(config.trusted_proxies.len(), 2);
    assert_eq!(config.document_types().len(), 2);
    assert_eq!(config.storage.access_key_id.as_deref(), Some("0123"), "digits stay text");
    assert_eq!(config.cdn.cookie_domain, None, "set to nothing is not set");
}

#[test]
fn unknown_keys_are_refused_and_named_wherever_they_stand() {
    let file = "bucket = 1\n[listen]\nprot = 3001\n[nonsense]\nx = 1\n";
    let environment = [("GATEHOUSE_LISTEN_PORT", "1"), ("GATEHOUSE_TEST_POSTGRES_URL", "x"), ("GATEHOUSE_CACHE", "x")];
    let all = errors(with_file(file, &["listen.prot=1", "port"], &environment)).join("\n");
    for part in [
        "the file's key bucket is unknown; did you mean storage.bucket?",
        "the file's key listen.prot is unknown",
        "the file's key nonsense is unknown",
        "the environment variable GATEHOUSE_LISTEN_PORT is unknown; did you mean GATEHOUSE_LISTEN__PORT?",
        "--set listen.prot: there is no such key",
        "--set port has no value",
    ] {
        assert!(all.contains(part), "{part}\nin\n{all}");
    }
    assert!(!all.contains("GATEHOUSE_CACHE") && !all.contains("GATEHOUSE_TEST"));
}

#[test]
fn every_wrong_value_is_named_with_what_would_be_right() {
    let file = "document_types = [\"image/svg+xml\"]\n[cdn]\nmode = \"akamai\"\n";
    let environment = [
        ("GATEHOUSE_LISTEN__PORT", "70000"),
        ("GATEHOUSE_EMBEDDED__START", "maybe"),
        ("GATEHOUSE_TRUSTED_PROXIES", "10.0.0.0/8,everybody"),
        ("GATEHOUSE_PUBLIC_URL", "https://app.example.com/docs"),
    ];
    let all = errors(with_file(file, &["sessions.idle_seconds=soon"], &environment)).join("\n");
    for part in [
        "listen.port (environment variable GATEHOUSE_LISTEN__PORT)",
        "right would be a port, 0 to 65535",
        "embedded.start (environment variable GATEHOUSE_EMBEDDED__START)",
        "right would be true or false",
        "trusted_proxies",
        "right would be a list of networks",
        "is not an origin such as https://app.example.com",
        "document_types",
        "image/svg+xml",
        "right would be embedded or cloudfront",
        "sessions.idle_seconds (--set sessions.idle_seconds)",
    ] {
        assert!(all.contains(part), "{part}\nin\n{all}");
    }
}

#[test]
fn values_that_do_not_belong_together_are_named() {
    let case = |flags: &[&str]| errors(load(&sources(flags, &[]))).join("\n");
    for (flags, part) in [
        (&["public_url=http://app.example.com"][..], "public_url is http on a host that others can reach"),
        (&["public_url=https://app.example.com"], "storage.public_endpoint and cdn.public_url"),
        (&["storage.mode=external"], "storage.mode and cdn.mode do not fit"),
        (&["storage.mode=external", "cdn.mode=cloudfront"], "cdn.key_pair_id is missing"),
        (&["storage.mode=external", "cdn.mode=cloudfront"], "audit.key_path is missing"),
        (&["audit.key_path=/nowhere/audit.pem"], "audit.key_path: there is no file /nowhere/audit.pem"),
        (&["storage.access_key_id=a"], "belong together"),
        (&["embedded.s3_port=3000"], "listen.port and embedded.s3_port are both 3000"),
        (&["cdn.cookie_seconds=7200"], "cdn.cookie_seconds must be from 60 to 3600"),
        (&["uploads.ticket_seconds=9"], "uploads.ticket_seconds must be from 10 to 300"),
        (&["uploads.ticket_seconds=301"], "uploads.ticket_seconds must be from 10 to 300"),
        (&["downloads.seconds=301"], "downloads.seconds must be from 1 to 300"),
        (&["quota.pending_uploads=0"], "quota.pending_uploads must be at least 1"),
        (&["quota.pending_mib=49"], "quota.pending_mib must be at least 50"),
        (&["quota.stored_mib=1023"], "quota.stored_mib must be at least quota.pending_mib"),
        (&["sessions.secret=short"], "sessions.secret is too short"),
        (&["database.url=mysql://x"], "database.url must begin with"),
        (&["cdn.cookie_domain=example.com"], "is not a parent of both"),
        (&["cdn.public_url=https://cdn.example.com"], "cdn.cookie_domain is missing"),
    ] {
        assert!(case(flags).contains(part), "{part}\nin\n{}", case(flags));
    }
}

#[test]
fn production_with_cloudfront_is_accepted() {
    let key = tempfile::NamedTempFile::new().unwrap();
    let path = format!("cdn.private_key_path={}", key.path().display());
    let audit = format!("audit.key_path={}", key.path().display());
    let config = load(&sources(
        &[
            "public_url=https://app.example.com",
            "database.url=postgres://u:p@db/gatehouse",
            "storage.mode=external",
            "storage.region=eu-central-1",
            "cdn.mode=cloudfront",
            "cdn.public_url=https://cdn.example.com",
            "cdn.cookie_domain=example.com",
            "cdn.key_pair_id=K2JCJMDEHXQW5F",
            "cdn.distribution_id=EDFDVBD6EXAMPLE",
            &path,
            &audit,
        ],
        &[],
    ));
    assert_eq!(config.unwrap().config.cdn.mode, CdnMode::CloudFront);
}

#[test]
fn secrets_are_redacted_when_printed() {
    let secrets = [
        ("GATEHOUSE_DATABASE__URL", "postgres://u:hunter2-database@db/gatehouse"),
        ("GATEHOUSE_STORAGE__ACCESS_KEY_ID", "AKIAEXAMPLE"),
        ("GATEHOUSE_STORAGE__SECRET_ACCESS_KEY", "hunter2-storage"),
        ("GATEHOUSE_SESSIONS__SECRET", "hunter2-sessions-hunter2-sessions-hunter2"),
    ];
    let loaded = load(&sources(&[], &secrets)).unwrap();
    for text in [loaded.printed(), format!("{:?}", loaded.config)] {
        assert!(!text.contains("hunter2"), "{text}");
    }
    let printed = loaded.printed();
    assert!(
        printed.contains("storage.access_key_id = \"AKIAEXAMPLE\"  # environment variable GATEHOUSE_STORAGE__ACCESS_KEY_ID"),
        "{printed}"
    );
    assert!(printed.contains("listen.port = 3000  # default"), "{printed}");
    let wrong = errors(with_file("[sessions]\nsecret = 31337\n", &[], &[])).join("\n");
    assert!(wrong.contains("sessions.secret") && !wrong.contains("31337"), "{wrong}");
}

#[test]
fn a_file_that_is_not_there_or_not_toml_is_named() {
    let missing = load(&Sources { file: Some(PathBuf::from("/nonexistent/g.toml")), ..Sources::default() });
    assert!(errors(missing)[0].contains("/nonexistent/g.toml"));
    assert!(errors(with_file("[listen\nport=", &[], &[]))[0].contains("TOML"));
}

/// The struct refuses unknown fields and lists those it knows: together they must be the table's.
#[test]
fn the_table_of_keys_is_the_structs_own() {
    use figment::{Figment, error::Kind, providers::Serialized};
    let unknown = |error: figment::Error| {
        error.into_iter().find_map(|error| if let Kind::UnknownField(_, known) = error.kind { Some(known) } else { None })
    };
    let only_zzz = || Figment::from(Serialized::default("zzz", 0));
    let known = |known: Option<&'static [&'static str]>, section: &str| {
        let mut names: Vec<_> = known.expect("an unknown field is refused").iter().map(|name| format!("{section}{name}")).collect();
        names.sort();
        names
    };
    let mut all = Vec::new();
    let top = known(unknown(only_zzz().extract::<server::config::Config>().unwrap_err()), "");
    for name in top {
        let section = format!("{name}.");
        if keys::KEYS.iter().any(|key| key.name.starts_with(&section)) {
            let error = match name.as_str() {
                "listen" => only_zzz().extract::<server::config::Listen>().unwrap_err(),
                "database" => only_zzz().extract::<server::config::Database>().unwrap_err(),
                "storage" => only_zzz().extract::<server::config::Storage>().unwrap_err(),
                "cdn" => only_zzz().extract::<server::config::Cdn>().unwrap_err(),
                "embedded" => only_zzz().extract::<server::config::Embedded>().unwrap_err(),
                "accounts" => only_zzz().extract::<server::config::Accounts>().unwrap_err(),
                "sessions" => only_zzz().extract::<server::config::Sessions>().unwrap_err(),
                "uploads" => only_zzz().extract::<server::config::Uploads>().unwrap_err(),
                "downloads" => only_zzz().extract::<server::config::Downloads>().unwrap_err(),
                "rates" => only_zzz().extract::<server::config::Rates>().unwrap_err(),
                "quota" => only_zzz().extract::<server::config::Quota>().unwrap_err(),
                "audit" => only_zzz().extract::<server::config::Audit>().unwrap_err(),
                "log" => only_zzz().extract::<server::config::Log>().unwrap_err(),
                other => panic!("the section {other} is new: add it here"),
            };
            all.extend(known(unknown(error), &section));
        } else {
            all.push(name);
        }
    }
    let mut table: Vec<_> = keys::KEYS.iter().map(|key| key.name.to_owned()).collect();
    table.sort();
    all.sort();
    assert_eq!(all, table);
}

#[test]
fn every_key_is_documented_in_env_example() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../.env.example");
    let text = std::fs::read_to_string(path).unwrap();
    assert_eq!(text, keys::env_example(), "write it anew: gatehouse config --example > .env.example");
}
