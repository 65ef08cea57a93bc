//! What a ballot asks, and what one vote may say.
//!
//! A vote is a short text of codes: `yes`, `no`, `abstain`, or the numbers of options separated by spaces, for a
//! ranking the best first.

use linju_kernel::{Refusal, coded};
use serde::{Deserialize, Serialize};

coded! {
    /// What is asked.
    pub enum Asks {
        /// Whether at all: yes, no, abstain.
        Whether = "whether",
        /// One of several.
        One = "one",
        /// Any number of several.
        Approval = "approval",
        /// All or some in order.
        Ranking = "ranking",
        /// Projects under a budget; shared out fairly (Equal Shares).
        Budget = "budget",
    }
}

/// Takes part and chooses nothing.
pub const ABSTAIN: &str = "abstain";
/// What can be said where it is asked whether.
pub const ANSWERS: [&str; 3] = ["yes", "no", ABSTAIN];

/// Something that can be chosen. Its number is its place on the list, from 1.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// What it is called.
    pub title: String,
    /// What it costs, in fen; 0 where nothing costs anything.
    pub cost: i64,
}

impl Item {
    /// The items a text field lists, one a line; behind a last `=` stands the cost in yuan.
    pub fn lines(text: &str) -> Vec<Item> {
        text.lines().map(str::trim).filter(|line| !line.is_empty()).map(Item::line).collect()
    }

    fn line(line: &str) -> Item {
        let money = line.rsplit_once(['=', '＝']).and_then(|(title, yuan)| {
            let fen = yuan.trim().parse::<i64>().ok()?.checked_mul(100)?;
            Some(Item { title: title.trim().to_owned(), cost: fen })
        });
        money.unwrap_or_else(|| Item { title: line.to_owned(), cost: 0 })
    }
}

impl Asks {
    /// Is one press the whole vote?
    pub fn one_press(self) -> bool {
        matches!(self, Asks::Whether | Asks::One)
    }

    /// The vote that `chosen` says, where there are `items` options. Refuses `ballot-choice-missing`,
    /// `ballot-choice-unknown` and `ballot-choice-one` at `choice`.
    pub fn read<'c>(
        self,
        items: usize,
        chosen: impl IntoIterator<Item = &'c str>,
    ) -> Result<String, Refusal> {
        let refuse = |name| Err(Refusal::new(name).at("choice"));
        let chosen: Vec<&str> = chosen.into_iter().filter(|code| !code.is_empty()).collect();
        let [first, rest @ ..] = &chosen[..] else { return refuse("ballot-choice-missing") };
        if self == Asks::Whether || chosen == [ABSTAIN] {
            return match (ANSWERS.contains(first), rest.is_empty()) {
                (true, true) => Ok((*first).to_owned()),
                (true, false) => refuse("ballot-choice-one"),
                (false, _) => refuse("ballot-choice-unknown"),
            };
        }
        if self == Asks::One && !rest.is_empty() {
            return refuse("ballot-choice-one");
        }
        let mut numbers = Vec::new();
        for code in &chosen {
            match code.parse::<usize>() {
                Ok(n) if (1..=items).contains(&n) && !numbers.contains(&n) => numbers.push(n),
                _ => return refuse("ballot-choice-unknown"),
            }
        }
        if self != Asks::Ranking {
            numbers.sort_unstable();
        }
        Ok(numbers.iter().map(usize::to_string).collect::<Vec<_>>().join(" "))
    }

    /// The vote a clerk types for one paper: `1`, `1 3`, `是`, `否`, `弃`.
    pub fn typed(self, items: usize, line: &str) -> Result<String, Refusal> {
        let code = |word: &str| match word {
            "是" | "同意" | "y" => "yes".to_owned(),
            "否" | "反对" | "n" => "no".to_owned(),
            "弃" | "弃权" | "0" => ABSTAIN.to_owned(),
            other => other.to_owned(),
        };
        let words: Vec<String> =
            line.split([' ', ',', '，', '、']).filter(|word| !word.is_empty()).map(code).collect();
        self.read(items, words.iter().map(String::as_str))
    }
}

/// The options a vote names, from 0; none for an answer or an abstention.
pub fn numbers(vote: &str) -> Vec<usize> {
    vote.split(' ').filter_map(|code| code.parse::<usize>().ok()).filter_map(|n| n.checked_sub(1)).collect()
}
