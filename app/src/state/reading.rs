//! Before its turn comes a file is read: checked, summed up, and looked for among what its person has.

use domain::{
    content_type::ContentType,
    file_name::FileName,
    purpose::Purpose,
    upload::{KNOWN_AT_ONCE, KnownFile, PresignRequest, Target, UploadLimits},
};
use leptos::{prelude::*, task::spawn_local};

use super::{Failure, Stage, Upload, uploads::Uploads};
use crate::{
    api,
    browser::{file_shelf, hash},
};

/// So many bytes are read before the server is asked about them, so that the first file need not wait for the last.
const ASK_AFTER_BYTES: u64 = 16 * 1024 * 1024;

impl Uploads {
    /// Reads what waits unread, one file after another, and starts it. One task does so for all.
    pub(super) fn read_next(&self) {
        if self.reading.get_value() {
            return;
        }
        self.reading.set_value(true);
        let this = *self;
        spawn_local(async move {
            loop {
                let unread = this.unread();
                if unread.is_empty() {
                    break;
                }
                this.read(&unread).await;
                this.start_next();
            }
            this.reading.set_value(false);
        });
    }

    fn unread(&self) -> Vec<Upload> {
        if self.offline.get_untracked() {
            return Vec::new();
        }
        let mut waiting = self.all(|stage| *stage == Stage::Waiting);
        waiting.retain(|upload| upload.announced.get().is_none());
        let mut bytes = 0;
        let near = |upload: &Upload| {
            let is_near = bytes < ASK_AFTER_BYTES;
            bytes += upload.size_bytes;
            is_near
        };
        waiting.into_iter().take(KNOWN_AT_ONCE).take_while(near).collect()
    }

    async fn read(&self, unread: &[Upload]) {
        let mut read = Vec::new();
        for upload in unread {
            let outages = self.outages.get_value();
            match self.announce(upload).await {
                Ok(request) => read.push((upload, request)),
                Err(failure) => self.set(upload, self.after(failure, outages)),
            }
        }
        let checksums: Vec<String> = read.iter().filter_map(|(_, request)| comparable(request).cloned()).collect();
        let known = if checksums.is_empty() { Ok(Vec::new()) } else { api::uploads::known(checksums).await };
        // Nothing is lost where that is not to be learned: a file is then brought in twice.
        let known = known.unwrap_or_default();
        for (upload, request) in read {
            let twice = self.twice(&request, &known);
            let _ = upload.announced.set(request);
            if let Some(sentence) = twice {
                self.set(upload, Stage::Known(sentence));
            }
        }
    }

    /// What the file declares, checked by the server's own rules before the server is asked.
    async fn announce(&self, upload: &Upload) -> Result<PresignRequest, Failure> {
        let file = file_shelf::file(upload.id).ok_or_else(|| Failure::choose_again("The file is no longer at hand. Choose it again."))?;
        let limits = self.limits_of(upload.purpose).await?;
        let file_name = FileName::parse(&upload.name).map_err(|error| Failure::choose_again(error.to_string()))?;
        // Systems have names of their own for types, such as Excel's for CSV; what a file is called is the same everywhere.
        let known = ContentType::from_file_name(&upload.name).or_else(|| ContentType::parse(&file.type_()).ok());
        let content_type = known.ok_or_else(|| Failure::choose_again(domain::upload::type_not_accepted(&limits.accepted).message))?;
        let mut request = PresignRequest {
            purpose: upload.purpose,
            file_name,
            content_type,
            size_bytes: Some(upload.size_bytes),
            checksum_sha256: None,
            target: upload.target,
        };
        request.check(&limits.accepted).map_err(|problem| Failure::choose_again(problem.message))?;
        request.checksum_sha256 = hash::sha256_base64(&file).await;
        Ok(request)
    }

    /// What a purpose allows; asked once.
    async fn limits_of(&self, purpose: Purpose) -> Result<UploadLimits, Failure> {
        if let Some(limits) = self.limits.with_value(|all| all.iter().find(|limits| limits.purpose == purpose).cloned()) {
            return Ok(limits);
        }
        let limits = api::uploads::limits(purpose).await.map_err(|error| Failure::refused(&error))?;
        self.limits.update_value(|all| all.push(limits.clone()));
        Ok(limits)
    }

    /// Says where the same file is already: among one's documents, or in the queue.
    fn twice(&self, request: &PresignRequest, known: &[KnownFile]) -> Option<String> {
        let checksum = comparable(request)?;
        let told = |words: &str, name: &str| Some([words, " “", name, "”"].concat());
        if let Some(known) = known.iter().find(|known| known.checksum_sha256 == *checksum) {
            return told("You have this already:", &known.name);
        }
        let same = |upload: &&Upload| {
            upload.announced.get().and_then(comparable) == Some(checksum) && !upload.is(|stage| matches!(stage, Stage::Failed(_)))
        };
        self.list.with_untracked(|list| list.iter().find(same).and_then(|upload| told("You have just chosen the same file:", &upload.name)))
    }
}

/// The checksum of what would be a new document. A version or an image may well be the same as something else.
fn comparable(request: &PresignRequest) -> Option<&String> {
    let is_new = request.purpose == Purpose::Document && matches!(request.target, Target::Top | Target::Folder(_));
    request.checksum_sha256.as_ref().filter(|_| is_new)
}
