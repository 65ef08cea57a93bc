//! Paths of places: text that sorts so that everything under a place is one range.
//!
//! Each level adds a dot and a short code, `.01.03.2`; "everything under p" is `path >= p. and path < p/`
//! (`/` follows `.` in ASCII), which both engines answer from an index.

/// The half-open range of paths strictly below `path`.
pub fn below(path: &str) -> (String, String) {
    (format!("{path}."), format!("{path}/"))
}

/// Is `path` the place `root` or something in it?
pub fn within(path: &str, root: &str) -> bool {
    path == root || path.strip_prefix(root).is_some_and(|rest| rest.starts_with('.'))
}

/// The path of a child with number `n`, padded so that siblings sort as people count.
pub fn child(parent: &str, n: u32) -> String {
    format!("{parent}.{n:04}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_building_does_not_contain_its_neighbour_with_a_longer_number() {
        let (three, thirty) = (child("a", 3), child("a", 30));
        let room = child(&three, 401);
        assert!(within(&room, &three) && within(&three, &three));
        assert!(!within(&thirty, &three));
        let (low, high) = below(&three);
        assert!(room >= low && room < high);
        assert!(!(thirty >= low && thirty < high));
        assert!(child("a", 9) < child("a", 10));
    }
}
