//! A few questions asked at each door, and what was answered.

use linju_kernel::{Refusal, coded};

/// The most questions of a round: a sheet has so many columns.
pub const MOST_QUESTIONS: usize = 5;
const TEXT: std::ops::RangeInclusive<usize> = 2..=40;
const OPTIONS: std::ops::RangeInclusive<usize> = 2..=8;
const LONGEST_ANSWER: usize = 60;
const MOST: i64 = 9_999;

coded! {
    /// How a question is answered.
    pub enum Ask {
        /// 是 or 否.
        YesNo = "yes_no",
        /// One of a few.
        Choice = "choice",
        /// A whole number.
        Number = "number",
        /// A few words.
        Words = "words",
    }
}

/// A question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// What is asked.
    pub text: String,
    /// How it is answered.
    pub ask: Ask,
    /// What there is to choose from.
    pub options: Vec<String>,
}

/// What was answered, in the order of the questions; empty where nothing was.
pub type Answers = Vec<String>;

/// The answer of a yes.
pub const YES: &str = "1";
/// The answer of a no.
pub const NO: &str = "2";

impl Question {
    /// A question as it was typed, its options separated by commas or spaces. Refuses `round-question` and
    /// `round-options`.
    pub fn typed(text: &str, ask: Ask, options: &str) -> Result<Self, Refusal> {
        let tidy = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let text = tidy(text);
        if !TEXT.contains(&text.chars().count()) {
            return Err(Refusal::new("round-question").at("questions"));
        }
        let options: Vec<String> = match ask {
            Ask::Choice => {
                options.split([',', '，', '、', '/', ' ']).map(tidy).filter(|o| !o.is_empty()).collect()
            }
            _ => Vec::new(),
        };
        if ask == Ask::Choice && !OPTIONS.contains(&options.len()) {
            return Err(Refusal::new("round-options").at("questions"));
        }
        Ok(Self { text, ask, options })
    }

    /// The answer that `typed` means: numbers of options as on paper, 1 for yes and 2 for no. Refuses
    /// `round-answer`.
    pub fn answer(&self, typed: &str) -> Result<String, Refusal> {
        let typed = typed.trim();
        if typed.is_empty() {
            return Ok(String::new());
        }
        let number = typed.parse::<i64>().ok();
        let fits = match self.ask {
            Ask::YesNo => typed == YES || typed == NO,
            Ask::Choice => number.is_some_and(|n| (1..=self.options.len() as i64).contains(&n)),
            Ask::Number => number.is_some_and(|n| (0..=MOST).contains(&n)),
            Ask::Words => typed.chars().count() <= LONGEST_ANSWER && !typed.chars().any(char::is_control),
        };
        if fits { Ok(typed.to_owned()) } else { Err(Refusal::new("round-answer").at("answers")) }
    }

    /// The option an answer names.
    pub fn option(&self, answer: &str) -> Option<&str> {
        let n: usize = answer.parse().ok()?;
        self.options.get(n.checked_sub(1)?).map(String::as_str)
    }
}

/// Questions as they are kept: one a line, its parts separated by tabs.
pub fn write(questions: &[Question]) -> String {
    let line = |q: &Question| format!("{}\t{}\t{}", q.ask.code(), q.text, q.options.join("/"));
    questions.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// Questions as they were kept.
pub fn read(text: &str) -> Vec<Question> {
    use linju_kernel::lifecycle::Coded;
    let question = |line: &str| {
        let mut parts = line.split('\t');
        let ask = Ask::of(parts.next()?)?;
        let text = parts.next()?.to_owned();
        let options = parts.next().unwrap_or_default();
        let options = options.split('/').filter(|o| !o.is_empty()).map(str::to_owned).collect();
        Some(Question { text, ask, options })
    };
    text.lines().filter_map(question).collect()
}

/// What was answered to one question at some doors.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counted {
    /// How often each answer was given: yes and no, or each option.
    pub each: Vec<i64>,
    /// The sum, of numbers.
    pub sum: i64,
    /// How many answered.
    pub answered: i64,
}

/// Answers of fewer than this many people are not told apart.
pub const FEWEST: i64 = 5;

impl Counted {
    /// Adds an answer to `question`.
    pub fn add(&mut self, question: &Question, answer: &str) {
        if answer.is_empty() {
            return;
        }
        let wide = if question.ask == Ask::YesNo { 2 } else { question.options.len() };
        self.each.resize(wide, 0);
        self.answered += 1;
        let number: i64 = answer.parse().unwrap_or_default();
        match question.ask {
            Ask::Number => self.sum += number,
            _ => {
                let at = usize::try_from(number - 1).ok();
                self.each.get_mut(at.unwrap_or(usize::MAX)).into_iter().for_each(|n| *n += 1);
            }
        }
    }

    /// Adds what was answered at other doors.
    pub fn join(&mut self, other: &Counted) {
        self.each.resize(self.each.len().max(other.each.len()), 0);
        self.each.iter_mut().zip(&other.each).for_each(|(n, more)| *n += more);
        self.sum += other.sum;
        self.answered += other.answered;
    }

    /// May this be told where it is about people? Not while fewer than [`FEWEST`] answered, nor where one answer
    /// was given by a few of them only.
    pub fn tellable(&self) -> bool {
        self.answered >= FEWEST && self.each.iter().all(|n| *n == 0 || *n >= FEWEST)
    }
}

/// May the sum of `parts` be told, where it is about people? Not where what was not told of a part would come out by
/// taking the others from the sum.
pub fn sum_tellable<'a>(parts: impl IntoIterator<Item = &'a Counted>) -> bool {
    let (mut all, mut untold) = (Counted::default(), Counted::default());
    for part in parts {
        all.join(part);
        if part.answered > 0 && !part.tellable() {
            untold.join(part);
        }
    }
    all.tellable() && (untold.answered == 0 || untold.tellable())
}
