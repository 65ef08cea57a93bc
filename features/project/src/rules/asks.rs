//! What each kind of evidence is asked for: its form, and what of it must be there.

use super::piece::{Piece, Verdict};

/// Must a field be filled in?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Want {
    /// There is none.
    No,
    /// It may stay empty.
    May,
    /// It must not.
    Must,
}

/// From which list the group is chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Listed {
    /// The exclusion checks.
    Check,
    /// The groups the course must hear.
    Group,
    /// The sources of the follow squad.
    Squad,
    /// The meetings that speak.
    Forum,
    /// The seat of a juror, in words.
    Seat,
}

/// What a kind of evidence is asked for.
#[derive(Debug, Clone, Copy)]
pub struct Asks {
    /// Which group, and from what list.
    pub group: Option<Listed>,
    /// Verdicts to choose from; none where there is no question.
    pub verdicts: &'static [Verdict],
    /// A first number?
    pub n: bool,
    /// A second one?
    pub m: bool,
    /// An amount?
    pub fen: bool,
    /// Words.
    pub text: Want,
    /// Somebody's name.
    pub who: Want,
    /// Files.
    pub file: Want,
    /// Which supervisor?
    pub refers: bool,
}

const NONE: Asks = Asks {
    group: None,
    verdicts: &[],
    n: false,
    m: false,
    fen: false,
    text: Want::No,
    who: Want::No,
    file: Want::No,
    refers: false,
};
const WORDS: Asks = Asks { text: Want::Must, ..NONE };
const YES_NO: &[Verdict] = &[Verdict::Yes, Verdict::No];

impl Piece {
    /// What it is asked for.
    pub fn asks(self) -> Asks {
        match self {
            Piece::Check => Asks { group: Some(Listed::Check), verdicts: YES_NO, text: Want::May, ..NONE },
            Piece::Opinion => Asks {
                group: Some(Listed::Group),
                verdicts: &[Verdict::Yes, Verdict::No, Verdict::Nothing],
                n: true,
                text: Want::May,
                ..NONE
            },
            Piece::Minutes => Asks { group: Some(Listed::Forum), file: Want::May, ..WORDS },
            Piece::Initiation => Asks { verdicts: YES_NO, ..WORDS },
            Piece::Review => Asks { verdicts: &[Verdict::Yes, Verdict::Returned, Verdict::No], ..WORDS },
            Piece::Approval => Asks { verdicts: &[Verdict::Yes, Verdict::Returned], ..WORDS },
            Piece::Score => Asks { group: Some(Listed::Seat), n: true, m: true, ..NONE },
            Piece::Survey | Piece::Evaluation => Asks { n: true, m: true, text: Want::May, ..NONE },
            Piece::Capacity => Asks { n: true, m: true, ..WORDS },
            Piece::CameraOpinion => Asks { verdicts: YES_NO, n: true, m: true, ..NONE },
            Piece::Design => Asks { file: Want::Must, ..WORDS },
            Piece::Comment => Asks { who: Want::May, ..WORDS },
            Piece::Supervision | Piece::Diary | Piece::Issue | Piece::Paper => {
                Asks { file: Want::May, ..WORDS }
            }
            Piece::Contract => Asks { fen: true, file: Want::May, ..WORDS },
            Piece::Settlement => Asks { fen: true, text: Want::May, ..NONE },
            Piece::Squad => Asks { group: Some(Listed::Squad), who: Want::Must, ..NONE },
            Piece::Supervisor => Asks { who: Want::Must, ..NONE },
            Piece::Before | Piece::After => Asks { file: Want::Must, text: Want::May, ..NONE },
            Piece::Signature => Asks { refers: true, verdicts: YES_NO, text: Want::May, ..NONE },
            Piece::Upkeep | Piece::CameraAgreement => WORDS,
        }
    }
}
