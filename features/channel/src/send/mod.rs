//! Speaking to a provider: what is asked, and what its answer means. Only [`post`] goes out of the house.

mod aliyun;
mod robot;

use crate::rules::{Kind, Said};
use linju_kernel::{Id, Ts};
use serde_json::Value;
use std::time::Duration;

/// How a provider is addressed.
#[derive(Debug, Clone)]
pub struct Account {
    /// Which kind it is.
    pub kind: Kind,
    /// `https://host` and path.
    pub address: String,
    /// Name of the account with the provider.
    pub account: String,
    /// Signature shown in an SMS: 【邻聚】.
    pub sign_name: String,
    /// Number of the approved template.
    pub template: String,
    /// Its secrets, one a line: an SMS account's key; a robot's key, and 钉钉's signing secret.
    pub secret: String,
}

/// One message to send.
#[derive(Debug, Clone, Copy)]
pub struct Post<'a> {
    /// The delivery, which the provider is told as our own number where it keeps one.
    pub id: Id,
    /// To which phone; none for a group.
    pub phone: Option<&'a str>,
    /// The words.
    pub text: &'a str,
    /// When.
    pub at: Ts,
}

/// A POST as it goes out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// Address with its query.
    pub url: String,
    /// Headers beside the length.
    pub headers: Vec<(&'static str, String)>,
    /// Body.
    pub body: String,
}

impl Account {
    /// The call that carries `post`.
    pub fn call(&self, post: &Post<'_>) -> Call {
        match self.kind {
            Kind::Sms => aliyun::call(self, post),
            Kind::Wecom => robot::wecom(self, post),
            Kind::Dingtalk => robot::dingtalk(self, post),
        }
    }

    /// What an answer means. One that cannot be read says nothing about whether the message went out.
    pub fn read(&self, status: u16, body: &str) -> Said {
        if status == 429 || (500..600).contains(&status) {
            return Said::Later(format!("HTTP {status}"));
        }
        let Ok(answer) = serde_json::from_str::<Value>(body) else {
            let word = format!("HTTP {status}");
            return if status < 300 { Said::Nothing(word) } else { Said::No(word) };
        };
        match self.kind {
            Kind::Sms => aliyun::read(&answer),
            Kind::Wecom => robot::read(&answer, &[45_009, -1]),
            Kind::Dingtalk => robot::read(&answer, &[130_101, -1]),
        }
    }

    fn secrets(&self) -> (&str, &str) {
        self.secret.split_once('\n').unwrap_or((&self.secret, ""))
    }
}

const CONNECT: Duration = Duration::from_secs(5);
const WHOLE: Duration = Duration::from_secs(20);
/// An answer is a few hundred bytes.
const LONGEST_ANSWER: u64 = 64 * 1024;

/// Makes the call, and waits. A call that never reached the other side may be made again; one whose answer was
/// lost may not.
pub fn post(account: &Account, call: &Call) -> Said {
    let agent: ureq::Agent = ureq::Agent::config_builder()
        .timeout_connect(Some(CONNECT))
        .timeout_global(Some(WHOLE))
        .max_redirects(0)
        .http_status_as_error(false)
        .build()
        .into();
    let request = call.headers.iter().fold(agent.post(&call.url), |r, (name, value)| r.header(*name, value));
    let mut answer = match request.send(&call.body) {
        Ok(answer) => answer,
        Err(error) => return unreached(&error),
    };
    match answer.body_mut().with_config().limit(LONGEST_ANSWER).read_to_string() {
        Ok(body) => account.read(answer.status().as_u16(), &body),
        Err(_) => Said::Nothing("answer cut off".into()),
    }
}

/// What an error on the way means. The words of the library are not kept: they hold the address, and with it keys.
fn unreached(error: &ureq::Error) -> Said {
    use std::io::ErrorKind::{ConnectionRefused, HostUnreachable, NetworkUnreachable};
    use ureq::Timeout::{Connect, Resolve};
    match error {
        ureq::Error::HostNotFound => Said::Later("host not found".into()),
        ureq::Error::ConnectionFailed => Said::Later("no connection".into()),
        ureq::Error::Timeout(Connect | Resolve) => Said::Later("no connection in time".into()),
        ureq::Error::Io(io)
            if matches!(io.kind(), ConnectionRefused | HostUnreachable | NetworkUnreachable) =>
        {
            Said::Later("connection refused".into())
        }
        ureq::Error::BadUri(_) => Said::No("address".into()),
        _ => Said::Nothing("no answer".into()),
    }
}

#[cfg(test)]
mod tests;
