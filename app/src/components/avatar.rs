//! A person's picture.

use leptos::prelude::*;

/// A person's avatar from its fixed URL at the CDN, over their initials, which show where there is no picture or it does not load.
#[component]
pub fn Avatar(
    /// Whose it is.
    name: String,
    /// The fixed URL, where there is a picture.
    url: Option<String>,
    /// `s` (24 px), `m` (40 px) or `l` (96 px).
    #[prop(default = "m")]
    size: &'static str,
    /// Whether the name stands beside it anyway.
    #[prop(optional)]
    decorative: bool,
) -> impl IntoView {
    let pixels = match size {
        "s" => "24",
        "l" => "96",
        _ => "40",
    };
    let tint = name.bytes().fold(0u8, u8::wrapping_add) % 6;
    let class = format!("avatar avatar-{size} tint-{tint}");
    let initials = initials(&name);
    let has_picture = url.is_some();
    let alt = if decorative { String::new() } else { name.clone() };
    let role = (!decorative && !has_picture).then_some("img");
    let label = role.map(|_| name);
    view! {
        <span class=class role=role aria-label=label>
            <span class="avatar-initials" aria-hidden="true">{initials}</span>
            {url.map(|url| view! { <img class="avatar-image cdn-image" src=url alt=alt width=pixels height=pixels loading="lazy" decoding="async"/> })}
        </span>
    }
}

/// The first letters of the first and the last word. The style sheet makes them capitals: the browser has the tables for that.
fn initials(name: &str) -> String {
    let mut words = name.split_whitespace();
    let first = words.next().and_then(|word| word.chars().next());
    let last = words.next_back().and_then(|word| word.chars().next());
    first.into_iter().chain(last).collect()
}

#[cfg(test)]
mod tests {
    use super::initials;

    #[test]
    fn initials_of_all_kinds_of_names() {
        for (name, letters) in [("Ann", "A"), ("Nguyễn Thị Ánh", "NÁ"), ("ann von berg", "ab"), ("", ""), ("李 明", "李明")] {
            assert_eq!(initials(name), letters, "{name}");
        }
    }
}
