//! What residents say in a sentence or two, read by the machine: what it resembles, what it is about, and where.
//!
//! ```text
//!   "三幢二单元的灯坏了好几天"
//!        │
//!        ├── address   mentions ─► 3号 2单元, bytes 0..15
//!        ├── similar   nearest  ─► request 2041: words .21, same stairwell .40, same category .30, 3 days −.01
//!        └── category  advise   ─► 0105 楼道灯 (.94: may be filled in), 0304 路灯 (.03), 0302 停电 (.01)
//! ```
//!
//! A worker is told "this looks like case 2041, 40 m away, last Tuesday" before she writes it down a second time,
//! and finds the category already proposed. The engine suggests; a person decides. It knows no place of the
//! register, no catalogue and no clock: places, categories, residents and moments are the asker's own numbers,
//! and the same input gives the same output on any machine.
//!
//! - [`address`] reads places as people say them, with numerals of either kind, into parts and spans.
//! - [`similar`] keeps the open requests in an inverted index over runs of two and three characters and answers
//!   with the nearest, each with what words, place, category and time gave; and tells what one resident sent twice.
//! - [`category`] suggests at most three categories: from keyword rules on the first day, then from a linear model
//!   that learns from every confirmed category at once and is fitted anew each night. How sure it is, is measured
//!   on texts it had not seen; below 0.9 nothing is filled in.
//! - [`file`](mod@file) does both on CSV files.
//!
//! Sources: TF-IDF of character runs beat words cut by a dictionary, BM25 and hashes on 4,326 real messages
//! (docs/text.md); Salton and Buckley 1988 for the weights; Hsieh et al. 2008 for the fit; Duchi, Hazan and Singer
//! 2011 for the steps between two fits; Guo et al. 2017 and Zadrozny and Elkan 2002 for the confidence.

pub mod address;
pub mod category;
pub mod file;
mod grams;
pub mod similar;
