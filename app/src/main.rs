//! linju (being written)
fn main() {}
