//! Opinion groups and the statements that unite them.
//!
//! Residents answer short statements (“the lift shaft should stand on the north side”) with agree, disagree or
//! pass, and may add statements of their own. From the answers alone this engine says
//!
//! - **what unites**: statements that most people agree or disagree on ([`figures::consensus`]). It needs no groups,
//!   holds for any number of people, and is always shown;
//! - **who stands where**: the two directions in which people differ most ([`axes`]), groups of people who answer
//!   alike ([`grouping`]) and the statements that tell each group from the others ([`figures::representative`]);
//! - **whether that would hold** had some people not come ([`stability`]): among thirty to three hundred people the
//!   number of groups often does not, and then no groups are shown ([`map::Gate`]);
//! - **what to ask next**, so that ten taps teach most ([`routing`]).
//!
//! Numbers in, numbers out: [`votes::Votes`] and [`map::Hands`] go in, a [`map::Map`] comes out. Nothing depends on
//! the order of people or lines, on the number of threads or on the machine; everything drawn by lot is drawn from
//! a seed in the settings.
//!
//! The method is that of Polis (Small, Bjorkegren, Erkkilä, Shaw, Megill: Polis: Scaling deliberation by mapping
//! high dimensional opinion spaces, Recerca 26(2), 2021), checked against the output of its server. Where that
//! server depends on who voted first, [`grouping::Start::Content`] does not, and is the default;
//! [`grouping::Start::FirstVoters`] does as the server. [`polis`] reads its exports.

pub mod axes;
mod chance;
mod covariance;
mod eigen;
pub mod figures;
pub mod grouping;
mod kmeans;
pub mod map;
pub mod polis;
pub mod routing;
pub mod stability;
pub mod votes;

pub use map::{Gate, Hands, Map, Settings, map};
pub use votes::{Cast, Standing, Statement, Tally, Vote, Votes};
