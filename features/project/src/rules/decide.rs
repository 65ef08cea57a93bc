//! Pure decisions: may this gate be opened, this evidence recorded, and where does a project stand without some?

use super::course::{Course, Gate, Kind, Part, State};
use super::need::{Facts, Need};
use super::piece::{Opens, Piece, Proof, Verdict};
use linju_kernel::Refusal;

/// A project, as far as its rules look at it.
#[derive(Debug, Clone, Copy)]
pub struct Project {
    /// What is made.
    pub kind: Kind,
    /// Which procedure.
    pub course: Course,
    /// Did the street name it for the whole procedure?
    pub named: bool,
    /// Where it stands.
    pub state: State,
}

impl Project {
    /// The gate before it; none behind the last, and none once it is stopped.
    pub fn next(&self) -> Option<&'static Gate> {
        if self.state.stopped() { None } else { self.course.gates().iter().find(|g| g.to > self.state) }
    }

    /// Is it being built? The short procedure has no gate before the works.
    pub fn building(&self) -> bool {
        let short = self.course == Course::Small && self.state == State::Agreed;
        short || matches!(self.state, State::InWorks | State::Done)
    }

    /// What the next gate still wants.
    pub fn lacking(&self, proofs: &[Proof], facts: &Facts) -> Vec<Need> {
        let needs = self.next().map_or(&[][..], |gate| gate.needs);
        needs.iter().copied().filter(|n| !n.met(self.course, proofs, facts)).collect()
    }

    /// Opens the next gate. Refuses `not-now` behind the last, `not-yours` to whoever does not open it, and what
    /// is lacking by its name.
    pub fn advance(&self, parts: &[Part], proofs: &[Proof], facts: &Facts) -> Result<State, Refusal> {
        let gate = self.next().ok_or(Refusal::new("not-now"))?;
        if !parts.contains(&gate.who) {
            return Err(Refusal::new("not-yours"));
        }
        match self.lacking(proofs, facts).first() {
            Some(need) => Err(need.refusal()),
            None => Ok(gate.to),
        }
    }

    /// May evidence of that kind be recorded now by someone who is all of `parts`?
    pub fn open(&self, piece: Piece, parts: &[Part]) -> Result<(), Refusal> {
        let open = match piece.opens() {
            Opens::Between(from, until) => from <= self.state && self.state < until,
            Opens::Works => self.building(),
            Opens::SinceWorks => self.building() || (State::Accepted..State::Refused).contains(&self.state),
            Opens::AtGate => self.next().is_some_and(|g| g.needs.iter().any(|n| n.piece() == Some(piece))),
        };
        if !open {
            return Err(Refusal::new("not-now"));
        }
        match piece.who().iter().any(|who| parts.contains(who)) {
            true => Ok(()),
            false => Err(Refusal::new("not-yours")),
        }
    }

    /// May `new` be recorded? Refuses what [`Project::open`] does, what its kind forbids, and a yes of the street
    /// while something else is lacking at its gate.
    pub fn record(
        &self,
        new: &Proof,
        parts: &[Part],
        proofs: &[Proof],
        facts: &Facts,
    ) -> Result<(), Refusal> {
        self.open(new.piece, parts)?;
        if new.piece.decides() && new.verdict == Some(Verdict::Yes) {
            let with: Vec<Proof> = proofs.iter().chain([new]).cloned().collect();
            if let Some(need) = self.lacking(&with, facts).first() {
                return Err(need.refusal());
            }
        }
        match new.piece {
            Piece::Contract => self.course.fits(self.kind, self.named, new.fen).map_err(|r| r.at("fen")),
            Piece::Survey | Piece::Evaluation if new.m > new.n || new.n < 1 || new.m < 0 => {
                Err(Refusal::new("project-counts").at("m"))
            }
            Piece::Score if !(0..=100).contains(&new.n) || !(0..=100).contains(&new.m) => {
                Err(Refusal::new("project-score").at("n"))
            }
            Piece::Signature if !names_supervisor(new, proofs) => {
                Err(Refusal::new("project-signs-for").at("refers"))
            }
            Piece::CameraAgreement if !residents_want_cameras(proofs) => {
                Err(Refusal::new("project-camera-first"))
            }
            _ => Ok(()),
        }
    }

    /// Where a decision of the street leads: a yes through its gate, a no to the end; back with reasons stays.
    pub fn decided(&self, new: &Proof) -> State {
        match (new.piece.decides(), new.verdict, self.next()) {
            (true, Some(Verdict::Yes), Some(gate)) => gate.to,
            (true, Some(Verdict::No), _) => State::Refused,
            _ => self.state,
        }
    }

    /// Where it stands with these proofs: never further than it is, and before the first gate that they do not
    /// hold open. Withdrawing evidence, and a new version of a frozen design, lead back by this.
    pub fn stands(&self, proofs: &[Proof], facts: &Facts) -> State {
        if self.state.stopped() {
            return self.state;
        }
        let mut at = State::Draft;
        for gate in self.course.gates().iter().filter(|g| g.to <= self.state) {
            if !gate.needs.iter().all(|n| n.met(self.course, proofs, facts)) {
                return at;
            }
            at = gate.to;
        }
        at
    }

    /// May it be given up? Not once a contract stands.
    pub fn give_up(&self, parts: &[Part]) -> Result<(), Refusal> {
        let bound = self.state >= State::Contracted;
        if bound {
            return Err(Refusal::new("not-now"));
        }
        if parts.contains(&Part::Lead) { Ok(()) } else { Err(Refusal::new("not-yours")) }
    }
}

/// A signature is of an appointed supervisor, where there are any.
fn names_supervisor(new: &Proof, proofs: &[Proof]) -> bool {
    let mut watched = proofs.iter().filter(|p| p.piece == Piece::Supervisor).peekable();
    watched.peek().is_none() || watched.any(|s| Some(s.id) == new.refers)
}

/// Cameras follow only residents' own yes to them.
fn residents_want_cameras(proofs: &[Proof]) -> bool {
    let asked = proofs.iter().filter(|p| p.piece == Piece::CameraOpinion).max_by_key(|p| p.id);
    asked.is_some_and(|p| p.verdict == Some(Verdict::Yes))
}
