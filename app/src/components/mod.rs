//! What pages are made of. No component touches the database, a use case or `cfg`.

mod avatar;
mod avatar_editor;
mod cdn_refresh;
mod drop_target;
mod empty;
mod failure;
mod field;
mod file_icon;
mod file_input;
mod icon;
mod limits;
mod paging;
mod skeleton;
mod time;
mod toaster;
mod upload_button;
mod upload_tray;

pub use avatar::Avatar;
pub use avatar_editor::AvatarEditor;
pub use cdn_refresh::CdnRefresh;
pub use drop_target::DropTarget;
pub use empty::Empty;
pub use failure::{Failure, Notice};
pub use field::Field;
pub use file_icon::FileIcon;
pub use icon::Icon;
pub use limits::Limits;
pub use paging::Paging;
pub use skeleton::Skeleton;
pub use time::{Tell, Time};
pub use toaster::Toaster;
pub use upload_button::UploadButton;
pub use upload_tray::UploadTray;
