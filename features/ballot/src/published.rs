//! The published file of a count, and the check that anybody can make of it.
//!
//! It holds the rules, every opened vote under a random name and without a time, the list of the box as it was when
//! it was closed, the papers, and the result. [`recount`] counts anew and says what does not agree.

use crate::rules::count::{Outcome, Rules, Slip, count};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;

/// The file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Published {
    /// What was decided on.
    pub title: String,
    /// By which rules.
    pub rules: Rules,
    /// Names of the sealed votes that lay in the box when it was closed, as receipts print them, sorted.
    pub sealed: Vec<String>,
    /// Papers handed in.
    pub papers: i64,
    /// Sealed votes that did not open: altered, or put under another name. They stand in the list and count nowhere.
    pub unopened: i64,
    /// Every vote, by its random name.
    pub votes: Vec<Slip>,
    /// The result as it was announced.
    pub outcome: Outcome,
    /// SHA-256 over everything above, as it stands in the minutes of the count.
    pub mark: String,
}

impl Published {
    /// The mark that belongs to what the file says.
    pub fn right_mark(&self) -> String {
        let blank = Published { mark: String::new(), ..self.clone() };
        let text = serde_json::to_vec(&blank).unwrap_or_default();
        Sha256::digest(text).iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// The same file with its mark.
    pub fn marked(self) -> Self {
        Self { mark: self.right_mark(), ..self }
    }
}

/// What the check found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// The count made anew.
    pub outcome: Option<Outcome>,
    /// What does not agree; nothing if all is well.
    pub faults: Vec<String>,
}

/// Counts the file anew and compares.
pub fn recount(file: &Published) -> Checked {
    let mut faults = Vec::new();
    let mut check = |fine: bool, fault: &str| {
        if !fine {
            faults.push(fault.to_owned());
        }
    };
    check(file.mark == file.right_mark(), "the mark is not that of the file: something in it was altered");
    let names: BTreeSet<&String> = file.sealed.iter().collect();
    check(names.len() == file.sealed.len(), "a sealed vote stands twice in the list of the box");
    let expected = file.sealed.len() as i64 + file.papers - file.unopened;
    check(file.votes.len() as i64 == expected, "there are not as many votes as sealed votes and papers");
    let counted = count(&file.rules, &file.votes);
    if let Ok(outcome) = &counted {
        check(*outcome == file.outcome, "the votes give another result");
    }
    let outcome = counted.map_err(|why| faults.push(why.to_string())).ok();
    Checked { outcome, faults }
}
