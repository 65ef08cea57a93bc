//! Fields that several forms of this feature share.

use linju_kernel::Refusal;
use linju_kernel::deadline::TimeLimit;
use linju_web::{Page, Posted};

/// The limit in `<field>_amount` and `<field>_unit`. Refuses `time-limit`.
pub fn limit(form: &Posted, field: &str) -> Result<TimeLimit, Refusal> {
    let amount = form.get(&format!("{field}_amount")).parse().ok();
    let unit = form.coded(&format!("{field}_unit"));
    amount.zip(unit).and_then(|(amount, unit)| TimeLimit::new(amount, unit)).ok_or(Refusal::new("time-limit"))
}

/// `form` with the two fields of a limit filled in.
pub fn with_limit(form: Posted, field: &str, limit: TimeLimit) -> Posted {
    form.with(&format!("{field}_amount"), limit.amount().to_string())
        .with(&format!("{field}_unit"), limit.unit().code())
}

/// A limit as people say it: 5 个工作日.
pub fn say_limit(p: &Page, limit: TimeLimit) -> String {
    p.n(&format!("limit-{}", limit.unit().code()), &limit.amount().into())
}
