//! Uploads while the network is gone: they wait, and go on by themselves.

use domain::purpose::Purpose;
use gloo_timers::future::TimeoutFuture;
use leptos::{prelude::*, task::spawn_local};

use super::{Failure, Help, Stage, uploads::Uploads};
use crate::{
    api,
    browser::{file_shelf, network},
};

/// How often the server is asked whether the network is gone: what is on its way at that moment may still come through.
const PROBES: u32 = 3;
/// The pause between two such questions.
const PROBE_PAUSE_MS: u32 = 1_000;

impl Uploads {
    /// What an attempt has come to that failed. Where the server asks for a pause, it is begun anew afterwards; where the network went
    /// meanwhile, once for each time that it went.
    pub(super) fn after(&self, failure: Failure, outages_before: u32) -> Stage {
        match failure.help {
            Help::Reconnect => {}
            Help::Later(seconds) => {
                self.rest(seconds);
                return Stage::Waiting;
            }
            _ => return Stage::Failed(failure),
        }
        if !network::is_online() {
            self.offline.set(true);
        } else if outages_before == self.outages.get_value() {
            return Stage::Failed(failure);
        }
        Stage::Waiting
    }

    /// The browser says that the network is gone. A server on this machine answers all the same, so it is asked.
    pub(crate) fn network_gone(&self) {
        self.outages.set_value(self.outages.get_value() + 1);
        if self.all(|stage| stage.is_open() || stage.is_lost()).is_empty() {
            return;
        }
        let this = *self;
        spawn_local(async move {
            for _ in 0..PROBES {
                let answer = api::uploads::limits(Purpose::Document).await;
                if network::is_online() {
                    return;
                }
                if answer.is_err_and(|error| error.is_no_answer()) {
                    return this.wait_for_network();
                }
                TimeoutFuture::new(PROBE_PAUSE_MS).await;
            }
        });
    }

    fn wait_for_network(&self) {
        self.offline.set(true);
        for upload in self.list.get_untracked() {
            // Left alone, it might hang for as long as a connection can.
            file_shelf::cut(upload.id);
            if upload.is(Stage::is_lost) {
                self.set(&upload, Stage::Waiting);
            }
        }
    }

    /// There is a network again: what waited goes on.
    pub(crate) fn network_back(&self) {
        self.offline.set(false);
        self.start_next();
    }
}
