//! The real binary in processes of its own: killed, stopped, and out of room.

mod audit;
mod full_disk;
mod invariants;
mod kills;
mod process;
mod scene;
mod sigterm;
mod stream;
