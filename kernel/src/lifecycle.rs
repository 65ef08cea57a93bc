//! States are data: a lifecycle is one table of transitions and nothing else decides what may follow.
//!
//! A feature writes its table as a constant slice; its buttons, its API, its permission checks, the diagram
//! in the documentation and its property tests are all read from that slice.

use crate::Refusal;

/// A closed list of named values, stored and shown by stable codes. Made by [`coded!`](crate::coded).
pub trait Coded: Copy + Eq + 'static {
    /// Every value, in the order of its declaration.
    const ALL: &'static [Self];
    /// The stable code, as in the database, the URL and the locale files.
    fn code(self) -> &'static str;
    /// The value of a code.
    fn of(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|v| v.code() == code)
    }
}

/// Declares a closed list: an enum whose values have stable codes.
#[macro_export]
macro_rules! coded {
    ($(#[$meta:meta])* pub enum $name:ident { $($(#[$vmeta:meta])* $value:ident = $code:literal),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub enum $name { $($(#[$vmeta])* $value),+ }

        impl $crate::lifecycle::Coded for $name {
            const ALL: &'static [Self] = &[$(Self::$value),+];
            fn code(self) -> &'static str {
                match self { $(Self::$value => $code),+ }
            }
        }

        impl $name {
            /// The stable code.
            pub fn code(self) -> &'static str {
                $crate::lifecycle::Coded::code(self)
            }
        }
    };
}

/// One row of the table: in any of `from`, someone with one of `who` may do `verb`.
#[derive(Debug, Clone, Copy)]
pub struct Edge<S: 'static, V: 'static, W: 'static> {
    /// States the thing may be in.
    pub from: &'static [S],
    /// What is done.
    pub verb: V,
    /// State it is in afterwards; `None` where it stays.
    pub to: Option<S>,
    /// Who may do it.
    pub who: &'static [W],
}

/// A whole lifecycle.
#[derive(Debug)]
pub struct Lifecycle<S: 'static, V: 'static, W: 'static> {
    /// Every edge there is. The first that fits counts.
    pub edges: &'static [Edge<S, V, W>],
}

impl<S: Coded, V: Coded, W: Copy + Eq> Lifecycle<S, V, W> {
    /// The edge for `verb` out of `from`, whoever may walk it.
    pub fn edge(&self, from: S, verb: V) -> Option<&'static Edge<S, V, W>> {
        self.edges.iter().find(|e| e.verb == verb && e.from.contains(&from))
    }

    /// Where `verb` leads from `from` for someone who is all of `roles`. Refuses `not-now` where the table
    /// has no such edge from here, and `not-yours` where it has one for others.
    pub fn step(&self, from: S, verb: V, roles: &[W]) -> Result<S, Refusal> {
        let edge = self.edge(from, verb).ok_or(Refusal::new("not-now"))?;
        let theirs = edge.who.iter().any(|w| roles.contains(w));
        if theirs { Ok(edge.to.unwrap_or(from)) } else { Err(Refusal::new("not-yours")) }
    }

    /// What someone who is all of `roles` may do next, in the table's order: the buttons of a page.
    pub fn verbs(&self, from: S, roles: &[W]) -> Vec<V> {
        let open =
            self.edges.iter().filter(|e| e.from.contains(&from) && e.who.iter().any(|w| roles.contains(w)));
        open.map(|e| e.verb).collect()
    }

    /// The table as a Mermaid state diagram, for the documentation. Edges that stay are left out.
    pub fn mermaid(&self) -> String {
        let mut out = String::from("stateDiagram-v2\n");
        for edge in self.edges {
            for (from, to) in edge.from.iter().filter_map(|f| edge.to.map(|t| (f, t))) {
                out += &format!("    {} --> {}: {}\n", from.code(), to.code(), edge.verb.code());
            }
        }
        out
    }
}
