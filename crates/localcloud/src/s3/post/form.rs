//! The form's fields: names in any letter case, values as they are.

use std::collections::BTreeMap;

use crate::s3::{error::S3Failure, index::Headers};

/// Stands for the name of the file.
const FILE_NAME: &str = "${filename}";

/// The fields before the file.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Form(BTreeMap<String, String>);

impl Form {
    /// Adds a field; a second one of the same name is refused.
    pub(super) fn insert(&mut self, name: &str, value: String) -> Result<(), S3Failure> {
        let lower = name.to_ascii_lowercase();
        if self.0.insert(lower, value).is_some() {
            let message = format!("POST requires exactly one value for the field '{name}'.");
            return Err(S3Failure::bad_request("InvalidArgument", message).with("ArgumentName", name).with("ArgumentValue", ""));
        }
        Ok(())
    }

    /// Writes the file's name where a field asks for it, as S3 does before it looks at the conditions: what follows the last slash. Where the
    /// file has no name, the field is left as it is.
    pub(super) fn name_file(&mut self, name: &str) {
        let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
        for value in self.0.values_mut().filter(|value| value.contains(FILE_NAME)) {
            *value = value.replace(FILE_NAME, name);
        }
    }

    /// A field's value; the name in lower case.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// The names, in lower case.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// A field that a signed form must have; `shown` is how S3 spells it.
    pub(super) fn required(&self, shown: &str) -> Result<&str, S3Failure> {
        self.get(&shown.to_ascii_lowercase()).ok_or_else(|| {
            let message =
                format!("Bucket POST must contain a field named '{shown}'.  If it is specified, please check the order of the fields.");
            S3Failure::bad_request("InvalidArgument", message).with("ArgumentName", shown).with("ArgumentValue", "")
        })
    }

    /// What is stored with the object.
    pub(super) fn headers(&self) -> Headers {
        let owned = |name: &str| self.get(name).map(str::to_owned);
        Headers {
            content_type: owned("content-type"),
            cache_control: owned("cache-control"),
            content_disposition: owned("content-disposition"),
            metadata: self
                .0
                .iter()
                .filter_map(|(name, value)| Some((name.strip_prefix("x-amz-meta-")?.to_owned(), value.clone())))
                .collect(),
        }
    }
}
