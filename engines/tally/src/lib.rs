//! Votes counted: what a neighbourhood decides, exactly, with the reason for every line.
//!
//! | question | module | electorate |
//! |---|---|---|
//! | May the owners do it? | [`owners`] | owners, by area and by heads |
//! | Did the meeting decide? | [`meeting`] | residents, their delegates, a committee |
//! | Shall it be done, and which of several? | [`choice`] | whoever was asked |
//! | Which projects, with this much money? | [`budget`] | whoever was asked |
//!
//! Plain data in, plain data out. Everything is counted in whole numbers and exact fractions: money in its smallest
//! unit, areas in 0.01 m², and a share that must be reached by multiplying, never by dividing
//! ([`majority::Threshold`]). The order of ballots never matters. Where two are equal, an order published before the
//! count decides ([`tie::TieOrder`]), by name as a string unless a lot was drawn, and the result says that it did.
//!
//! A result explains itself as data: an owners' decision line by line with its article, what was reached and what is
//! lacking; a choice of projects with a verdict on each, why not this one. Words are made elsewhere.
//!
//! Sources: 民法典 278, 1259; 最高人民法院关于审理建筑物区分所有权纠纷案件适用法律若干问题的解释 (2020) 8, 9;
//! 城市居民委员会组织法 (revised 2025) 26–29; 上海市住宅物业管理规定 18, 25, 26, 69; Peters, Pierczyński, Skowron,
//! *Proportional Participatory Budgeting with Additive Utilities* (NeurIPS 2021) for Equal Shares; Los, Christoff,
//! Grossi, *Proportional Budget Allocations* (IJCAI 2022) for Phragmén; Schulze (2011) for rankings; Pabulib for its
//! files ([`pabulib`]). Its elections, as pabutools 1.2.3 counts them, are the tests.

pub mod budget;
pub mod choice;
pub mod fraction;
pub mod majority;
pub mod meeting;
pub mod owners;
pub mod pabulib;
pub mod tie;
