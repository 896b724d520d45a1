//! Small pictures of what has just been uploaded, made by the browser. Nobody waits for them, and nobody hears when one fails.

use std::rc::Rc;

use domain::{id::UploadId, purpose::Purpose, upload::Target};
use leptos::{prelude::*, task::spawn_local};
use web_sys::File;

use super::uploads::Uploads;
use crate::browser::{file_shelf, picture, send::send};

impl Uploads {
    /// Makes one of a picture and uploads it. They are made one after another: each takes the memory of the whole picture.
    pub(super) fn make_thumbnail(&self, picture: File, of: UploadId) {
        let id = self.next_id();
        file_shelf::keep(id, picture);
        self.thumbnails.update_value(|waiting| waiting.push((id, of)));
        if self.thumbnails.with_value(Vec::len) > 1 {
            return;
        }
        let this = *self;
        spawn_local(async move {
            while let Some((id, of)) = this.thumbnails.with_value(|waiting| waiting.first().copied()) {
                if bring_in(id, of).await.is_some() {
                    this.reload();
                }
                file_shelf::forget(id);
                this.thumbnails.update_value(|waiting| {
                    waiting.remove(0);
                });
            }
        });
    }
}

async fn bring_in(id: u32, of: UploadId) -> Option<()> {
    let small = picture::thumbnail(&file_shelf::file(id)?).await?;
    let request = picture::announce(&small, "thumbnail", Purpose::Thumbnail, Target::Thumbnail(of)).await?;
    send(id, &small, request, Rc::new(|_| {})).await.ok().map(drop)
}
