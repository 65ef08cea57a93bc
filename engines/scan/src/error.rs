//! What cannot be answered, in sentences.

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Error {
    /// No place was given.
    #[error("there is no place to look at")]
    NoPlaces,
    /// No case was given.
    #[error("there is no case to look at")]
    NoCases,
    /// No time, or no span of it.
    #[error("the study must last at least one interval, and so must the longest window")]
    NoTime,
    /// A coordinate that is no number, or lies beyond the poles.
    #[error("place {place} has coordinates that cannot be")]
    Coordinate {
        /// Index of the place.
        place: usize,
    },
    /// A case outside what was described.
    #[error("case {case} names a {what} that does not exist")]
    Outside {
        /// Index of the case.
        case: usize,
        /// What it names.
        what: &'static str,
    },
    /// A list that must be as long as another.
    #[error("{what} has {found} entries where {wanted} are needed")]
    Length {
        /// Which list.
        what: &'static str,
        /// How many it has.
        found: usize,
        /// How many it should have.
        wanted: usize,
    },
    /// A share that is none.
    #[error("the share of a circle must lie above 0 and not above 1")]
    Share,
    /// A category whose parent does not stand before it.
    #[error("category {category} must come after the one it belongs to")]
    Tree {
        /// Index of the category.
        category: usize,
    },
    /// More cases than people, or cases where none are expected.
    #[error("place {place} has cases in interval {interval} where nobody could have had one")]
    Impossible {
        /// Index of the place.
        place: usize,
        /// Index of the interval.
        interval: usize,
    },
    /// Households are counted by their latest request, which windows that end anywhere do not have.
    #[error("households can be counted only in windows that end now, or over the whole time")]
    HouseholdsEver,
    /// Something a file says that is not understood.
    #[error("line {line}, column {column}: {what}")]
    Text {
        /// Line, from 1.
        line: usize,
        /// Column from 1: the character in a line of words, the field in a table.
        column: usize,
        /// What is wrong there.
        what: String,
    },
    /// A series too short for the method.
    #[error("the series has {found} values; the method needs {wanted} before the first one judged")]
    TooShort {
        /// How many there are.
        found: usize,
        /// How many there must be.
        wanted: usize,
    },
    /// A setting out of its range.
    #[error("{0}")]
    Setting(&'static str),
}
