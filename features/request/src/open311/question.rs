//! What a list is asked for.

use super::fault::Fault;
use linju_kernel::{Id, Ts};
use linju_web::Posted;

/// Most requests of one answer, and of one page.
pub const MOST: i64 = 1_000;
const DAYS: i64 = 90;
const DAY: i64 = 86_400_000;

/// A list of requests that is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Question {
    /// Those with these ids, whatever else was said.
    These(Vec<Id>),
    /// What came between two moments.
    Span(Span),
}

/// What came between two moments, of some services, open or closed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// From.
    pub from: Ts,
    /// To.
    pub to: Ts,
    /// Only these services; all if empty.
    pub services: Vec<String>,
    /// Only open ones, or only closed ones.
    pub open: Option<bool>,
    /// Page, from 1.
    pub page: i64,
    /// Requests of a page.
    pub size: i64,
}

/// Reads it from the address. An empty value is one that was not given, and what is not known is passed over.
pub fn read(form: &Posted, now: Ts) -> Result<Question, Fault> {
    let ids = list(form.get("service_request_id"));
    if !ids.is_empty() {
        return Ok(Question::These(
            ids.iter().take(MOST as usize).filter_map(|id| id.parse().ok()).collect(),
        ));
    }
    let (from, to) = span(moment(form, "start_date")?, moment(form, "end_date")?, now)?;
    Ok(Question::Span(Span {
        from,
        to,
        services: list(form.get("service_code")),
        open: open(&list(form.get("status")))?,
        page: positive(form, "page")?.unwrap_or(1),
        size: positive(form, "page_size")?.unwrap_or(MOST).min(MOST),
    }))
}

fn span(from: Option<Ts>, to: Option<Ts>, now: Ts) -> Result<(Ts, Ts), Fault> {
    let longest = DAYS * DAY;
    let (from, to) = match (from, to) {
        (Some(from), Some(to)) => (from, to),
        (Some(from), None) => (from, from.plus_ms(longest)),
        (None, to) => {
            let to = to.unwrap_or(now);
            (to.plus_ms(-longest), to)
        }
    };
    match to.0 - from.0 {
        ..0 => Err(Fault::call("end_date is before start_date")),
        span if span > longest => Err(Fault::call("start_date and end_date may be at most 90 days apart")),
        _ => Ok((from, to)),
    }
}

fn moment(form: &Posted, name: &str) -> Result<Option<Ts>, Fault> {
    // A plus sign that was not escaped arrives as a space.
    let text = form.get(name).replace(' ', "+");
    if text.is_empty() {
        return Ok(None);
    }
    let read: Result<jiff::Timestamp, _> = text.parse();
    let wrong = || {
        Fault::call(format!("{name} must be a W3C date-time with its offset, as 2026-11-23T10:00:00+08:00"))
    };
    read.map(|at| Some(Ts(at.as_millisecond()))).map_err(|_| wrong())
}

fn open(states: &[String]) -> Result<Option<bool>, Fault> {
    let named = |state: &str| states.iter().any(|s| s.eq_ignore_ascii_case(state));
    if states.iter().any(|s| !s.eq_ignore_ascii_case("open") && !s.eq_ignore_ascii_case("closed")) {
        return Err(Fault::call("status is open or closed"));
    }
    Ok(match (named("open"), named("closed")) {
        (true, false) => Some(true),
        (false, true) => Some(false),
        _ => None,
    })
}

fn positive(form: &Posted, name: &str) -> Result<Option<i64>, Fault> {
    match form.get(name) {
        "" => Ok(None),
        text => match text.parse::<i64>() {
            Ok(n @ 1..=1_000_000) => Ok(Some(n)),
            _ => Err(Fault::call(format!("{name} is a number from 1"))),
        },
    }
}

fn list(text: &str) -> Vec<String> {
    text.split(',').map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Ts = Ts(1_795_400_000_000);

    fn asked(query: &str) -> Result<Question, Fault> {
        read(&Posted::urlencoded(query.as_bytes()), NOW)
    }

    fn span_of(query: &str) -> Span {
        match asked(query).expect("a question") {
            Question::Span(span) => span,
            Question::These(ids) => panic!("{ids:?}"),
        }
    }

    #[test]
    fn without_a_word_it_is_the_last_ninety_days() {
        let span = span_of("status=&service_code=&unknown=1");
        assert_eq!((span.to, span.to.0 - span.from.0), (NOW, 90 * DAY));
        assert_eq!((span.open, span.services.len(), span.size), (None, 0, MOST));
    }

    #[test]
    fn ids_override_everything_else() {
        let id = Id(77);
        let asked = asked(&format!("service_request_id={id},,nonsense!&status=maybe"));
        assert_eq!(asked, Ok(Question::These(vec![id])));
    }

    #[test]
    fn a_span_is_at_most_ninety_days_and_forward() {
        assert!(asked("start_date=2026-01-01T00:00:00Z&end_date=2026-04-02T00:00:00Z").is_err());
        assert!(asked("start_date=2026-02-01T00:00:00Z&end_date=2026-01-02T00:00:00Z").is_err());
        assert!(asked("start_date=2026-01-01").is_err(), "a day has no offset");
        let span = span_of("start_date=2026-01-01T00:00:00+08:00");
        assert_eq!(span.to.0 - span.from.0, 90 * DAY, "a plus sign may come unescaped");
    }

    #[test]
    fn both_states_are_all_states_and_others_are_refused() {
        assert_eq!(span_of("status=open,closed").open, None);
        assert_eq!(span_of("status=CLOSED").open, Some(false));
        assert!(asked("status=later").is_err());
        assert!(asked("page=0").is_err() && asked("page_size=x").is_err());
        assert_eq!(span_of("page_size=5000&page=3").size, MOST);
    }
}
