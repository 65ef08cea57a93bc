//! 联合办理: the parts of a case as pages show them, and what they come to in one reply.

use crate::store::tasks::Task;
use linju_core::words::Locale;
use linju_web::Page;

/// A co-handler's part.
pub struct Part {
    /// Who.
    pub organisation: String,
    /// What and by when.
    pub task: Task,
}

/// `tasks` with the names of those who do them; what is no longer asked for is left out.
pub fn parts(p: &Page, tasks: Vec<Task>) -> Vec<Part> {
    let reference = p.app.house.reference();
    let name = |task: &Task| reference.organisation_name(Some(task.organisation_id)).to_owned();
    let asked = tasks.into_iter().filter(|task| task.state != "dropped");
    asked.map(|task| Part { organisation: name(&task), task }).collect()
}

/// What was done in each part, for whoever leads to make one reply of it, in plain Chinese as replies are; empty
/// where nothing was joint.
pub fn merged(p: &Page, parts: &[Part]) -> String {
    let told = |part: &Part| {
        let note = part.task.note.trim_end_matches(['。', '.']).to_owned();
        let values = [("name", part.organisation.as_str().into()), ("note", note.into())];
        p.app.house.words.with(Locale::Zh, "joint-reply", &values)
    };
    parts.iter().filter(|part| part.task.state == "done").map(told).collect::<Vec<_>>().join("\n")
}
