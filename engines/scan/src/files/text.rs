//! Words of a line, each with where it stands.

use crate::Error;
use std::str::FromStr;

/// A word and its place in the file.
#[derive(Debug, Clone, Copy)]
pub(super) struct Word<'a> {
    pub text: &'a str,
    pub line: usize,
    pub column: usize,
}

impl Word<'_> {
    /// What is wrong here.
    pub fn wrong(&self, what: impl Into<String>) -> Error {
        Error::Text { line: self.line, column: self.column, what: what.into() }
    }

    /// The word as a value; `what` names what should stand here.
    pub fn read<T: FromStr>(&self, what: &str) -> Result<T, Error> {
        self.text.parse().map_err(|_| self.wrong(format!("“{}” is no {what}", self.text)))
    }
}

/// The lines that say something, as words between spaces, tabs or commas. A word in quotes may hold any of them.
pub(super) fn lines(text: &str) -> impl Iterator<Item = Vec<Word<'_>>> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    text.lines().enumerate().map(|(number, line)| words(line, number + 1)).filter(|words| !words.is_empty())
}

/// The word at `index`, or where it is missed.
pub(super) fn word<'a>(words: &[Word<'a>], index: usize, what: &str) -> Result<Word<'a>, Error> {
    words.get(index).copied().ok_or_else(|| match words.last() {
        Some(last) => Error::Text {
            line: last.line,
            column: last.column + last.text.chars().count(),
            what: format!("{what} is missing"),
        },
        None => Error::Text { line: 1, column: 1, what: format!("{what} is missing") },
    })
}

fn words(line: &str, number: usize) -> Vec<Word<'_>> {
    let mut words = Vec::new();
    let mut rest = line.char_indices().enumerate().peekable();
    while let Some((column, (begin, first))) = rest.next() {
        if separates(first) {
            continue;
        }
        let quoted = first == '"';
        let ends = |c: char| if quoted { c == '"' } else { separates(c) };
        let end = rest.find(|&(_, (_, c))| ends(c)).map_or(line.len(), |(_, (at, _))| at);
        let begin = if quoted { begin + 1 } else { begin };
        words.push(Word { text: &line[begin..end.max(begin)], line: number, column: column + 1 });
    }
    words
}

fn separates(c: char) -> bool {
    c.is_whitespace() || c == ',' || c == ';'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_know_where_they_stand() {
        let said: Vec<_> = lines("\u{feff}a  1\r\n\r\n\"north end\",2\n")
            .flatten()
            .map(|word| (word.text, word.line, word.column))
            .collect();
        assert_eq!(said, [("a", 1, 1), ("1", 1, 4), ("north end", 3, 1), ("2", 3, 13)]);
    }
}
