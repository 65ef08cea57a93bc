//! States are data: a lifecycle is one table of transitions and nothing else decides what may follow.
//!
//! A feature writes its table as a constant slice; its buttons, its API, its permission checks, the diagram
//! in the documentation and its property tests are all read from that slice.

use crate::Refusal;
use std::fmt::Debug;

/// One edge: in `from`, someone with one of `who` may do `verb`, which leads to `to`.
#[derive(Debug, Clone, Copy)]
pub struct Edge<S: 'static, V: 'static, W: 'static> {
    /// State the thing must be in.
    pub from: S,
    /// What is done.
    pub verb: V,
    /// State it is in afterwards.
    pub to: S,
    /// Who may do it.
    pub who: &'static [W],
}

/// A whole lifecycle.
#[derive(Debug)]
pub struct Lifecycle<S: 'static, V: 'static, W: 'static> {
    /// Every edge there is.
    pub edges: &'static [Edge<S, V, W>],
}

impl<S: Copy + Eq + Debug, V: Copy + Eq + Debug, W: Copy + Eq> Lifecycle<S, V, W> {
    /// The edge for `verb` out of `from`, whoever may walk it.
    pub fn edge(&self, from: S, verb: V) -> Option<&'static Edge<S, V, W>> {
        self.edges.iter().find(|e| e.from == from && e.verb == verb)
    }

    /// Walks the edge as one of `roles`. Refuses `not-now` where there is no such edge from here and
    /// `not-yours` where there is one for others.
    pub fn step(&self, from: S, verb: V, roles: &[W]) -> Result<S, Refusal> {
        let edge = self.edge(from, verb).ok_or(Refusal::new("not-now"))?;
        if edge.who.iter().any(|w| roles.contains(w)) { Ok(edge.to) } else { Err(Refusal::new("not-yours")) }
    }

    /// What one of `roles` may do next, in the table's order: the buttons of a page.
    pub fn verbs<'a>(&'a self, from: S, roles: &'a [W]) -> impl Iterator<Item = V> + 'a {
        self.edges
            .iter()
            .filter(move |e| e.from == from && e.who.iter().any(|w| roles.contains(w)))
            .map(|e| e.verb)
    }

    /// The table as a Mermaid state diagram, for the documentation.
    pub fn mermaid(&self) -> String {
        let name = |s: &dyn Debug| {
            let mut out = String::new();
            for (i, c) in format!("{s:?}").chars().enumerate() {
                if c.is_uppercase() && i > 0 {
                    out.push('_');
                }
                out.extend(c.to_lowercase());
            }
            out
        };
        let lines = self.edges.iter().map(|e| format!("    {} --> {}: {}\n", name(&e.from), name(&e.to), name(&e.verb)));
        format!("stateDiagram-v2\n{}", lines.collect::<String>())
    }
}
