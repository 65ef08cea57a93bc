//! Any real contact counts: whoever was spoken to need not be visited for it a second time.

use linju_kernel::coded;

coded! {
    /// A contact that was no visit.
    pub enum Contact {
        /// They came to the counter, or were met at the door about a request.
        Counter = "counter",
        /// 来电: they called, or were called.
        Phone = "phone",
        /// 上门修理: something was repaired in their home.
        Repair = "repair",
        /// 回访: they were asked whether it was settled.
        FollowUp = "follow_up",
        /// They signed in at a meeting.
        Meeting = "meeting",
        /// 老伙伴 looked in.
        Volunteer = "volunteer",
    }
}

/// What is known of something that happened elsewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Heard<'a> {
    /// What kind of thing it happened to.
    pub kind: &'a str,
    /// What was done.
    pub verb: &'a str,
    /// The kind of whoever did it.
    pub actor: &'a str,
    /// By what channel a request came; empty otherwise.
    pub channel: &'a str,
    /// Was a request taken in from elsewhere in the house?
    pub from_elsewhere: bool,
    /// Is the case about the home of the person?
    pub at_home: bool,
}

/// Which contact it was; none where nobody of ours spoke to them: a form sent by phone says nothing of how someone
/// is.
pub fn counts(heard: &Heard) -> Option<Contact> {
    let ours = matches!(heard.actor, "account" | "link");
    match (heard.kind, heard.verb) {
        _ if !ours => None,
        ("meeting", "sign_in") => Some(Contact::Meeting),
        ("case", "receive") if heard.from_elsewhere => None,
        ("case", "receive") => match heard.channel {
            "phone" => Some(Contact::Phone),
            "counter" | "doorstep" => Some(Contact::Counter),
            _ => None,
        },
        ("case", "contact") => Some(Contact::Phone),
        ("case", "confirm" | "dispute") => Some(Contact::FollowUp),
        ("case", "handle") if heard.at_home => Some(Contact::Repair),
        _ => None,
    }
}
