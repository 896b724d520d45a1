//! What uploads cost in memory.

#![cfg(target_os = "linux")]

use tempfile::TempDir;

use crate::support::{Child, bare_ticket, real_now};

const PARALLEL: usize = 16;
const KIB: u64 = 1024;

async fn upload_all(child: &Child, bytes: usize) {
    let file = vec![b'a'; bytes];
    let uploads = (0..PARALLEL).map(async |number| {
        let form = bare_ticket(real_now(), &format!("incoming/{number}")).sign();
        let mut connection = child.connect().await;
        assert_eq!(connection.send(&form.request(&file)).await.unwrap().status, 201);
    });
    futures::future::join_all(uploads).await;
}

/// In a process of its own, where nothing else is counted.
#[tokio::test]
async fn an_upload_costs_at_most_256_kib_whatever_its_size() {
    let folder = TempDir::new().unwrap();
    let child = Child::start(folder.path());
    // Threads, and what the allocator keeps.
    upload_all(&child, 256 * 1024).await;
    let before = child.memory("VmRSS");
    child.forget_most();
    upload_all(&child, 16 << 20).await;
    let growth = child.memory("VmHWM").saturating_sub(before);
    println!("{PARALLEL} uploads of 16 MiB: {} KiB more than {} KiB", growth / KIB, before / KIB);
    assert!(growth <= PARALLEL as u64 * 256 * KIB, "{} KiB", growth / KIB);
}
