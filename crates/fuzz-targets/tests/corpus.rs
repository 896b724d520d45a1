//! Gives every target what its fuzzing has kept (`fuzz/corpus`, docs/fuzzing.md).

#![expect(clippy::print_stdout, clippy::unwrap_used, reason = "tests")]

use std::fs;
use std::path::Path;

fn replay(name: &str, target: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus").join(name);
    let mut inputs = 0;
    for entry in fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        // The last one shown is the one that fails.
        println!("{}", path.display());
        target(&fs::read(&path).unwrap());
        inputs += 1;
    }
    assert!((1..500).contains(&inputs), "{inputs} inputs: `tools/fuzz.sh --minimise` keeps those that matter");
}

#[test]
fn post_policy() {
    replay("post_policy", fuzz_targets::post_policy);
}

#[test]
fn multipart() {
    replay("multipart", fuzz_targets::multipart);
}

#[test]
fn content_disposition() {
    replay("content_disposition", fuzz_targets::content_disposition);
}

#[test]
fn cookie_policy() {
    replay("cookie_policy", fuzz_targets::cookie_policy);
}

#[test]
fn cookie_matching() {
    replay("cookie_matching", fuzz_targets::cookie_matching);
}
