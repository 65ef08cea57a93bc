//! What decides: kinds of channel, the life of a delivery, when the next try is, and how much fits into one message.

pub mod pace;
pub mod text;

use linju_kernel::coded;
use linju_kernel::lifecycle::{Edge, Lifecycle};

coded! {
    /// A way out of the house.
    pub enum Kind {
        /// SMS through a provider that speaks as Aliyun does (短信服务 `SendSms`).
        Sms = "sms",
        /// A robot in a work group of 企业微信.
        Wecom = "wecom",
        /// A robot in a work group of 钉钉, with its signature (加签).
        Dingtalk = "dingtalk",
    }
}

impl Kind {
    /// The host the provider answers on. Another one has to be allowed by whoever runs the server.
    pub const fn host(self) -> &'static str {
        match self {
            Kind::Sms => "dysmsapi.aliyuncs.com",
            Kind::Wecom => "qyapi.weixin.qq.com",
            Kind::Dingtalk => "oapi.dingtalk.com",
        }
    }

    /// Does it speak to a group of staff rather than to one person?
    pub const fn is_robot(self) -> bool {
        matches!(self, Kind::Wecom | Kind::Dingtalk)
    }
}

coded! {
    /// Where a delivery stands.
    pub enum State {
        /// It is sent when its turn comes.
        Waiting = "waiting",
        /// A node is sending it.
        Sending = "sending",
        /// The provider took it.
        Sent = "sent",
        /// Nobody knows whether it arrived: the answer never came.
        Unsure = "unsure",
        /// The provider refused it, or it could not be sent for too long.
        Failed = "failed",
        /// A person told it, or found that it had arrived.
        ByHand = "by_hand",
    }
}

coded! {
    /// What happens to a delivery.
    pub enum Verb {
        /// A node begins to send it.
        Send = "send",
        /// The provider took it.
        Accept = "accept",
        /// Not now: the provider is busy, or cannot be reached.
        Defer = "defer",
        /// The provider will not take it.
        Refuse = "refuse",
        /// The answer never came.
        Lose = "lose",
        /// Send it once more.
        Again = "again",
        /// A person took it over.
        TakeOver = "take_over",
    }
}

/// Who does something with a delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The platform.
    Machine,
    /// The committee's workers.
    Desk,
}

const MACHINE: &[Part] = &[Part::Machine];
const DESK: &[Part] = &[Part::Desk];

/// The table. What may have arrived is never sent again by itself: only a person may say so.
pub const LIFE: Lifecycle<State, Verb, Part> = Lifecycle {
    edges: &[
        Edge { from: &[State::Waiting], verb: Verb::Send, to: Some(State::Sending), who: MACHINE },
        Edge { from: &[State::Sending], verb: Verb::Accept, to: Some(State::Sent), who: MACHINE },
        Edge { from: &[State::Sending], verb: Verb::Defer, to: Some(State::Waiting), who: MACHINE },
        Edge { from: &[State::Sending], verb: Verb::Refuse, to: Some(State::Failed), who: MACHINE },
        Edge { from: &[State::Sending], verb: Verb::Lose, to: Some(State::Unsure), who: MACHINE },
        Edge {
            from: &[State::Unsure, State::Failed],
            verb: Verb::Again,
            to: Some(State::Waiting),
            who: DESK,
        },
        Edge {
            from: &[State::Waiting, State::Unsure, State::Failed],
            verb: Verb::TakeOver,
            to: Some(State::ByHand),
            who: DESK,
        },
    ],
};

/// What the other side said to one attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Said {
    /// It took the message, under this number.
    Taken(String),
    /// It did not, and may later.
    Later(String),
    /// It will not.
    No(String),
    /// The message went out and no answer came that can be read.
    Nothing(String),
}

impl Said {
    /// What that means for the delivery, after so long a time of trying: what has waited too long goes to a person.
    pub fn verb(&self, since_ms: i64) -> Verb {
        match self {
            Said::Taken(_) => Verb::Accept,
            Said::Later(_) if since_ms >= pace::LONGEST => Verb::Refuse,
            Said::Later(_) => Verb::Defer,
            Said::No(_) => Verb::Refuse,
            Said::Nothing(_) => Verb::Lose,
        }
    }

    /// The provider's own word.
    pub fn word(&self) -> &str {
        match self {
            Said::Taken(word) | Said::Later(word) | Said::No(word) | Said::Nothing(word) => word,
        }
    }
}

#[cfg(test)]
mod tests;
