//! Cases, as `cases/` has them: one file a group.

use std::collections::BTreeMap;

use serde::{Deserialize, de::DeserializeOwned};

use crate::{copy::Copy, get::Get, post::Post, preflight::Preflight, sign::Signer};

pub(crate) type Map = BTreeMap<String, String>;

/// What S3 answers. Empty texts stand for what must not be there.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Expect {
    pub(crate) status: u16,
    /// The error document's Code.
    #[serde(default)]
    pub(crate) code: Option<String>,
    /// The error document's Message, where AWS's is recorded.
    #[serde(default)]
    pub(crate) message: Option<String>,
    /// Further elements of the XML.
    #[serde(default)]
    pub(crate) elements: Map,
    #[serde(default)]
    pub(crate) headers: Map,
    /// The body, where it is not XML.
    #[serde(default)]
    pub(crate) body: Option<String>,
    /// Where the object is afterwards, if not at the key that was signed.
    #[serde(default)]
    pub(crate) key: Option<String>,
    /// Headers of the object afterwards.
    #[serde(default)]
    pub(crate) stored: Map,
}

impl Expect {
    pub(crate) const fn is_refusal(&self) -> bool {
        self.status >= 400
    }
}

/// Who signs, where it is not who should.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct SignedBy {
    key_id: Option<String>,
    secret: Option<String>,
    region: Option<String>,
    token: Option<String>,
}

impl SignedBy {
    pub(crate) fn change(&self, signer: &Signer) -> Signer {
        let or = |change: &Option<String>, right: &str| change.clone().unwrap_or_else(|| right.to_owned());
        Signer {
            key_id: or(&self.key_id, &signer.key_id),
            secret: or(&self.secret, &signer.secret),
            region: or(&self.region, &signer.region),
            token: self.token.clone(),
        }
    }
}

#[derive(Debug)]
pub(crate) enum Ask {
    Post(Box<Post>),
    Get(Box<Get>),
    Preflight(Preflight),
    Copy(Copy),
}

#[derive(Debug)]
pub(crate) struct Case {
    pub(crate) name: String,
    pub(crate) ask: Ask,
    pub(crate) expect: Expect,
}

/// Cases of one subject.
#[derive(Debug)]
pub struct Group {
    /// `post/sizes`, say: the file's name.
    pub name: &'static str,
    pub(crate) cases: Vec<Case>,
}

impl Group {
    /// How many cases there are.
    pub fn len(&self) -> usize {
        self.cases.len()
    }

    /// Whether there is no case.
    pub fn is_empty(&self) -> bool {
        self.cases.is_empty()
    }

    /// How many of them S3 refuses.
    pub fn refusals(&self) -> usize {
        self.cases.iter().filter(|case| case.expect.is_refusal()).count()
    }
}

/// A case in a file: its name, its expectation and what its kind says more.
#[derive(Deserialize)]
struct Written {
    name: String,
    expect: Expect,
    #[serde(flatten)]
    rest: toml::Table,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    case: Vec<Written>,
}

fn group<T: DeserializeOwned>(name: &'static str, text: &str, ask: fn(T) -> Ask) -> Group {
    let file: File = toml::from_str(text).unwrap_or_else(|error| panic!("{name}: {error}"));
    let case = |Written { name: case, expect, rest }| {
        let rest = rest.try_into().unwrap_or_else(|error| panic!("{name}: {case}: {error}"));
        Case { name: case, ask: ask(rest), expect }
    };
    Group { name, cases: file.case.into_iter().map(case).collect() }
}

macro_rules! group {
    ($name:literal, $ask:expr) => {
        group($name, include_str!(concat!("../cases/", $name, ".toml")), $ask)
    };
}

/// All groups, in the order in which they are asked.
pub fn groups() -> Vec<Group> {
    let post = |post| Ask::Post(Box::new(post));
    let get = |get| Ask::Get(Box::new(get));
    vec![
        group!("post/sizes", post),
        group!("post/answers", post),
        group!("post/conditions", post),
        group!("post/fields", post),
        group!("post/order", post),
        group!("post/framing", post),
        group!("post/names", post),
        group!("post/policy", post),
        group!("post/signature", post),
        group!("post/tokens", post),
        group!("post/checksums", post),
        group!("get/overrides", get),
        group!("get/range", get),
        group!("get/expiry", get),
        group!("get/tampering", get),
        group!("get/checksums", get),
        group!("cors/preflight", Ask::Preflight),
        group!("cors/forms", post),
        group!("cors/downloads", get),
        group!("copy", Ask::Copy),
    ]
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn at_least_80_forms_and_no_name_twice() {
        let groups = groups();
        let posts: usize = groups.iter().filter(|group| group.name.starts_with("post/")).map(Group::len).sum();
        assert!(posts >= 80, "{posts}");
        for group in &groups {
            let names: HashSet<&str> = group.cases.iter().map(|case| case.name.as_str()).collect();
            assert_eq!(names.len(), group.len(), "{}", group.name);
        }
    }

    #[test]
    fn refusals_say_why() {
        for group in groups() {
            for case in group.cases.iter().filter(|case| case.expect.is_refusal()) {
                let without_body = matches!(&case.ask, Ask::Get(get) if get.method == "HEAD");
                assert_eq!(case.expect.code.is_some(), !without_body, "{}: {}", group.name, case.name);
            }
        }
    }
}
