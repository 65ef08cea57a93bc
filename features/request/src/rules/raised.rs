//! What goes with a case that is taken up the ladder: the secretary's plan with its milestones (书记领办), calling
//! others to the place (约请), and what the street gets to decide on.

use super::case::{Case, Level};
use linju_kernel::{Day, Refusal, Ts};

fn refuse_unless(fine: bool, name: &'static str, field: &'static str) -> Result<(), Refusal> {
    if fine { Ok(()) } else { Err(Refusal::new(name).at(field)) }
}

/// May the secretary lead `case` with this plan? Once it has been taken up, and until it is settled.
pub fn lead(case: &Case, plan: &str) -> Result<(), Refusal> {
    refuse_unless(case.level >= Level::Secretary && case.state.is_before_handled(), "not-raised", "plan")?;
    refuse_unless(!plan.trim().is_empty(), "plan-missing", "plan")
}

/// May `what` be set as a milestone, to be reached by `due`?
pub fn milestone(what: &str, due: Option<Day>, today: Day) -> Result<Day, Refusal> {
    refuse_unless(!what.trim().is_empty(), "milestone-missing", "what")?;
    due.filter(|due| *due >= today).ok_or(Refusal::new("wanted-by-past").at("due"))
}

/// May others be called to the place for `case`? Whoever leads it calls, not before it was taken up.
pub fn call(case: &Case, why: &str, meets: Option<Ts>, called: usize) -> Result<Ts, Refusal> {
    refuse_unless(case.level >= Level::Secretary && case.state.is_before_handled(), "not-raised", "why")?;
    refuse_unless(!why.trim().is_empty(), "reason-missing", "why")?;
    refuse_unless(called > 0, "call-nobody", "called")?;
    meets.ok_or(Refusal::new("meets-missing").at("meets"))
}

/// What the street gets: at least one way, what is wanted of it, and the cost where there is one, in fen.
pub fn package(options: &str, wanted: &str, cost: &str) -> Result<Option<i64>, Refusal> {
    refuse_unless(!options.trim().is_empty(), "options-missing", "options")?;
    refuse_unless(!wanted.trim().is_empty(), "wanted-missing", "wanted")?;
    match cost.trim() {
        "" => Ok(None),
        text => fen(text).map(Some).ok_or(Refusal::new("cost-wrong").at("cost")),
    }
}

/// An amount in yuan as people write it (`12,000.5`), in fen; none below nothing or with parts of a fen.
pub fn fen(text: &str) -> Option<i64> {
    let text: String = text.chars().filter(|c| !matches!(c, ',' | '，' | ' ' | '元')).collect();
    let (yuan, parts) = text.split_once('.').unwrap_or((&text, ""));
    let digits = |text: &str| text.chars().all(|c| c.is_ascii_digit());
    if yuan.is_empty() || !digits(yuan) || !digits(parts) || parts.len() > 2 {
        return None;
    }
    let parts: i64 = format!("{parts:0<2}").parse().ok()?;
    yuan.parse::<i64>().ok()?.checked_mul(100)?.checked_add(parts)
}

/// Fen as yuan: `12000.50`, without `.00`.
pub fn yuan(fen: i64) -> String {
    match (fen / 100, fen % 100) {
        (yuan, 0) => yuan.to_string(),
        (yuan, parts) => format!("{yuan}.{parts:02}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn amounts_are_read_as_people_write_them() {
        assert_eq!(fen("12,000.5"), Some(1_200_050));
        assert_eq!(fen("3 000元"), Some(300_000));
        for wrong in ["", "-1", "1.234", "约三千", ".5", "1.2.3", "99999999999999999999"] {
            assert_eq!(fen(wrong), None, "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(amount in 0..10_000_000_000i64) {
            prop_assert_eq!(fen(&yuan(amount)), Some(amount));
        }
    }

    #[test]
    fn the_secretary_leads_what_was_taken_up_to_him() {
        let mut case = Case::received(linju_kernel::Id(1), Ts(0), true);
        let refused = |case: &Case, plan| lead(case, plan).map_err(|refusal| refusal.name);
        assert_eq!(refused(&case, "周五前会同物业换管"), Err("not-raised"));
        case.level = Level::Secretary;
        assert_eq!(refused(&case, " "), Err("plan-missing"));
        assert_eq!(refused(&case, "周五前会同物业换管"), Ok(()));
        case.state = super::super::State::Closed;
        assert_eq!(refused(&case, "周五前会同物业换管"), Err("not-raised"));
    }
}
