//! A query being put together.

use crate::{Engine, Value, search};
use linju_kernel::Id;

/// A query with its arguments: `?` placeholders everywhere, in the order of the arguments.
#[derive(Debug, Clone)]
pub struct Sql {
    parts: Vec<Part>,
}

#[derive(Debug, Clone)]
enum Part {
    Text(String, Vec<Value>),
    Matching { id_column: String, area: Id, words: String },
}

impl Sql {
    /// A query of `text` with `args` for its `?`.
    pub fn new(text: impl Into<String>, args: Vec<Value>) -> Self {
        Self { parts: vec![Part::Text(text.into(), args)] }
    }

    /// Appends `text` as it is: begin it with a space.
    pub fn and(mut self, text: &str, args: Vec<Value>) -> Self {
        self.parts.push(Part::Text(text.to_owned(), args));
        self
    }

    /// Appends `text` with that one argument, if there is one.
    pub fn when<T: Into<Value>>(self, arg: Option<T>, text: &str) -> Self {
        match arg {
            Some(arg) => self.and(text, vec![arg.into()]),
            None => self,
        }
    }

    /// Restricts `id_column` to the subjects of `area` whose indexed text holds every one of `words`
    /// (separated by spaces, each found as an exact substring, without regard to case and punctuation).
    /// Words without a letter or digit restrict nothing.
    pub fn matching(mut self, id_column: &str, area: Id, words: &str) -> Self {
        let (id_column, words) = (id_column.to_owned(), words.to_owned());
        self.parts.push(Part::Matching { id_column, area, words });
        self
    }

    /// The text and arguments for `engine`.
    pub(crate) fn render(self, engine: Engine) -> (String, Vec<Value>) {
        let (mut text, mut args) = (String::new(), Vec::new());
        for part in self.parts {
            let (more, with) = match part {
                Part::Text(more, with) => (more, with),
                Part::Matching { id_column, area, words } => {
                    search::restriction(engine, &id_column, area, &words)
                }
            };
            text.push_str(&more);
            args.extend(with);
        }
        (text, args)
    }
}

impl From<&str> for Sql {
    fn from(text: &str) -> Self {
        Sql::new(text, Vec::new())
    }
}
