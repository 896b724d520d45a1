//! Every configuration key: its kind, default, an example, and what it is for. `.env.example` is this table printed.

use std::fmt::Write as _;

/// What a key's text is read as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Text.
    Text,
    /// A whole number, 0 to 4294967295.
    Number,
    /// `true` or `false`.
    Flag,
    /// Items between commas.
    List,
}

/// One key.
#[derive(Debug)]
pub struct Key {
    /// Its dotted name, as in the file and in `--set`.
    pub name: &'static str,
    /// What its text is read as.
    pub kind: Kind,
    /// Its value when nothing sets it; `None`: absent.
    pub default: Option<&'static str>,
    /// A right value.
    pub example: &'static str,
    /// What would be right, in words: completes "right would be …".
    pub right: &'static str,
    /// What it is for.
    pub help: &'static str,
    /// Never printed.
    pub secret: bool,
}

impl Key {
    /// The environment variable: `listen.port` is `GATEHOUSE_LISTEN__PORT`.
    pub fn env_name(&self) -> String {
        format!("GATEHOUSE_{}", self.name.replace('.', "__").to_uppercase())
    }

    const fn secret(mut self) -> Self {
        self.secret = true;
        self
    }
}

/// A key with a default, which is its example too.
const fn set(name: &'static str, kind: Kind, default: &'static str, right: &'static str, help: &'static str) -> Key {
    Key { name, kind, default: Some(default), example: default, right, help, secret: false }
}

/// A key that may be absent.
const fn unset(name: &'static str, kind: Kind, example: &'static str, right: &'static str, help: &'static str) -> Key {
    Key { name, kind, default: None, example, right, help, secret: false }
}

use Kind::{Flag, List, Number, Text};

const PORT: &str = "a port, 0 to 65535 (0 takes a free one)";
const ADDRESS: &str = "an IP address, such as 127.0.0.1, or 0.0.0.0 for all interfaces";
const SECONDS: &str = "a whole number of seconds";
const MIB: &str = "a whole number of MiB (1 MiB = 1,048,576 bytes)";
const ORIGIN: &str = "an origin without a path, such as https://app.example.com";
const WORDS: &str = "text";

/// Every key, in the order they are documented.
pub const KEYS: &[Key] = &[
    set("listen.address", Text, "127.0.0.1", ADDRESS, "Where the app listens."),
    set("listen.port", Number, "3000", PORT, "The app's port."),
    unset(
        "public_url",
        Text,
        "https://app.example.com",
        ORIGIN,
        "The app's origin as browsers see it; https, or http on a loopback host. Unset: http://localhost:{listen.port}.",
    ),
    set("site_root", Text, "target/site", "a directory", "The built site: pkg/, fonts/, icons."),
    set("data_dir", Text, "data", "a directory", "Where keys, the SQLite database and the embedded S3 keep their files. Back it up."),
    Key {
        default: Some(""),
        ..unset(
            "document_types",
            List,
            "application/pdf,text/plain",
            "a list of types that the program knows, such as application/pdf,text/plain; never HTML, SVG or script",
            "The types that documents may have. Empty: all that the program knows.",
        )
    },
    Key {
        default: Some(""),
        ..unset(
            "trusted_proxies",
            List,
            "10.0.0.0/8,127.0.0.1/32",
            "a list of networks, such as 10.0.0.0/8,127.0.0.1/32",
            "Proxies whose X-Forwarded-For is believed, from the right. Empty: none.",
        )
    },
    unset(
        "database.url",
        Text,
        "postgres://gatehouse:password@localhost/gatehouse",
        "a URL that begins with sqlite:// or postgres://",
        "The database. Unset: SQLite in {data_dir}/gatehouse.db.",
    )
    .secret(),
    set(
        "storage.mode",
        Text,
        "embedded",
        "embedded or external",
        "embedded: the S3 in this program. external: S3, or a store that speaks its protocol.",
    ),
    unset("storage.endpoint", Text, "https://s3.example.com", ORIGIN, "Where the server's own calls go. Unset: AWS, or the embedded S3."),
    unset(
        "storage.public_endpoint",
        Text,
        "https://s3.example.com",
        ORIGIN,
        "Where browsers send and fetch files. Unset: the same as storage.endpoint.",
    ),
    set("storage.bucket", Text, "gatehouse", WORDS, "The bucket."),
    set("storage.region", Text, "us-east-1", WORDS, "The bucket's region."),
    set(
        "storage.path_style",
        Flag,
        "false",
        "true or false",
        "https://host/bucket/key rather than https://bucket.host/key. The embedded S3 always does.",
    ),
    unset(
        "storage.access_key_id",
        Text,
        "AKIAIOSFODNN7EXAMPLE",
        WORDS,
        "The access key. Unset, external: the AWS default chain (environment, profile, role). Unset, embedded: made on the first start.",
    ),
    unset("storage.secret_access_key", Text, "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", WORDS, "The access key's other half.").secret(),
    set(
        "storage.pins_checksums",
        Flag,
        "true",
        "true or false",
        "Whether the store checks and keeps x-amz-checksum-sha256 (AWS does, Ceph RGW 16 does not).",
    ),
    set(
        "cdn.mode",
        Text,
        "embedded",
        "embedded or cloudfront",
        "embedded: the CDN in this program. cloudfront: a CloudFront distribution.",
    ),
    unset(
        "cdn.public_url",
        Text,
        "https://cdn.example.com",
        ORIGIN,
        "The CDN's origin as browsers see it. Unset, embedded: the app's host on the CDN's port.",
    ),
    unset("cdn.key_pair_id", Text, "K2JCJMDEHXQW5F", WORDS, "The public key's id in CloudFront."),
    unset(
        "cdn.private_key_path",
        Text,
        "/etc/gatehouse/cdn.pem",
        "a file",
        "The private key that signs cookies, PEM: RSA 2048 or ECDSA P-256.",
    ),
    set("cdn.hash", Text, "sha256", "sha256 or sha1", "The hash under the cookies' signatures; sha1 for old distributions."),
    set(
        "cdn.cookie_seconds",
        Number,
        "3600",
        SECONDS,
        "How long the cookies open the CDN, 3600 at most; 900 is advised for sensitive places, since CloudFront has no revocation.",
    ),
    unset(
        "cdn.cookie_domain",
        Text,
        "example.com",
        "a domain",
        "The parent domain of the app and the CDN. Unset: cookies for the app's host alone, which is right when both share it.",
    ),
    unset("cdn.distribution_id", Text, "EDFDVBD6EXAMPLE", WORDS, "The distribution, for invalidations."),
    set(
        "embedded.start",
        Flag,
        "true",
        "true or false",
        "Whether `serve` starts the embedded S3 and CDN; false when `gatehouse localcloud` runs them in a process of their own.",
    ),
    set("embedded.address", Text, "127.0.0.1", ADDRESS, "Where the embedded S3 and CDN listen."),
    set("embedded.s3_port", Number, "9000", PORT, "The embedded S3's port."),
    set("embedded.cdn_port", Number, "9100", PORT, "The embedded CDN's port."),
    set(
        "accounts.registration",
        Text,
        "open",
        "open, invite or closed",
        "Who may register: everybody, who has a link from `gatehouse invite create`, or nobody.",
    ),
    unset(
        "sessions.secret",
        Text,
        "at-least-32-random-bytes-from-openssl-rand",
        "at least 32 random bytes",
        "What signs session tokens; the same on every instance. Unset: made on the first start under {data_dir}/keys.",
    )
    .secret(),
    set("sessions.idle_seconds", Number, "43200", SECONDS, "A session ends after this long without a request."),
    set("sessions.absolute_seconds", Number, "2592000", SECONDS, "A session ends after this long whatever happens."),
    set("sessions.token_seconds", Number, "900", SECONDS, "How long a token lives before it is renewed."),
    set(
        "uploads.ticket_seconds",
        Number,
        "300",
        SECONDS,
        "How long a ticket lives, 10 to 300: an upload must begin within it, and may take longer.",
    ),
    set("downloads.seconds", Number, "300", SECONDS, "How long a download URL lives, 300 at most."),
    set("quota.stored_mib", Number, "10240", MIB, "What one person may keep, the trash included."),
    set(
        "quota.pending_uploads",
        Number,
        "20",
        "a whole number",
        "Uploads that one person may have under way; one that is abandoned counts for 7 minutes.",
    ),
    set("quota.pending_mib", Number, "1024", MIB, "What these uploads may hold together."),
    set(
        "rates.per_user",
        Number,
        "1200",
        "a whole number",
        "Tickets, confirms and downloads that one person may ask for in a minute, over all instances.",
    ),
    set("rates.per_address", Number, "6000", "a whole number", "The same from one address (a /64 of IPv6), which many people may share."),
    unset(
        "audit.key_path",
        Text,
        "/etc/gatehouse/audit.pem",
        "a file",
        "The Ed25519 key that signs the audit log's checkpoints, PEM; keys after the first one only verify. Unset, embedded: made on the first start.",
    ),
    set("log.format", Text, "text", "text or json", "text: for people. json: one object a line."),
    set(
        "log.filter",
        Text,
        "info,sea_orm_migration=warn,s3s=off",
        "a list of directives, such as info,server=debug",
        "Which log lines appear.",
    ),
];

/// The key of that dotted name.
pub fn find(name: &str) -> Option<&'static Key> {
    KEYS.iter().find(|key| key.name == name)
}

/// Whether keys begin with that name and a dot.
pub(super) fn is_section(name: &str) -> bool {
    KEYS.iter().any(|key| key.name.strip_prefix(name).is_some_and(|rest| rest.starts_with('.')))
}

/// "; did you mean x?", or the way to see all keys.
pub(super) fn suggestion(name: &str, written: impl Fn(&Key) -> String) -> String {
    let last = |name: &str| name.rsplit('.').next().unwrap_or_default().to_owned();
    let near = |key: &&Key| key.name.replace('.', "_") == name.replace('.', "_") || last(key.name) == last(name);
    KEYS.iter()
        .find(near)
        .map_or_else(|| "; `gatehouse config` lists every key".to_owned(), |key| format!("; did you mean {}?", written(key)))
}

/// The text of `.env.example`.
pub fn env_example() -> String {
    let mut text = String::from(
        "# Every configuration key of Gatehouse, with its default, or with an example where there is none.\n\
         # Flags (--set key=value) win over the environment, the environment over gatehouse.toml, the file over the defaults.\n\
         # In gatehouse.toml, GATEHOUSE_LISTEN__PORT=3000 is written: [listen] port = 3000.\n\
         # Made by `gatehouse config --example`.\n",
    );
    for key in KEYS {
        let _ = write!(text, "\n# {}\n# {}={}\n", key.help, key.env_name(), key.default.unwrap_or(key.example));
    }
    text
}
