//! The real binary, in a process of its own.

use std::{
    fs::OpenOptions,
    process::{Child, Command, ExitStatus, Stdio},
    time::{Duration, Instant},
};

use rustix::process::{Pid, Signal, kill_process};

use super::scene::Scene;
use crate::client::Client;

const READY_WITHIN: Duration = Duration::from_mins(1);

/// A running `gatehouse`; dropped, it is killed.
pub(crate) struct Process(Child);

impl Process {
    /// Starts a command on a scene.
    pub(crate) fn start(scene: &Scene, command: &str) -> Self {
        Self::spawn(scene, command, Command::new(env!("CARGO_BIN_EXE_gatehouse")))
    }

    /// Starts a command that cannot make a file larger than so many KiB: to the program, a disk that is full.
    pub(crate) fn start_without_room(scene: &Scene, command: &str, kib: u32) -> Self {
        let mut shell = Command::new("bash");
        // Ignored, the signal becomes an error of the write, which is what a full disk is.
        let script = format!("trap '' XFSZ; ulimit -f {kib}; exec \"$0\" \"$@\"");
        shell.args(["-c", &script, env!("CARGO_BIN_EXE_gatehouse")]);
        Self::spawn(scene, command, shell)
    }

    fn spawn(scene: &Scene, command: &str, mut program: Command) -> Self {
        let log = OpenOptions::new().create(true).append(true).open(scene.path().join(format!("{command}.log"))).unwrap();
        let flags = scene.settings().iter().flat_map(|setting| ["--set", setting.as_str()]);
        let child = program
            .env_clear()
            .envs(std::env::var_os("PATH").map(|path| ("PATH", path)))
            .args(flags)
            .arg(command)
            .stdin(Stdio::null())
            .stdout(log.try_clone().unwrap())
            .stderr(log)
            .spawn()
            .unwrap();
        Self(child)
    }

    /// Waits until a URL is answered by less than 500.
    pub(crate) async fn ready(&self, url: &str) {
        let (start, client) = (Instant::now(), Client::new(""));
        while !client.try_send(http::Method::GET, url, &[], bytes::Bytes::new()).await.is_ok_and(|answer| !answer.status.is_server_error())
        {
            assert!(start.elapsed() < READY_WITHIN, "{url} is not answered");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    /// Sends a signal.
    pub(crate) fn signal(&self, signal: Signal) {
        kill_process(Pid::from_child(&self.0), signal).unwrap();
    }

    /// A line of `/proc/{pid}/status`, such as `VmRSS`, in bytes.
    #[cfg(target_os = "linux")]
    pub(crate) fn memory(&self, line: &str) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.0.id())).unwrap();
        let value = status.lines().find_map(|text| text.strip_prefix(line)?.strip_prefix(':')).unwrap();
        value.trim().strip_suffix(" kB").unwrap().parse::<u64>().unwrap() * 1024
    }

    /// From now on `VmHWM` is the most of what comes.
    #[cfg(target_os = "linux")]
    pub(crate) fn forget_most(&self) {
        std::fs::write(format!("/proc/{}/clear_refs", self.0.id()), "5").unwrap();
    }

    /// Waits for the end by itself.
    pub(crate) async fn ended(&mut self, within: Duration) -> ExitStatus {
        let start = Instant::now();
        loop {
            if let Some(status) = self.0.try_wait().unwrap() {
                return status;
            }
            assert!(start.elapsed() < within, "it does not end within {within:?}");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    /// SIGKILL.
    pub(crate) fn kill(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // Gone already after `kill`.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
