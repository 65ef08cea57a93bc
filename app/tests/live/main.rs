//! The program as people run it, and what may happen to it: killed, short of disk, beside another node, moved.

#[path = "../books/mod.rs"]
mod books;

mod citus;
mod faults;
mod history;
mod kill;
mod logs;
mod moved;
mod postgres;
mod rig;
mod time;
mod tls;
