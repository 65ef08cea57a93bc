//! When a place is moved, the paths of what was said and done there follow it.

use crate::store::whereabouts;
use linju_core::reaction::Reaction;

/// Place moved → cases and requests lie where it now is. No rule of the practice, only bookkeeping: nobody is told,
/// and no event is written.
pub const REACTION: Reaction = Reaction {
    name: "cases-follow-places",
    on: &[("place", "place_moved")],
    run: |house, area, event| {
        Box::pin(async move {
            let facts: serde_json::Value = serde_json::from_str(&event.body).unwrap_or_default();
            match facts["path_before"].as_str() {
                Some(before) => whereabouts::follow(&house, area, before).await,
                None => Ok(()),
            }
        })
    },
};
