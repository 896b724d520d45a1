//! A list's address: everything that it shows stands in the query.

use domain::listing::Listing;
use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// The page's query as the address has it, without `?`; tracked.
pub(crate) fn address() -> impl Fn() -> String + Copy + Send + Sync + 'static {
    let search = use_location().search;
    move || search.get()
}

/// Reads a query: what is listed, and after which row.
pub(crate) fn read_query(query: &str) -> (Listing, Option<String>) {
    let pairs: Vec<_> = form_urlencoded::parse(query.as_bytes()).collect();
    let get = |name: &str| pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.to_string());
    (Listing::from_query(get), get("after"))
}

/// The address of the documents page that shows this.
pub(crate) fn documents_at(listing: &Listing) -> String {
    list_at("/documents", listing)
}

/// The address of a page with a list that shows this.
pub(crate) fn list_at(path: &str, listing: &Listing) -> String {
    let path = [path, "?"].concat();
    let begin = path.len();
    let mut query = form_urlencoded::Serializer::for_suffix(path, begin);
    query.extend_pairs(listing.parameters());
    query.finish().trim_end_matches('?').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_say_what_they_were_made_of() {
        let query = "q=h%E1%BB%A3p+%26&type=pdf&sort=name";
        let (listing, after) = read_query(&[query, "&after=x"].concat());
        assert_eq!((listing.text.as_str(), after.as_deref()), ("hợp &", Some("x")));
        assert_eq!(documents_at(&listing), ["/documents?", query].concat());
        assert_eq!(documents_at(&Listing::default()), "/documents");
    }
}
