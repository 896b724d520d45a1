use std::net::{IpAddr, Ipv4Addr};
use std::sync::LazyLock;

use arbitrary::{Arbitrary, Unstructured};
use aws_lc_rs::encoding::{AsDer as _, PublicKeyX509Der};
use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair as _};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use cloud::cdn_key::{CdnHash, CdnKey};
use cloud::cookie_policy::{CookiePolicy, Resource, SourceIp};
use cloud::cookies::{CookieSet, CookieSigner};
use http::header::COOKIE;
use http::{HeaderMap, HeaderValue, Uri};
use localcloud::cdn::KeyGroup;
use localcloud::fuzzing::{Policy, Refusal, RequestUrl, authorise, credentials};
use serde_json::Value;
use time::OffsetDateTime;

use crate::reference;

/// Longer resources and URLs make the reference slow.
const LENGTH_LIMIT: usize = 200;

/// Policies of cookies: the bytes are a policy's JSON, a `Cookie` header, and the description of a policy that our own signer writes.
pub fn cookie_policy(bytes: &[u8]) {
    any_json(bytes);
    any_cookies(bytes);
    if let Ok(ours) = Ours::arbitrary_take_rest(Unstructured::new(bytes)) {
        ours.opens_what_it_says();
    }
}

/// What a policy says, read a second time.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Said {
    resource: Option<String>,
    before: u64,
    from: Option<u64>,
    network: Option<(Ipv4Addr, u32)>,
}

impl Said {
    /// `None` where the JSON has another shape than the documentation's.
    fn read(json: &Value) -> Option<Self> {
        let [statement] = only(json, &["Statement"])?.get("Statement")?.as_array()?.as_slice() else { return None };
        let statement = only(statement, &["Resource", "Condition"])?;
        let condition = only(statement.get("Condition")?, &["DateLessThan", "DateGreaterThan", "IpAddress"])?;
        let seconds = |date: &Value| only(date, &["AWS:EpochTime"])?.get("AWS:EpochTime")?.as_u64();
        Some(Self {
            resource: optional(statement.get("Resource"), |resource| {
                let resource = resource.as_str()?;
                let (_, rest) = resource.split_once("://").filter(|(scheme, _)| ["http", "https"].contains(scheme))?;
                (!rest.is_empty() && !rest.starts_with('/')).then(|| resource.to_owned())
            })?,
            before: seconds(condition.get("DateLessThan")?)?,
            from: optional(condition.get("DateGreaterThan"), seconds)?,
            network: optional(condition.get("IpAddress"), |ip| {
                let (address, prefix) = only(ip, &["AWS:SourceIp"])?.get("AWS:SourceIp")?.as_str()?.split_once('/')?;
                let written_plainly = (1..=2).contains(&prefix.len()) && prefix.bytes().all(|digit| digit.is_ascii_digit());
                let prefix = prefix.parse().ok().filter(|prefix| written_plainly && *prefix <= 32)?;
                Some((address.parse().ok()?, prefix))
            })?,
        })
    }

    fn allows(&self, url: &RequestUrl, now: i64, client: IpAddr) -> bool {
        let now = i128::from(now).max(0);
        now < i128::from(self.before)
            && self.from.is_none_or(|from| now >= i128::from(from))
            && self.network.is_none_or(|(address, prefix)| {
                let IpAddr::V4(client) = client.to_canonical() else { return false };
                (0..prefix).all(|bit| (client.to_bits() ^ address.to_bits()) & (1 << (31 - bit)) == 0)
            })
            && self.resource.as_ref().is_none_or(|resource| reference::matches(resource, url))
    }

    /// The moments at which the answer may change, and those before.
    fn moments(&self) -> Vec<i64> {
        let edges = [Some(self.before), self.from].into_iter().flatten().filter_map(|edge| i64::try_from(edge).ok());
        edges.flat_map(|edge| [edge - 1, edge]).chain([i64::MIN, 0, i64::MAX]).collect()
    }
}

/// An object without any other member than these.
fn only<'a>(json: &'a Value, names: &[&str]) -> Option<&'a serde_json::Map<String, Value>> {
    json.as_object().filter(|members| members.keys().all(|name| names.contains(&name.as_str())))
}

/// What is there has to be right; what is not there may be missing.
#[expect(clippy::option_option, reason = "wrong, absent, or a value")]
fn optional<T>(json: Option<&Value>, read: impl Fn(&Value) -> Option<T>) -> Option<Option<T>> {
    json.map_or(Some(None), |json| read(json).map(Some))
}

fn any_json(bytes: &[u8]) {
    let policy = Policy::parse(bytes);
    let json: Option<Value> = serde_json::from_slice(bytes).ok();
    let said = json.as_ref().and_then(Said::read);
    // Written anew, since a member that comes twice is malformed and not seen in the value.
    let clean = json.map(|json| Policy::parse(json.to_string().as_bytes()));
    assert_eq!(clean.is_some_and(|clean| clean.is_ok()), said.is_some(), "{said:?}");
    let Ok(policy) = policy else { return };
    same(&policy, &said.expect("it parsed"), &url("cdn.example.com", "/avatars/a?b").expect("a URL"), Ipv4Addr::LOCALHOST.into());
}

fn any_cookies(bytes: &[u8]) {
    let Ok(header) = HeaderValue::from_bytes(bytes) else { return };
    let url = url("cdn.example.com", "/avatars/a").expect("a URL");
    assert_ne!(asked(header, &url, 0, Ipv4Addr::LOCALHOST.into()), Ok(()), "nobody has signed these");
}

fn same(policy: &Policy, said: &Said, url: &RequestUrl, client: IpAddr) {
    for now in said.moments() {
        assert_eq!(policy.allows(url, now, client), said.allows(url, now, client), "{said:?} for {url} at {now} from {client}");
    }
}

fn url(host: &str, target: &str) -> Option<RequestUrl> {
    RequestUrl::new("https", Some(host), &target.parse::<Uri>().ok()?)
}

/// A policy for our own signer, and who asks for what with its cookies.
#[derive(Debug, Arbitrary)]
struct Ours<'a> {
    expires_at: i64,
    not_before: Option<i64>,
    network: Option<(u32, u8)>,
    client: Client,
    moment: u8,
    host: &'a str,
    target: &'a str,
    /// Behind the host; the rest of the URL where there is none.
    resource: Option<&'a str>,
}

#[derive(Debug, Clone, Copy, Arbitrary)]
enum Client {
    V4(u32),
    V6(u128),
    /// The network's own address, but for these bits.
    Near(u32),
}

impl Ours<'_> {
    fn opens_what_it_says(&self) {
        let Some(url) = url(self.host, self.target).filter(|url| url.to_string().len() <= LENGTH_LIMIT) else { return };
        let resource = self.resource.map_or_else(|| url.to_string(), |rest| format!("https://{}{rest}", url.host));
        let Some(resource) = Resource::new(resource).ok().filter(|resource| resource.as_str().len() <= LENGTH_LIMIT) else { return };
        let Ok(expires_at) = OffsetDateTime::from_unix_timestamp(self.expires_at) else { return };
        let policy = CookiePolicy {
            resource: resource.clone(),
            expires_at,
            not_before: self.not_before.and_then(|at| OffsetDateTime::from_unix_timestamp(at).ok()),
            source_ip: self.network.and_then(|(address, prefix)| SourceIp::new(address.into(), prefix).ok()),
        };
        let client = match self.client {
            Client::V4(address) => Ipv4Addr::from(address).into(),
            Client::V6(address) => IpAddr::V6(address.into()),
            Client::Near(bits) => Ipv4Addr::from(bits ^ self.network.map_or(0, |(address, _)| address)).into(),
        };

        let Ok(cookies) = KEYS.0.custom(&policy) else {
            let before_1970 = |at: &OffsetDateTime| at.unix_timestamp() < 0;
            assert!(before_1970(&policy.expires_at) || policy.not_before.as_ref().is_some_and(before_1970), "not signed: {policy:?}");
            return;
        };
        let said = Said {
            resource: Some(resource.as_str().to_owned()),
            before: policy.expires_at.unix_timestamp().try_into().expect("after 1970"),
            from: policy.not_before.map(|at| at.unix_timestamp().try_into().expect("after 1970")),
            network: policy.source_ip.and(self.network).map(|(address, prefix)| (address.into(), prefix.into())),
        };
        let written = policy.to_json().expect("it was signed");
        assert_eq!(Said::read(&serde_json::from_str(&written).expect("JSON")).as_ref(), Some(&said));
        same(&Policy::parse(written.as_bytes()).expect("what we write is a policy"), &said, &url, client);

        let moments = said.moments();
        let now = moments[usize::from(self.moment) % moments.len()];
        assert_eq!(asked(header(&cookies), &url, now, client), answer(said.allows(&url, now, client)));

        if let Ok(canned) = KEYS.0.canned(resource.clone(), expires_at) {
            let same_url = resource.as_str() == url.to_string();
            assert_eq!(asked(header(&canned), &url, now, client), answer(same_url && now.max(0) < expires_at.unix_timestamp()));
        }
    }
}

fn answer(open: bool) -> Result<(), Refusal> {
    if open { Ok(()) } else { Err(Refusal::AccessDenied) }
}

/// A browser's.
fn header(cookies: &CookieSet) -> HeaderValue {
    let pairs: Vec<String> = cookies.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
    HeaderValue::from_str(&pairs.join("; ")).expect("cookies fit into a header")
}

/// The edge's answer to whoever shows these cookies.
fn asked(cookies: HeaderValue, url: &RequestUrl, now: i64, client: IpAddr) -> Result<(), Refusal> {
    authorise(&KEYS.1, &credentials(&HeaderMap::from_iter([(COOKIE, cookies)])), url, now, client)
}

/// A key of this process's own, and the group that knows it.
static KEYS: LazyLock<(CookieSigner, KeyGroup)> = LazyLock::new(|| {
    let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING).expect("a key");
    let public: PublicKeyX509Der<'_> = pair.public_key().as_der().expect("its public half");
    let pem = format!("-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----\n", STANDARD.encode(public.as_ref()));
    let key = CdnKey::load(pair.to_pkcs8v1().expect("a file of it").as_ref(), CdnHash::Sha256).expect("a key that signs");
    (CookieSigner::new("K1", key), KeyGroup::new([("K1", pem)]).expect("a group"))
});
