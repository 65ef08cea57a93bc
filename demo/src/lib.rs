//! The demo world: 北外滩街道 with 汉阳, 久耕 and 三联, as data.
//!
//! [`world`] makes everything from a seed and a day: places, people, organisations, accounts, a year of
//! requests with the scripts of their lives, and the stories of the articles told exactly. Nothing here
//! does I/O or knows a table; a loader plays the structs through the ordinary commands.
//!
//! The articles' figures are kept as [`SourceFact`]s; the registry's own counts come out of the people.
//! Every name, phone and date around them is invented ([`MARK`], [`is_fictional`]).

mod codes;
mod dice;
mod hours;
mod life;
mod names;
mod orgs;
mod people;
mod phrases;
mod places;
mod request;
mod roles;
mod staff;
mod stories;
mod stream;
mod street;
#[cfg(test)]
mod tests;
mod words;
mod world;

pub use names::is_fictional;
pub use orgs::{Org, OrgKind};
pub use people::{Gender, Household, HouseholdKind, Person, Residence, Tenure};
pub use places::{Building, Place, PlaceKind};
pub use request::{
    Channel, Closing, Dispute, Doer, HotlineOrder, Outcome, Request, Requester, Satisfaction, Step, Urgency,
    What,
};
pub use roles::{EmergencyContact, Role, RoleKind};
pub use staff::{Account, Duty, Grid};
pub use stories::{ItemState, ListItem, ListKind, Retrofit, Story};
pub use street::{ARTICLES, Area, FACTS, MARK, SourceFact, Street};
pub use world::{AreaRef, HouseholdRef, OrgRef, PersonRef, PlaceRef, StaffRef, World, world};
