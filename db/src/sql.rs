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

/// The length of the word, quotation, comment or single character that `text` begins with.
pub(crate) fn token_length(text: &str) -> usize {
    let until =
        |end: &str, skip: usize| text[skip..].find(end).map_or(text.len(), |at| skip + at + end.len());
    match text.as_bytes()[0] {
        b'\'' => until("'", 1),
        b'"' => until("\"", 1),
        b'-' if text.starts_with("--") => until("\n", 2),
        byte if byte.is_ascii_alphanumeric() || byte == b'_' => {
            text.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(text.len())
        }
        _ => text.chars().next().map_or(0, char::len_utf8),
    }
}

/// `sql` with its `?` numbered, `$1, $2, …`; those inside quotations and comments stay.
pub(crate) fn numbered(sql: &str) -> String {
    let (mut out, mut rest, mut count) = (String::with_capacity(sql.len() + 16), sql, 0);
    while !rest.is_empty() {
        let (token, after) = rest.split_at(token_length(rest));
        if token == "?" {
            count += 1;
            out.push_str(&format!("${count}"));
        } else {
            out.push_str(token);
        }
        rest = after;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::args;

    #[test]
    fn question_marks_are_numbered_outside_quotations() {
        assert_eq!(
            numbered("select '?', \"?\", a -- ?\n from t where a = ? and b = '灯?' or c=?"),
            "select '?', \"?\", a -- ?\n from t where a = $1 and b = '灯?' or c=$2"
        );
    }

    #[test]
    fn what_is_not_asked_for_leaves_no_trace() {
        let sql = Sql::new("select id from t where a = ?", args![1])
            .when(None::<i64>, " and b = ?")
            .when(Some("x"), " and c = ?")
            .and(" limit ?", args![50]);
        let (text, args) = sql.render(Engine::Sqlite);
        assert_eq!(text, "select id from t where a = ? and c = ? limit ?");
        assert_eq!(args, args![1, "x", 50]);
    }
}
