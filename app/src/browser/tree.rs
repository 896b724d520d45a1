//! Files in folders, dropped or chosen. What begins with a dot is the system's own, and left out.

use js_sys::{Array, Promise, Reflect};
use wasm_bindgen::JsCast as _;
use wasm_bindgen_futures::JsFuture;
use web_sys::{DataTransfer, File, FileList, FileSystemDirectoryEntry, FileSystemDirectoryReader, FileSystemEntry, FileSystemFileEntry};

/// A file, and the names of the folders that it lies in, the outermost first.
pub(crate) struct Placed {
    pub(crate) folders: Vec<String>,
    pub(crate) file: File,
}

/// The files of a list.
pub(crate) fn files(list: &FileList) -> Vec<File> {
    (0..list.length()).filter_map(|index| list.item(index)).collect()
}

/// Chosen files, each where it lay in the folder that was chosen.
pub(crate) fn placed(files: Vec<File>) -> Vec<Placed> {
    let place = |file: File| {
        let path = Reflect::get(&file, &"webkitRelativePath".into()).ok().and_then(|path| path.as_string()).unwrap_or_default();
        let mut folders: Vec<String> = path.split('/').map(str::to_owned).collect();
        let hidden = folders.iter().any(|name| is_hidden(name));
        folders.pop();
        (!hidden).then_some(Placed { folders, file })
    };
    files.into_iter().filter_map(place).collect()
}

/// What was dropped: the files, and the folders. Taken while the event lasts; afterwards the browser forgets it.
pub(crate) fn dropped(data: &DataTransfer) -> (Vec<File>, Vec<FileSystemDirectoryEntry>) {
    let (mut files, mut folders) = (Vec::new(), Vec::new());
    let items = data.items();
    for item in (0..items.length()).filter_map(|index| items.get(index)) {
        match item.webkit_get_as_entry() {
            Ok(Some(entry)) if entry.is_directory() => folders.push(entry.unchecked_into()),
            _ => files.extend(item.get_as_file().ok().flatten()),
        }
    }
    (files, folders)
}

/// All that lies in folders, however deep.
pub(crate) async fn walk(folders: Vec<FileSystemDirectoryEntry>) -> Vec<Placed> {
    let mut found = Vec::new();
    let mut open: Vec<_> = folders.into_iter().map(|folder| (vec![folder.name()], folder)).collect();
    while let Some((names, folder)) = open.pop() {
        let reader = folder.create_reader();
        // A browser gives some at a time, and none at the end.
        while let Some(entries) = some_of(&reader).await.filter(|entries| entries.length() > 0) {
            for entry in entries.iter().map(wasm_bindgen::JsCast::unchecked_into::<FileSystemEntry>) {
                if is_hidden(&entry.name()) {
                    continue;
                }
                if entry.is_directory() {
                    open.push(([names.as_slice(), &[entry.name()]].concat(), entry.unchecked_into()));
                } else if let Some(file) = file(entry.unchecked_ref()).await {
                    found.push(Placed { folders: names.clone(), file });
                }
            }
        }
    }
    found
}

fn is_hidden(name: &str) -> bool {
    name.starts_with('.')
}

async fn some_of(reader: &FileSystemDirectoryReader) -> Option<Array> {
    let entries = Promise::new(&mut |resolve, reject| {
        let _ = reader.read_entries_with_callback_and_callback(&resolve, &reject);
    });
    JsFuture::from(entries).await.ok()?.dyn_into().ok()
}

async fn file(entry: &FileSystemFileEntry) -> Option<File> {
    let file = Promise::new(&mut |resolve, reject| entry.file_with_callback_and_callback(&resolve, &reject));
    JsFuture::from(file).await.ok()?.dyn_into().ok()
}
