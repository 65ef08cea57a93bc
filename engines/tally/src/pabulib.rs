//! The file format of Pabulib, the library of participatory budgeting elections (<https://pabulib.org>): three
//! tables of one election, separated by semicolons, in UTF-8.

mod read;
mod write;

use crate::budget::{Ballot, Choice, Election, Project, Utility};
use serde::Serialize;
use std::collections::HashMap;
use thiserror::Error;

/// One election as its file says it: every table with all its columns, in their order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct File {
    /// What is said of the election: `key;value`
    pub meta: Vec<Entry>,
    /// What may be chosen: `project_id;cost;…`
    pub projects: Table,
    /// Who chose what: `voter_id;vote;…`
    pub votes: Table,
}

/// One line of META.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Entry {
    /// Line of the file, from 1; 0 if it comes from no file.
    pub line: u64,
    /// What is said.
    pub key: String,
    /// How.
    pub value: String,
}

/// Rows under named columns.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Table {
    /// Names of the columns.
    pub columns: Vec<String>,
    /// Fields of each row; as many as there are columns.
    pub rows: Vec<Row>,
}

/// One row.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Row {
    /// Line of the file on which it begins, from 1; 0 if it comes from no file.
    pub line: u64,
    /// The fields.
    pub fields: Vec<String>,
}

/// What a ballot says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum VoteType {
    /// Any number of projects.
    Approval,
    /// One project.
    Choose1,
    /// Projects in order, the best first.
    Ordinal,
    /// Points out of a sum.
    Cumulative,
    /// Points for each.
    Scoring,
}

impl VoteType {
    /// The utility usual for such ballots: points where there are points, ranks where there are ranks, else cost.
    pub fn usual_utility(self) -> Utility {
        match self {
            Self::Approval | Self::Choose1 => Utility::Cost,
            Self::Ordinal => Utility::Borda,
            Self::Cumulative | Self::Scoring => Utility::Points,
        }
    }
}

/// What is wrong with a file, and where.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("line {line}, column {column}: {what}")]
pub struct Fault {
    /// Line, from 1.
    pub line: u64,
    /// Name of the column, or of the section where no column is meant.
    pub column: String,
    /// What is wrong.
    pub what: Wrong,
}

/// What can be wrong.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Wrong {
    /// A section's title is expected.
    #[error("a line with only {0} is expected here")]
    NoSection(&'static str),
    /// A column is missing.
    #[error("this column is missing")]
    NoColumn,
    /// A key of META is missing.
    #[error("META has no such key")]
    NoKey,
    /// A row is too long or too short.
    #[error("{found} fields, where the head has {expected}")]
    Fields {
        /// In the row.
        found: usize,
        /// In the head.
        expected: usize,
    },
    /// Not a number, or one that is not counted here.
    #[error("{0:?} is not a number from 0 that can be counted exactly")]
    Number(String),
    /// Unknown kind of ballot.
    #[error("{0:?} is no kind of ballot: approval, choose-1, ordinal, cumulative, scoring")]
    VoteType(String),
    /// Counted lines differ from what META says.
    #[error("META says {said}, the file has {found}")]
    Count {
        /// In META.
        said: String,
        /// In the file.
        found: usize,
    },
    /// A vote for something that is not there.
    #[error("there is no project {0:?}")]
    NoProject(String),
    /// A vote for the same thing twice.
    #[error("project {0:?} is named twice")]
    Twice(String),
    /// Points and votes do not match.
    #[error("{votes} projects but {points} points")]
    Points {
        /// Projects named.
        votes: usize,
        /// Numbers given.
        points: usize,
    },
    /// Quotes or bytes that cannot be read.
    #[error("{0}")]
    Unreadable(String),
}

/// An election taken from a file, with the units in which money and points are counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted {
    /// What can be counted.
    pub election: Election,
    /// How its ballots were marked.
    pub vote_type: VoteType,
    /// Digits after the point with which money is counted: 2 where the file has 1538904.42.
    pub decimals: u32,
}

impl Entry {
    fn fault(&self, what: Wrong) -> Fault {
        Fault { line: self.line, column: format!("META {}", self.key), what }
    }
}

impl Table {
    /// Position of a column.
    pub fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column == name)
    }

    fn must(&self, name: &str, section: &'static str) -> Result<usize, Fault> {
        let line = self.rows.first().map_or(0, |row| row.line.saturating_sub(1));
        let fault = || Fault { line, column: format!("{section} {name}"), what: Wrong::NoColumn };
        self.column(name).ok_or_else(fault)
    }
}

impl File {
    /// Value of a key of META.
    pub fn meta(&self, key: &str) -> Option<&str> {
        self.entry(key).map(|entry| entry.value.as_str())
    }

    fn entry(&self, key: &str) -> Option<&Entry> {
        self.meta.iter().find(|entry| entry.key == key)
    }

    fn must(&self, key: &str) -> Result<&Entry, Fault> {
        self.entry(key).ok_or_else(|| Fault { line: 1, column: format!("META {key}"), what: Wrong::NoKey })
    }

    /// The selection the file itself records: projects whose `selected` is 1. None where the column is missing.
    pub fn official(&self) -> Option<Vec<&str>> {
        let (id, selected) = (self.projects.column("project_id")?, self.projects.column("selected")?);
        let rows = self.projects.rows.iter().filter(|row| row.fields[selected] == "1");
        Some(rows.map(|row| row.fields[id].as_str()).collect())
    }

    /// What can be counted. Money is taken in the smallest unit the file writes anywhere.
    pub fn election(&self) -> Result<Counted, Fault> {
        read::election(self)
    }
}

/// Reads a file. A byte order mark is passed over.
pub fn read(text: &str) -> Result<File, Fault> {
    read::file(text)
}

/// Writes a file that reads back as the same.
pub fn write(file: &File) -> String {
    write::file(file)
}
