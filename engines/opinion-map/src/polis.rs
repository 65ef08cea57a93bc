//! Reading what the Polis platform exports, `comments.csv` and `votes.csv`, and the cards counted at a meeting.
//!
//! Columns are known by their heads, in any order; others are ignored. In the exported files +1 is agreement.

use crate::map::Hands;
use crate::votes::{Cast, Standing, Statement, Tally, Vote, Votes};
use csv::StringRecord;
use std::collections::BTreeSet;

/// What is wrong with a file, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// A column is not there.
    #[error("{file}: there is no column {column}")]
    NoColumn {
        /// The file.
        file: &'static str,
        /// Its head.
        column: &'static str,
    },
    /// A field does not hold what it should.
    #[error("{file}, line {line}, column {column}: “{found}” is not {expected}")]
    Field {
        /// The file.
        file: &'static str,
        /// The line it begins on, from 1.
        line: u64,
        /// Head of the column.
        column: &'static str,
        /// What stands there.
        found: String,
        /// What should.
        expected: &'static str,
    },
    /// A line is not CSV.
    #[error("{file}, line {line}: {why}")]
    Line {
        /// The file.
        file: &'static str,
        /// The line it begins on, from 1.
        line: u64,
        /// What the reader says.
        why: String,
    },
}

/// An exported conversation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conversation {
    /// The statements with their words, by number.
    pub statements: Vec<(Statement, String)>,
    /// The votes.
    pub votes: Votes,
}

/// Which statements without a decision of moderation have a part in the map.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moderation {
    /// All that were not rejected.
    Lenient,
    /// Only those that were accepted.
    Strict,
}

impl Conversation {
    /// Reads the two files.
    pub fn read(comments: &str, votes: &str, moderation: Moderation) -> Result<Conversation, Error> {
        let mut statements = read_comments(comments, moderation)?;
        statements.sort_by_key(|(statement, _)| statement.id);
        statements.dedup_by_key(|(statement, _)| statement.id);
        let listed: Vec<Statement> = statements.iter().map(|(statement, _)| *statement).collect();
        let casts = read_votes(votes, &listed.iter().map(|statement| statement.id).collect())?;
        Ok(Conversation { statements, votes: Votes::from_casts(listed, casts) })
    }

    /// Reads the cards of a meeting, a line per statement: `comment-id,agrees,disagrees,passes`.
    pub fn read_hands(&self, text: &str) -> Result<Vec<Hands>, Error> {
        let mut sheet = Sheet::open("hands", text)?;
        let statement = sheet.column("comment-id")?;
        let [agree, disagree, pass] =
            [sheet.column("agrees")?, sheet.column("disagrees")?, sheet.column("passes")?];
        let mut hands = Vec::new();
        while let Some(row) = sheet.next()? {
            let number = sheet.number(&row, statement, "the number of a comment")?;
            if self.votes.column(number).is_none() {
                return Err(sheet.wrong(&row, statement, "in comments.csv"));
            }
            let cards = |column| sheet.number(&row, column, "a number of cards");
            let cards = Tally { agree: cards(agree)?, disagree: cards(disagree)?, pass: cards(pass)? };
            hands.push(Hands { statement: number, cards });
        }
        Ok(hands)
    }
}

fn read_comments(text: &str, moderation: Moderation) -> Result<Vec<(Statement, String)>, Error> {
    let mut sheet = Sheet::open("comments.csv", text)?;
    let id = sheet.column("comment-id")?;
    let moderated = sheet.column("moderated")?;
    let (meta, words) = (sheet.head("is-meta"), sheet.head("comment-body"));
    let mut statements = Vec::new();
    while let Some(row) = sheet.next()? {
        let number = sheet.number(&row, id, "the number of a comment")?;
        let decision: i64 = sheet.number(&row, moderated, "-1, 0 or 1")?;
        let about_person =
            meta.and_then(|meta| row.get(meta)).is_some_and(|yes| matches!(yes.trim(), "true" | "1"));
        let standing = match (decision, moderation) {
            (-1, _) | (0, Moderation::Strict) => Standing::Rejected,
            (0 | 1, _) if about_person => Standing::Meta,
            (0 | 1, _) => Standing::Open,
            _ => return Err(sheet.wrong(&row, moderated, "-1, 0 or 1")),
        };
        let words = words.and_then(|words| row.get(words)).unwrap_or_default();
        statements.push((Statement { id: number, standing }, words.to_owned()));
    }
    Ok(statements)
}

fn read_votes(text: &str, listed: &BTreeSet<u64>) -> Result<Vec<Cast>, Error> {
    let mut sheet = Sheet::open("votes.csv", text)?;
    let at = sheet.column("timestamp")?;
    let statement = sheet.column("comment-id")?;
    let person = sheet.column("voter-id")?;
    let vote = sheet.column("vote")?;
    let mut casts = Vec::new();
    while let Some(row) = sheet.next()? {
        let cast = Cast {
            at: sheet.number(&row, at, "a moment in milliseconds")?,
            person: sheet.number(&row, person, "the number of a person")?,
            statement: sheet.number(&row, statement, "the number of a comment")?,
            vote: match row.get(vote.0).map(str::trim) {
                Some("1") => Vote::Agree,
                Some("0") => Vote::Pass,
                Some("-1") => Vote::Disagree,
                _ => return Err(sheet.wrong(&row, vote, "1 (agree), 0 (pass) or -1 (disagree)")),
            },
        };
        if !listed.contains(&cast.statement) {
            return Err(sheet.wrong(&row, statement, "in comments.csv"));
        }
        casts.push(cast);
    }
    Ok(casts)
}

/// A column: where it stands and how it is called.
type Column = (usize, &'static str);

/// A CSV file with heads.
struct Sheet<'a> {
    file: &'static str,
    reader: csv::Reader<&'a [u8]>,
    heads: StringRecord,
}

impl<'a> Sheet<'a> {
    fn open(file: &'static str, text: &'a str) -> Result<Sheet<'a>, Error> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let heads = reader.headers().map_err(|error| not_csv(file, &error))?.clone();
        Ok(Sheet { file, reader, heads })
    }

    fn head(&self, column: &str) -> Option<usize> {
        self.heads.iter().position(|head| head.trim() == column)
    }

    fn column(&self, column: &'static str) -> Result<Column, Error> {
        let place = self.head(column).ok_or(Error::NoColumn { file: self.file, column })?;
        Ok((place, column))
    }

    fn next(&mut self) -> Result<Option<StringRecord>, Error> {
        let mut row = StringRecord::new();
        let more = self.reader.read_record(&mut row).map_err(|error| not_csv(self.file, &error))?;
        Ok(more.then_some(row))
    }

    fn number<T: std::str::FromStr>(
        &self,
        row: &StringRecord,
        of: Column,
        expected: &'static str,
    ) -> Result<T, Error> {
        let text = row.get(of.0).unwrap_or_default();
        text.trim().parse().map_err(|_| self.wrong(row, of, expected))
    }

    fn wrong(&self, row: &StringRecord, (place, column): Column, expected: &'static str) -> Error {
        Error::Field {
            file: self.file,
            line: row.position().map_or(0, |position| position.line()),
            column,
            found: row.get(place).unwrap_or_default().to_owned(),
            expected,
        }
    }
}

fn not_csv(file: &'static str, error: &csv::Error) -> Error {
    let line = error.position().map_or(0, |position| position.line());
    Error::Line { file, line, why: error.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    const COMMENTS: &str = "comment-id,moderated,comment-body\n0,1,\"Lifts, first\"\n1,0,Lamps\n2,-1,Spam\n";

    fn read(votes: &str) -> Result<Conversation, Error> {
        Conversation::read(COMMENTS, votes, Moderation::Lenient)
    }

    #[test]
    fn the_latest_vote_counts_in_whatever_order_lines_stand() {
        let lines = ["30,0,7,1", "10,0,7,-1", "20,1,8,0"];
        let conversation = read(&format!("timestamp,comment-id,voter-id,vote\n{}\n", lines.join("\n")));
        let votes = conversation.as_ref().map(|conversation| &conversation.votes).expect("the file is right");
        assert_eq!(votes.people(), [7, 8]);
        assert_eq!(votes.get(0, 0), Some(Vote::Agree));
        assert_eq!(votes.get(1, 1), Some(Vote::Pass));
        assert_eq!(votes.get(1, 0), None);
        let turned =
            format!("timestamp,comment-id,voter-id,vote\n{}\n{}\n{}\n", lines[2], lines[1], lines[0]);
        assert_eq!(read(&turned), conversation);
    }

    #[test]
    fn moderation_decides_what_has_a_part() {
        let standings = |moderation| {
            let conversation =
                Conversation::read(COMMENTS, "timestamp,comment-id,voter-id,vote\n", moderation);
            let conversation = conversation.expect("the files are right");
            conversation.statements.iter().map(|(statement, _)| statement.standing).collect::<Vec<_>>()
        };
        assert_eq!(standings(Moderation::Lenient), [Standing::Open, Standing::Open, Standing::Rejected]);
        assert_eq!(standings(Moderation::Strict), [Standing::Open, Standing::Rejected, Standing::Rejected]);
    }

    #[test]
    fn cards_of_a_meeting_are_read_by_statement() {
        let conversation = read("timestamp,comment-id,voter-id,vote\n").expect("the file is right");
        let hands = conversation.read_hands("comment-id,passes,agrees,disagrees\n1,2,30,4\n");
        assert_eq!(hands, Ok(vec![Hands { statement: 1, cards: Tally { agree: 30, disagree: 4, pass: 2 } }]));
        let said = |text: &str| conversation.read_hands(text).expect_err("the file is wrong").to_string();
        assert_eq!(
            said("comment-id,agrees,disagrees,passes\n1,-3,0,0\n"),
            "hands, line 2, column agrees: “-3” is not a number of cards"
        );
        assert_eq!(
            said("comment-id,agrees,disagrees,passes\n8,3,0,0\n"),
            "hands, line 2, column comment-id: “8” is not in comments.csv"
        );
    }

    #[test]
    fn a_wrong_field_is_named_by_line_and_column() {
        let said = |votes: &str| read(votes).expect_err("the file is wrong").to_string();
        assert_eq!(
            said("timestamp,comment-id,voter-id,vote\n1,0,7,1\n2,0,7,2\n"),
            "votes.csv, line 3, column vote: “2” is not 1 (agree), 0 (pass) or -1 (disagree)"
        );
        assert_eq!(
            said("timestamp,comment-id,voter-id,vote\n1,9,7,1\n"),
            "votes.csv, line 2, column comment-id: “9” is not in comments.csv"
        );
        assert_eq!(said("timestamp,comment-id,vote\n"), "votes.csv: there is no column voter-id");
    }
}
