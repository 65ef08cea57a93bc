//! What a gate wants to see, and whether it is there.

use super::course::Course;
use super::piece::{Check, Forum, Piece, Proof, Squad, Verdict};
use linju_kernel::lifecycle::Coded;
use linju_kernel::{Refusal, coded};
use std::collections::BTreeSet;

/// Jurors there must be at least, and what they must give on average of a hundred, for each of the two questions.
pub const JURORS: usize = 3;
/// See [`JURORS`].
pub const PASS: i64 = 60;
/// Answers an evaluation must rest on, or nothing is claimed of it.
pub const ANSWERS: i64 = 5;

coded! {
    /// Something a gate wants to see.
    pub enum Need {
        /// A survey.
        Survey = "survey",
        /// Every required group's opinion, or that it had none.
        Opinions = "opinions",
        /// Minutes of a branch meeting.
        Branch = "branch",
        /// Minutes of the residents' council.
        Council = "council",
        /// All three exclusion checks are clear.
        Checks = "checks",
        /// The street's 立项.
        Initiation = "initiation",
        /// Enough jurors who find it feasible and good.
        Jury = "jury",
        /// The street's review approves.
        Approval = "approval",
        /// A design.
        Design = "design",
        /// Every comment on it is answered.
        Answers = "answers",
        /// The latest version is the one that was 审定.
        Frozen = "frozen",
        /// A contract.
        Contract = "contract",
        /// Funds cover its sum.
        Covered = "covered",
        /// The follow squad has all three sources.
        Squad = "squad",
        /// Two residents watch.
        Supervisors = "supervisors",
        /// A photo from before.
        Before = "before",
        /// The site has a diary.
        Diary = "diary",
        /// What was found wrong is put right.
        Fixed = "fixed",
        /// A photo from after.
        After = "after",
        /// Every supervisor has signed.
        Signatures = "signatures",
        /// Somebody keeps it up.
        Upkeep = "upkeep",
        /// The settlement is what was paid.
        Settlement = "settlement",
        /// Enough people have judged it.
        Evaluation = "evaluation",
    }
}

/// What the funds say of a project.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Facts {
    /// Ever committed to it, in fen.
    pub committed: i64,
    /// Paid, in fen.
    pub paid: i64,
    /// Asked for and not yet decided, in fen.
    pub asked: i64,
}

fn of(proofs: &[Proof], piece: Piece) -> impl DoubleEndedIterator<Item = &Proof> {
    proofs.iter().filter(move |p| p.piece == piece)
}

fn last(proofs: &[Proof], piece: Piece) -> Option<&Proof> {
    of(proofs, piece).max_by_key(|p| p.id)
}

/// The latest of a kind for `group`.
fn latest<'a>(proofs: &'a [Proof], piece: Piece, group: &str) -> Option<&'a Proof> {
    of(proofs, piece).filter(|p| p.group == group).max_by_key(|p| p.id)
}

fn is_yes(proof: Option<&Proof>) -> bool {
    proof.is_some_and(|p| p.verdict == Some(Verdict::Yes))
}

/// Does the jury carry it? Each seat counts once, with its latest scores.
pub fn jury(proofs: &[Proof]) -> (usize, i64, i64) {
    let seats: BTreeSet<&str> = of(proofs, Piece::Score).map(|p| p.group.as_str()).collect();
    let scores = seats.iter().filter_map(|seat| latest(proofs, Piece::Score, seat));
    scores.fold((0, 0, 0), |(k, n, m), p| (k + 1, n + p.n, m + p.m))
}

impl Need {
    /// Is it there?
    pub fn met(self, course: Course, proofs: &[Proof], facts: &Facts) -> bool {
        let any = |piece| of(proofs, piece).next().is_some();
        let forum = |forum: Forum| latest(proofs, Piece::Minutes, forum.code()).is_some();
        match self {
            Need::Survey => last(proofs, Piece::Survey).is_some_and(|p| p.n > 0 && p.m * 2 > p.n),
            Need::Opinions => {
                course.groups().iter().all(|g| latest(proofs, Piece::Opinion, g.code()).is_some())
            }
            Need::Branch => forum(Forum::Branch),
            Need::Council => forum(Forum::Council),
            Need::Checks => Check::ALL.iter().all(|c| is_yes(latest(proofs, Piece::Check, c.code()))),
            Need::Initiation => is_yes(last(proofs, Piece::Initiation)),
            Need::Jury => {
                let (jurors, feasible, good) = jury(proofs);
                let pass = PASS * jurors as i64;
                jurors >= JURORS && feasible >= pass && good >= pass
            }
            Need::Approval => is_yes(last(proofs, Piece::Review)),
            Need::Design => any(Piece::Design),
            Need::Answers => of(proofs, Piece::Comment).all(|p| p.answered),
            Need::Frozen => match (last(proofs, Piece::Design), last(proofs, Piece::Approval)) {
                (Some(design), Some(approval)) => approval.hash == design.hash,
                _ => false,
            },
            Need::Contract => any(Piece::Contract),
            Need::Covered => last(proofs, Piece::Contract).is_some_and(|c| c.fen <= facts.committed),
            Need::Squad => Squad::ALL.iter().all(|s| latest(proofs, Piece::Squad, s.code()).is_some()),
            Need::Supervisors => of(proofs, Piece::Supervisor).count() >= 2,
            Need::Before => any(Piece::Before),
            Need::Diary => any(Piece::Diary),
            Need::Fixed => proofs
                .iter()
                .filter(|p| matches!(p.piece, Piece::Issue | Piece::Supervision))
                .all(|p| p.answered),
            Need::After => any(Piece::After),
            Need::Signatures => signed(proofs),
            Need::Upkeep => any(Piece::Upkeep),
            Need::Settlement => {
                last(proofs, Piece::Settlement).is_some_and(|s| s.fen == facts.paid && facts.asked == 0)
            }
            Need::Evaluation => last(proofs, Piece::Evaluation).is_some_and(|e| e.n >= ANSWERS),
        }
    }

    /// The refusal where it is not there.
    pub fn refusal(self) -> Refusal {
        Refusal::new(match self {
            Need::Survey => "project-needs-survey",
            Need::Opinions => "project-needs-opinions",
            Need::Branch => "project-needs-branch",
            Need::Council => "project-needs-council",
            Need::Checks => "project-needs-checks",
            Need::Initiation => "project-needs-initiation",
            Need::Jury => "project-needs-jury",
            Need::Approval => "project-needs-approval",
            Need::Design => "project-needs-design",
            Need::Answers => "project-needs-answers",
            Need::Frozen => "project-needs-frozen",
            Need::Contract => "project-needs-contract",
            Need::Covered => "project-needs-covered",
            Need::Squad => "project-needs-squad",
            Need::Supervisors => "project-needs-supervisors",
            Need::Before => "project-needs-before",
            Need::Diary => "project-needs-diary",
            Need::Fixed => "project-needs-fixed",
            Need::After => "project-needs-after",
            Need::Signatures => "project-needs-signatures",
            Need::Upkeep => "project-needs-upkeep",
            Need::Settlement => "project-needs-settlement",
            Need::Evaluation => "project-needs-evaluation",
        })
    }

    /// The evidence that fulfils it, if recording some does.
    pub fn piece(self) -> Option<Piece> {
        Some(match self {
            Need::Survey => Piece::Survey,
            Need::Opinions => Piece::Opinion,
            Need::Branch | Need::Council => Piece::Minutes,
            Need::Checks => Piece::Check,
            Need::Initiation => Piece::Initiation,
            Need::Jury => Piece::Score,
            Need::Approval => Piece::Review,
            Need::Design => Piece::Design,
            Need::Frozen => Piece::Approval,
            Need::Contract => Piece::Contract,
            Need::Squad => Piece::Squad,
            Need::Supervisors => Piece::Supervisor,
            Need::Before => Piece::Before,
            Need::Diary => Piece::Diary,
            Need::After => Piece::After,
            Need::Signatures => Piece::Signature,
            Need::Upkeep => Piece::Upkeep,
            Need::Settlement => Piece::Settlement,
            Need::Evaluation => Piece::Evaluation,
            Need::Answers | Need::Covered | Need::Fixed => return None,
        })
    }
}

/// Has everyone who watched signed, with yes as their last word? The short procedure has no appointed supervisors:
/// there a resident's signature is enough.
fn signed(proofs: &[Proof]) -> bool {
    let word = |who| of(proofs, Piece::Signature).filter(|s| s.refers == who).max_by_key(|s| s.id);
    let mut watched = of(proofs, Piece::Supervisor).peekable();
    match watched.peek() {
        Some(_) => watched.all(|s| is_yes(word(Some(s.id)))),
        None => is_yes(last(proofs, Piece::Signature)),
    }
}
