//! A server in a process of its own, that can be killed and measured.

use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::AtomicI64;
use std::sync::{Arc, Mutex};

use localcloud::s3::{S3, Store, serve};
use tokio::net::TcpListener;

use super::{Connection, real_now, server::config};

/// Held while a process starts: between `fork` and `exec` it has every lock of this one, for a moment.
pub(super) static STARTING: Mutex<()> = Mutex::new(());

const FOLDER: &str = "LOCALCLOUD_TEST_FOLDER";
const READY: &str = "listening on ";

/// The other process: this test binary again, running the one test below.
pub(crate) struct Child {
    process: std::process::Child,
    pub(crate) address: SocketAddr,
}

/// Does nothing but where [`Child::start`] starts it: then it serves until it is killed.
#[tokio::test]
async fn serves_where_a_test_asks_for_it() {
    let Ok(folder) = std::env::var(FOLDER) else { return };
    let store = Arc::new(Store::open(folder).unwrap());
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    println!("\n{READY}{}", listener.local_addr().unwrap());
    serve(listener, S3::new(config(Arc::new(AtomicI64::new(real_now()))), store), std::future::pending()).await.unwrap();
}

impl Child {
    pub(crate) fn start(folder: &Path) -> Self {
        let starting = STARTING.lock().unwrap();
        let mut process = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "support::child::serves_where_a_test_asks_for_it", "--nocapture"])
            .env(FOLDER, folder)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        drop(starting);
        let lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let address = lines.map(Result::unwrap).find_map(|line| line.strip_prefix(READY).map(|address| address.parse().unwrap()));
        Self { process, address: address.expect("the other process starts") }
    }

    pub(crate) async fn connect(&self) -> Connection {
        Connection::open(&self.address.to_string()).await.unwrap()
    }

    /// SIGKILL.
    pub(crate) fn kill(mut self) {
        self.end();
    }

    fn end(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }

    /// A line of `/proc/<pid>/status` in bytes: `VmRSS` is the memory now, `VmHWM` the most since [`Self::forget_most`].
    #[cfg(target_os = "linux")]
    pub(crate) fn memory(&self, line: &str) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.process.id())).unwrap();
        let value = status.lines().find_map(|text| text.strip_prefix(line)?.strip_prefix(':')).unwrap();
        value.trim().strip_suffix(" kB").unwrap().parse::<u64>().unwrap() * 1024
    }

    #[cfg(target_os = "linux")]
    pub(crate) fn forget_most(&self) {
        std::fs::write(format!("/proc/{}/clear_refs", self.process.id()), "5").unwrap();
    }
}

impl Drop for Child {
    fn drop(&mut self) {
        // Gone already after `kill`.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
