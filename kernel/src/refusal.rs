//! A refusal has a name, a sentence a person understands and, where law speaks, its article.

use std::fmt;

/// Why a command was not carried out. Nothing changed.
///
/// `name` is stable (`case-returned-too-often`): tests and the API use it, and the locale files hold its
/// sentence under `refusal-<name>`. `law` names the article where one decides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// Stable name in kebab case.
    pub name: &'static str,
    /// The form field it belongs to, if one caused it.
    pub field: Option<&'static str>,
    /// Article of law or rule that decides, as printed to the person.
    pub law: Option<&'static str>,
}

impl Refusal {
    /// A refusal by name.
    pub const fn new(name: &'static str) -> Self {
        Self { name, field: None, law: None }
    }

    /// The same refusal, shown at `field`.
    pub const fn at(self, field: &'static str) -> Self {
        Self { field: Some(field), ..self }
    }

    /// The same refusal, on the ground of `law`.
    pub const fn by(self, law: &'static str) -> Self {
        Self { law: Some(law), ..self }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

impl std::error::Error for Refusal {}
