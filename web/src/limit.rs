//! Limits against guessing and flooding, per address and purpose, in this process.

use crate::error::{Error, Result};
use governor::clock::DefaultClock;
use governor::state::keyed::DashMapStateStore;
use governor::{Quota, RateLimiter};
use std::net::IpAddr;
use std::num::NonZeroU32;

type Keyed = RateLimiter<IpAddr, DashMapStateStore<IpAddr>, DefaultClock>;

/// What is limited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Opening a request by receipt: ten at once, then one every six seconds.
    Track,
    /// Sending a request in: thirty at once, then one a second. An office's whole street may share an address.
    Submit,
    /// Signing in: twenty at once, then one every three seconds.
    Login,
}

/// All limits.
pub struct Limits {
    track: Keyed,
    submit: Keyed,
    login: Keyed,
    lifted: bool,
}

impl Limits {
    /// Fresh limits. `LINJU_BENCH_WITHOUT_LIMITS` lifts them for a load test on loopback.
    pub fn new() -> Self {
        let quota = |burst: u32, per_minute: u32| {
            let n = |x| NonZeroU32::new(x).expect("quotas are positive");
            RateLimiter::dashmap(Quota::per_minute(n(per_minute)).allow_burst(n(burst)))
        };
        let lifted = std::env::var_os("LINJU_BENCH_WITHOUT_LIMITS").is_some();
        Self { track: quota(10, 10), submit: quota(30, 60), login: quota(20, 20), lifted }
    }

    /// Counts one try of `purpose` by `peer`; [`Error::TooMany`] beyond the limit.
    pub fn check(&self, purpose: Purpose, peer: IpAddr) -> Result<()> {
        let limiter = match purpose {
            Purpose::Track => &self.track,
            Purpose::Submit => &self.submit,
            Purpose::Login => &self.login,
        };
        let loopback_load = self.lifted && peer.is_loopback();
        if loopback_load || limiter.check_key(&peer).is_ok() { Ok(()) } else { Err(Error::TooMany) }
    }

    /// Forgets addresses that have been quiet.
    pub fn sweep(&self) {
        for limiter in [&self.track, &self.submit, &self.login] {
            limiter.retain_recent();
        }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self::new()
    }
}
