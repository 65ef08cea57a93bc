//! The text index: Chinese words by pairs of characters, found as exact substrings, walled by area.
//!
//! A text is indexed as its runs of letters and digits. A run becomes its overlapping pairs and then its
//! last character alone: so every character begins exactly one token (a one-character word is a prefix),
//! and that last token keeps a phrase from running over a comma. The area is a token too, marked by `_`,
//! which no word can hold; no query is made without it.
//!
//! SQLite looks up phrases in FTS5, which stores no text. PostgreSQL narrows by the pairs in a GIN index
//! and rechecks the runs themselves; a one-character word is rechecked within the area.

use crate::{Engine, Value, args};
use linju_kernel::{Id, text::bigrams};
use std::borrow::Cow;

/// The index's own table.
pub(crate) fn schema(engine: Engine) -> &'static str {
    match engine {
        // `ascii` keeps everything beyond ASCII as it stands: tokens were made here, none is to be split.
        Engine::Sqlite => {
            "create virtual table if not exists text_index using fts5(grams, content='', contentless_delete=1, \
             tokenize=\"ascii tokenchars '_'\");"
        }
        Engine::Postgres => {
            "create table if not exists text_index (area_id bigint not null, subject_id bigint not null, \
             grams text[] collate \"C\" not null, body text collate \"C\" not null, \
             primary key (area_id, subject_id)); \
             create index if not exists text_index_grams on text_index using gin (grams);"
        }
    }
}

/// The runs of letters and digits in `text`, lower-cased.
fn runs(text: &str) -> Vec<String> {
    let lower: String = text.chars().flat_map(char::to_lowercase).collect();
    lower.split(|c: char| !c.is_alphanumeric()).filter(|run| !run.is_empty()).map(str::to_owned).collect()
}

/// The last character of `run`, where it is not already the run's only token.
fn tail(run: &str) -> Option<String> {
    let mut back = run.chars().rev();
    let last = back.next()?;
    back.next().map(|_| last.to_string())
}

fn tokens(runs: &[String]) -> Vec<String> {
    runs.iter().flat_map(|run| bigrams(run).into_iter().chain(tail(run))).collect()
}

fn area_token(area: Id) -> String {
    format!("_{area}")
}

/// The statement that indexes `subject` by `text`, replacing what was there.
pub(crate) fn index(engine: Engine, area: Id, subject: Id, text: &str) -> (Cow<'static, str>, Vec<Value>) {
    let runs = runs(text);
    match engine {
        Engine::Sqlite => {
            let tokens = format!("{} {}", area_token(area), tokens(&runs).join(" "));
            ("insert or replace into text_index (rowid, grams) values (?, ?)".into(), args![subject, tokens])
        }
        Engine::Postgres => {
            let mut pairs: Vec<String> = runs.iter().flat_map(|run| bigrams(run)).collect();
            pairs.sort_unstable();
            pairs.dedup();
            pairs.push(area_token(area));
            let sql = "insert into text_index (area_id, subject_id, grams, body) \
                       values (?, ?, string_to_array(?, ' '), ?) on conflict (area_id, subject_id) \
                       do update set grams = excluded.grams, body = excluded.body";
            (sql.into(), args![area, subject, pairs.join(" "), runs.join(" ")])
        }
    }
}

/// The area and the text behind what SQLite's index holds of one subject, token by token.
pub(crate) fn text_of<'a>(tokens: impl Iterator<Item = &'a str>) -> Option<(Id, String)> {
    let (mut area, mut text) = (None, String::new());
    let mut within = false;
    for token in tokens {
        if let Some(id) = token.strip_prefix('_') {
            area = id.parse().ok();
            continue;
        }
        if !within && !text.is_empty() {
            text.push(' ');
        }
        // A pair opens with its own character; a single one is the last of its run.
        text.extend(token.chars().next());
        within = token.chars().nth(1).is_some();
    }
    area.map(|area| (area, text))
}

/// The statement that forgets the text of `subject`.
pub(crate) fn unindex(engine: Engine, area: Id, subject: Id) -> (Cow<'static, str>, Vec<Value>) {
    match engine {
        Engine::Sqlite => ("delete from text_index where rowid = ?".into(), args![subject]),
        Engine::Postgres => {
            ("delete from text_index where area_id = ? and subject_id = ?".into(), args![area, subject])
        }
    }
}

/// What to append to a query so that `id_column` is a subject of `area` whose text holds all `words`.
pub(crate) fn restriction(engine: Engine, id_column: &str, area: Id, words: &str) -> (String, Vec<Value>) {
    let words: Vec<Vec<String>> =
        words.split_whitespace().map(runs).filter(|word| !word.is_empty()).collect();
    if words.is_empty() {
        return Default::default();
    }
    match engine {
        Engine::Sqlite => {
            let query =
                words.iter().fold(area_token(area), |query, word| format!("{query} AND {}", phrase(word)));
            let sql = format!(" and {id_column} in (select rowid from text_index where text_index match ?)");
            (sql, args![query])
        }
        Engine::Postgres => {
            let mut pairs: Vec<String> = words.iter().flatten().flat_map(|run| bigrams(run)).collect();
            pairs.retain(|pair| pair.chars().nth(1).is_some());
            pairs.push(area_token(area));
            let recheck = " and body like ?".repeat(words.len());
            let sql = format!(
                " and {id_column} in (select subject_id from text_index \
                 where area_id = ? and grams @> string_to_array(?, ' '){recheck})"
            );
            let mut args = args![area, pairs.join(" ")];
            // Runs are letters and digits only: nothing in them needs escaping from `like`.
            args.extend(words.iter().map(|word| Value::from(format!("%{}%", word.join(" ")))));
            (sql, args)
        }
    }
}

/// One word as an FTS5 phrase. Its last run may go on in the text, so a last run of one character is a prefix.
fn phrase(word: &[String]) -> String {
    let (last, before) = word.split_last().expect("a word has a run");
    let phrase = tokens(before).into_iter().chain(bigrams(last)).collect::<Vec<_>>().join(" ");
    let prefix = if tail(last).is_none() { " *" } else { "" };
    format!("\"{phrase}\"{prefix}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_character_begins_one_token() {
        assert_eq!(tokens(&runs("漏水,3号楼!")), ["漏水", "水", "3号", "号楼", "楼"]);
        assert_eq!(tokens(&runs("灯")), ["灯"]);
    }

    #[test]
    fn the_text_is_read_back_from_its_tokens() {
        for text in ["漏水,3号楼!", "灯", "a b cd 大 路灯 x", ""] {
            let runs = runs(text);
            let (area, tokens) = (area_token(Id(7)), tokens(&runs));
            let all = std::iter::once(area.as_str()).chain(tokens.iter().map(String::as_str));
            assert_eq!(text_of(all), Some((Id(7), runs.join(" "))));
        }
    }

    #[test]
    fn a_phrase_ends_its_inner_runs_and_leaves_the_last_open() {
        assert_eq!(phrase(&runs("3号楼,B座")), "\"3号 号楼 楼 b座\"");
        assert_eq!(phrase(&runs("水")), "\"水\" *");
    }

    #[test]
    fn words_without_letters_restrict_nothing() {
        for engine in [Engine::Sqlite, Engine::Postgres] {
            assert_eq!(restriction(engine, "c.id", Id(1), " ,。 \"* "), Default::default());
        }
    }
}
