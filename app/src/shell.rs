//! The HTML document around the app.

use leptos::{config::LeptosOptions, nonce::use_nonce, prelude::*};
use leptos_meta::MetaTags;

use crate::App;

/// The document. The scripts are written here and not by `HydrationScripts`, which puts the nonce into `crossorigin`
/// (<https://github.com/leptos-rs/leptos/issues/4843>).
pub fn shell(options: LeptosOptions) -> impl IntoView {
    let file = |kind: &str| {
        let hash = hash(&options, kind).map(|hash| format!(".{hash}")).unwrap_or_default();
        format!("/{}/{}{hash}.{kind}", options.site_pkg_dir, options.output_name)
    };
    let (js, wasm, css) = (file("js"), file("wasm"), file("css"));
    let start = format!("import init, {{ hydrate }} from {js:?}; init({{ module_or_path: {wasm:?} }}).then(hydrate);");
    view! {
        <!DOCTYPE html>
        <html lang="en">
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover"/>
                <meta name="color-scheme" content="light dark"/>
                <link rel="icon" href="/favicon.svg" type="image/svg+xml"/>
                <link rel="preload" href="/fonts/inter-v20-latin.woff2" r#as="font" r#type="font/woff2" crossorigin="anonymous"/>
                <link rel="stylesheet" href=css/>
                // Before the first paint: applies the kept choice of colours.
                <script src="/theme.js"></script>
                <link rel="modulepreload" href=js/>
                <link rel="preload" href=wasm r#as="fetch" r#type="application/wasm" crossorigin="anonymous"/>
                <script type="module" nonce=use_nonce()>{start}</script>
                // Frames for PDFs, where a page has one.
                <script type="module" src="/preview.js"></script>
                <AutoReload options=options.clone()/>
                <MetaTags/>
            </head>
            <body>
                <App/>
            </body>
        </html>
    }
}

/// The hash in a built file's name: a line `js: H` of the file beside the running program, which `cargo leptos` and the site's build
/// write. Read once, but at every page while `cargo leptos watch` rebuilds.
fn hash(options: &LeptosOptions, kind: &str) -> Option<String> {
    static ONCE: std::sync::OnceLock<String> = std::sync::OnceLock::new();
    if !options.hash_files {
        return None;
    }
    let read = || {
        let program = std::env::current_exe().ok();
        let path = program.and_then(|program| Some(program.parent()?.join(options.hash_file.as_ref())));
        path.and_then(|path| std::fs::read_to_string(path).ok()).unwrap_or_default()
    };
    let watched;
    let text = if std::env::var_os("LEPTOS_WATCH").is_some() {
        watched = read();
        &watched
    } else {
        ONCE.get_or_init(read)
    };
    text.lines().filter_map(|line| line.split_once(':')).find(|(name, _)| name.trim() == kind).map(|(_, hash)| hash.trim().to_owned())
}
