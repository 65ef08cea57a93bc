//! Named steps with their durations, and the summary at the end.

use std::time::{Duration, Instant};

use anyhow::{Context, Result};

/// The steps taken so far, in order.
#[derive(Default)]
pub struct Steps {
    taken: Vec<Step>,
}

struct Step {
    name: &'static str,
    took: Duration,
    passed: bool,
}

impl Steps {
    /// Takes one step: announces it, times it and keeps its outcome for [`Steps::summary`].
    pub fn take<T>(&mut self, name: &'static str, work: impl FnOnce() -> Result<T>) -> Result<T> {
        println!("\n── {name}");
        let start = Instant::now();
        let outcome = work();
        let step = Step { name, took: start.elapsed(), passed: outcome.is_ok() };
        println!("{step}");
        self.taken.push(step);
        outcome.with_context(|| format!("step `{name}` failed"))
    }

    /// Prints every step taken, one a line.
    pub fn summary(&self) {
        println!("\n── summary");
        for step in &self.taken {
            println!("{step}");
        }
    }
}

impl std::fmt::Display for Step {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let verdict = if self.passed { "ok    " } else { "FAILED" };
        write!(out, "{verdict} {:>7.1} s  {}", self.took.as_secs_f32(), self.name)
    }
}
