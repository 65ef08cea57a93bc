//! Every statement of this feature, by what it is about.

pub mod claim;
pub mod item;
pub mod order;
pub mod partner;

pub use item::{Filter, ItemRow};

/// The sentence that writes `columns` of `table` over the row whose area, id and version follow them.
fn replacing(table: &str, columns: &[&str]) -> String {
    let set: Vec<String> = columns.iter().map(|c| format!("{c} = ?")).collect();
    format!("update {table} set {} where area_id = ? and id = ? and version = ?", set.join(", "))
}
