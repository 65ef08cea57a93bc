//! The paths of places that requests and cases keep beside them.

use linju_core::{House, Result};
use linju_db::{Batch, args};
use linju_kernel::{Id, path};

/// Gives everything in `area` that lay at or under `before` the path its place has now. A case that someone is
/// changing at this moment is theirs to read again, for its version rises.
pub async fn follow(house: &House, area: Id, before: &str) -> Result<()> {
    let (low, high) = path::below(before);
    let moved = |table: &str, more: &str| {
        format!(
            "update {table} set place_path = (select p.path from place p where p.area_id = {table}.area_id \
             and p.id = {table}.place_id){more} where area_id = ? and (place_path = ? or place_path >= ? and place_path < ?)"
        )
    };
    let batch = Batch::new()
        .exec(moved("request", ""), args![area, before, &low, &high])
        .exec(moved("cases", ", version = version + 1"), args![area, before, &low, &high]);
    house.db.write(batch).await?;
    Ok(())
}
