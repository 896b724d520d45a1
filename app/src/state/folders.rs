//! Whole folders: their files go into folders of the same names.

use domain::{id::FolderId, purpose::Purpose, upload::Target};
use leptos::task::spawn_local;
use web_sys::File;

use super::{Failure, Stage, uploads::Uploads};
use crate::{api, browser::tree::Placed};

impl Uploads {
    /// Uploads files that lie in folders: documents into such folders of one's own, below the target, and images side by side.
    pub(crate) fn add_tree(&self, tree: Vec<Placed>, purpose: Purpose, target: Target) {
        if purpose != Purpose::Document {
            return self.add(tree.into_iter().map(|placed| placed.file).collect(), purpose, target);
        }
        let parent = match target {
            Target::Folder(id) => Some(id),
            Target::Top | Target::Version(_) | Target::Thumbnail(_) => None,
        };
        let this = *self;
        spawn_local(async move {
            for (names, files) in by_folder(tree) {
                match folder(parent, &names).await {
                    Ok(target) => {
                        if !names.is_empty() {
                            this.session.reload_folders();
                        }
                        this.add(files, purpose, target);
                    }
                    Err(failure) => this.put(files, purpose, target, &Stage::Failed(failure)),
                }
            }
        });
    }
}

/// Files of one folder together, so that each is asked for once.
fn by_folder(tree: Vec<Placed>) -> Vec<(Vec<String>, Vec<File>)> {
    let mut folders: Vec<(Vec<String>, Vec<File>)> = Vec::new();
    for Placed { folders: names, file } in tree {
        match folders.iter_mut().rev().find(|(others, _)| *others == names) {
            Some((_, files)) => files.push(file),
            None => folders.push((names, vec![file])),
        }
    }
    folders
}

async fn folder(parent: Option<FolderId>, names: &[String]) -> Result<Target, Failure> {
    if names.is_empty() {
        return Ok(parent.map_or(Target::Top, Target::Folder));
    }
    match api::folders::ensure(parent, names.to_vec()).await {
        Ok(id) => Ok(Target::Folder(id)),
        Err(error) => Err(Failure::no_folder(&names.join(" / "), &error)),
    }
}
