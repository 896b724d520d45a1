//! JWTs, of a session and of a link whose password was right: one algorithm, every claim required, checked against the app's own clock.

use std::fmt;

use domain::{
    id::{LinkId, SessionId, UserId},
    timestamp::Timestamp,
};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::Error;

const ALGORITHM: Algorithm = Algorithm::HS256;
const ISSUER: &str = "gatehouse";
const SESSION: Kind = Kind { typ: "gatehouse-session+jwt", audience: "gatehouse-app" };
const LINK: Kind = Kind { typ: "gatehouse-link+jwt", audience: "gatehouse-link" };
/// HS256 keys are at least as long as its hash (RFC 7518 section 3.2), in bytes.
const KEY_MIN: usize = 32;

/// Explicit typing (RFC 8725 section 3.11): no kind of token can stand in for another.
struct Kind {
    typ: &'static str,
    audience: &'static str,
}

/// The key that signs both kinds.
pub struct TokenKeys {
    kid: String,
    encoding: EncodingKey,
    decoding: DecodingKey,
}

impl fmt::Debug for TokenKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenKeys").field("kid", &self.kid).finish_non_exhaustive()
    }
}

/// Times are seconds since 1970; integers only, so that a string or a fraction is refused.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SessionClaims {
    iss: String,
    aud: String,
    sub: UserId,
    sid: SessionId,
    iat: i64,
    nbf: i64,
    exp: i64,
}

/// The same for a link; `pwd` is a mark of the password, so that a link that gets another one asks again.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct LinkClaims {
    iss: String,
    aud: String,
    sub: LinkId,
    pwd: String,
    iat: i64,
    nbf: i64,
    exp: i64,
}

impl TokenKeys {
    /// A key of at least 32 bytes and the name that tokens give it.
    pub fn new(kid: &str, secret: &[u8]) -> Result<Self, Error> {
        if secret.len() < KEY_MIN {
            return Err(Error::Defect(format!("the session key has {} bytes, HS256 needs {KEY_MIN}", secret.len())));
        }
        Ok(Self { kid: kid.to_owned(), encoding: EncodingKey::from_secret(secret), decoding: DecodingKey::from_secret(secret) })
    }

    /// A token for a session, good for `seconds`.
    pub fn sign(&self, user: UserId, session: SessionId, now: Timestamp, seconds: u32) -> Result<String, Error> {
        let (iss, aud) = (ISSUER.to_owned(), SESSION.audience.to_owned());
        let (iat, exp) = life(now, seconds);
        self.encode(&SESSION, &SessionClaims { iss, aud, sub: user, sid: session, iat, nbf: iat, exp })
    }

    /// Whose session the token names, if everything about it is right.
    pub fn verify(&self, token: &str, now: Timestamp) -> Option<(UserId, SessionId)> {
        let claims: SessionClaims = self.decode(&SESSION, token)?;
        is_alive(claims.nbf, claims.exp, now).then_some((claims.sub, claims.sid))
    }

    /// A token that opens a link as long as its password has this mark, good for `seconds`.
    pub(crate) fn sign_link(&self, link: LinkId, mark: String, now: Timestamp, seconds: u32) -> Result<String, Error> {
        let (iss, aud) = (ISSUER.to_owned(), LINK.audience.to_owned());
        let (iat, exp) = life(now, seconds);
        self.encode(&LINK, &LinkClaims { iss, aud, sub: link, pwd: mark, iat, nbf: iat, exp })
    }

    /// Whether the token opens the link whose password has this mark.
    pub(crate) fn opens_link(&self, token: &str, link: LinkId, mark: &str, now: Timestamp) -> bool {
        let claims: Option<LinkClaims> = self.decode(&LINK, token);
        claims.is_some_and(|claims| claims.sub == link && claims.pwd == mark && is_alive(claims.nbf, claims.exp, now))
    }

    fn encode(&self, kind: &Kind, claims: &impl Serialize) -> Result<String, Error> {
        let header = Header { typ: Some(kind.typ.to_owned()), kid: Some(self.kid.clone()), ..Header::new(ALGORITHM) };
        jsonwebtoken::encode(&header, claims, &self.encoding).map_err(|error| Error::Defect(format!("signing a token: {error}")))
    }

    fn decode<C: DeserializeOwned>(&self, kind: &Kind, token: &str) -> Option<C> {
        let mut validation = Validation::new(ALGORITHM);
        validation.set_issuer(&[ISSUER]);
        validation.set_audience(&[kind.audience]);
        // Times are for the caller to check, against the app's clock and without leeway.
        validation.validate_exp = false;
        validation.validate_nbf = false;
        let token = jsonwebtoken::decode::<C>(token, &self.decoding, &validation).ok()?;
        let ours = token.header.typ.as_deref() == Some(kind.typ) && token.header.kid.as_deref() == Some(&self.kid);
        ours.then_some(token.claims)
    }
}

/// When a token begins and when it ends.
fn life(now: Timestamp, seconds: u32) -> (i64, i64) {
    let now = now.0.div_euclid(1_000_000);
    (now, now + i64::from(seconds))
}

fn is_alive(nbf: i64, exp: i64, now: Timestamp) -> bool {
    (nbf..exp).contains(&now.0.div_euclid(1_000_000))
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use uuid::Uuid;

    use super::*;

    const SECRET: &[u8] = b"an example key of thirty-two bytes";
    const NOW: Timestamp = Timestamp(1_800_000_000_000_000);

    fn keys() -> TokenKeys {
        TokenKeys::new("k1", SECRET).unwrap()
    }

    /// A token with some header and claims changed, signed with the right key.
    fn forged(change: impl Fn(&mut Header, &mut serde_json::Value)) -> String {
        let mut header = Header { typ: Some(SESSION.typ.to_owned()), kid: Some("k1".to_owned()), ..Header::new(ALGORITHM) };
        let id = Uuid::nil();
        let mut claims = json!({"iss": ISSUER, "aud": SESSION.audience, "sub": id, "sid": id, "iat": 1_800_000_000, "nbf": 1_800_000_000, "exp": 1_800_000_900});
        change(&mut header, &mut claims);
        let key = match header.alg {
            Algorithm::HS256 | Algorithm::HS512 => EncodingKey::from_secret(SECRET),
            other => panic!("no key for {other:?}"),
        };
        jsonwebtoken::encode(&header, &claims, &key).unwrap()
    }

    #[test]
    fn a_token_is_good_from_its_second_until_its_end() {
        let (user, session) = (UserId(Uuid::from_u128(1)), SessionId(Uuid::from_u128(2)));
        let token = keys().sign(user, session, NOW, 900).unwrap();
        assert_eq!(keys().verify(&token, NOW), Some((user, session)));
        assert_eq!(keys().verify(&token, Timestamp(NOW.0 + 899_999_999)), Some((user, session)));
        assert_eq!(keys().verify(&token, Timestamp(NOW.0 + 900_000_000)), None);
        assert_eq!(keys().verify(&token, Timestamp(NOW.0 - 1)), None);
    }

    #[test]
    fn only_the_exact_kind_of_token_is_taken() {
        assert!(keys().verify(&forged(|_, _| {}), NOW).is_some());
        let wrong: [(&str, String); 10] = [
            ("algorithm", forged(|header, _| header.alg = Algorithm::HS512)),
            ("typ", forged(|header, _| header.typ = Some("JWT".to_owned()))),
            ("kid", forged(|header, _| header.kid = Some("../k1".to_owned()))),
            ("no kid", forged(|header, _| header.kid = None)),
            ("iss", forged(|_, claims| claims["iss"] = json!("other"))),
            ("aud", forged(|_, claims| claims["aud"] = json!("other"))),
            ("string exp", forged(|_, claims| claims["exp"] = json!("1800000900"))),
            ("no sid", forged(|_, claims| drop(claims.as_object_mut().unwrap().remove("sid")))),
            ("no nbf", forged(|_, claims| drop(claims.as_object_mut().unwrap().remove("nbf")))),
            ("extra claim", forged(|_, claims| claims["role"] = json!("admin"))),
        ];
        for (what, token) in wrong {
            assert_eq!(keys().verify(&token, NOW), None, "{what}");
        }
        // alg none: {"alg":"none","typ":"gatehouse-session+jwt","kid":"k1"} without a signature
        let good = forged(|_, _| {});
        let payload = good.split('.').nth(1).unwrap();
        assert_eq!(keys().verify(&format!("eyJhbGciOiJub25lIn0.{payload}."), NOW), None);
        assert_eq!(TokenKeys::new("k1", b"another key of thirty-two bytes!").unwrap().verify(&good, NOW), None);
    }

    #[test]
    fn a_links_token_opens_this_link_with_this_password_for_a_while() {
        let (link, other) = (LinkId(Uuid::from_u128(1)), LinkId(Uuid::from_u128(2)));
        let token = keys().sign_link(link, "mark".to_owned(), NOW, 900).unwrap();
        let later = |seconds: i64| Timestamp(NOW.0 + seconds * 1_000_000);
        assert!(keys().opens_link(&token, link, "mark", NOW));
        assert!(keys().opens_link(&token, link, "mark", later(899)));
        assert!(!keys().opens_link(&token, link, "mark", later(900)));
        assert!(!keys().opens_link(&token, other, "mark", NOW));
        assert!(!keys().opens_link(&token, link, "another password's", NOW));
        assert!(!TokenKeys::new("k1", b"another key of thirty-two bytes!").unwrap().opens_link(&token, link, "mark", NOW));
        assert!(!keys().opens_link(&forged(|_, _| {}), LinkId(Uuid::nil()), "", NOW), "a session's token opens no link");
        assert_eq!(keys().verify(&token, NOW), None, "a link's token is no session's");
    }

    #[test]
    fn a_short_key_is_refused() {
        assert!(TokenKeys::new("k1", b"short").is_err());
    }
}
