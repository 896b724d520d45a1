//! One input encoding for functions that scripts call and plain forms post to.

use leptos::server_fn::{Bytes, ContentType, Decodes, Encodes, Format, FormatType};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Error, Map, Value};

/// Scripts send JSON; a browser without JavaScript sends `application/x-www-form-urlencoded`, whose fields are all texts.
pub struct JsonOrForm;

impl ContentType for JsonOrForm {
    const CONTENT_TYPE: &'static str = "application/json";
}

impl FormatType for JsonOrForm {
    const FORMAT_TYPE: Format = Format::Text;
}

impl<T: Serialize> Encodes<T> for JsonOrForm {
    type Error = Error;

    fn encode(input: &T) -> Result<Bytes, Error> {
        serde_json::to_vec(input).map(Bytes::from)
    }
}

impl<T: DeserializeOwned> Decodes<T> for JsonOrForm {
    type Error = Error;

    fn decode(bytes: Bytes) -> Result<T, Error> {
        // No form begins with a brace: browsers escape it.
        if bytes.trim_ascii_start().starts_with(b"{") {
            return serde_json::from_slice(&bytes);
        }
        let mut fields = Map::new();
        for (name, value) in form_urlencoded::parse(&bytes) {
            match fields.get_mut(&*name) {
                // Boxes that share a name: a list between commas.
                Some(Value::String(before)) => {
                    before.push(',');
                    before.push_str(&value);
                }
                _ => {
                    fields.insert(name.into_owned(), Value::String(value.into_owned()));
                }
            }
        }
        serde_json::from_value(Value::Object(fields))
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, PartialEq, Deserialize)]
    struct Input {
        name: String,
        #[serde(default)]
        next: String,
    }

    #[test]
    fn json_and_forms_give_the_same() {
        let wanted = Input { name: "Hợp đồng & co".to_owned(), next: "/a".to_owned() };
        let json = Bytes::from(" {\"name\":\"Hợp đồng & co\",\"next\":\"/a\"}");
        let form = Bytes::from("name=H%E1%BB%A3p+%C4%91%E1%BB%93ng+%26+co&next=%2Fa");
        assert_eq!(
            JsonOrForm::decode(json).map_err(|error| error.to_string()),
            Ok(Input { name: wanted.name.clone(), next: wanted.next.clone() })
        );
        assert_eq!(JsonOrForm::decode(form).map_err(|error| error.to_string()), Ok(wanted));
    }

    #[test]
    fn a_field_that_comes_twice_is_a_list() {
        let form = Bytes::from("name=a&next=x&name=b%2C&name=c");
        let wanted = Input { name: "a,b,,c".to_owned(), next: "x".to_owned() };
        assert_eq!(JsonOrForm::decode(form).map_err(|error| error.to_string()), Ok(wanted));
    }

    #[test]
    fn a_missing_field_is_an_error_unless_it_has_a_default() {
        let decode = |body: &'static str| -> Result<Input, Error> { JsonOrForm::decode(Bytes::from(body)) };
        assert!(decode("next=x").is_err());
        assert!(decode("").is_err());
        assert!(decode("name=x").is_ok());
    }
}
