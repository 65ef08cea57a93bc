//! Where a channel may be pointed: the providers' own hosts, and those the one who runs the server allows.
//!
//! A form that takes any address would let whoever fills it in make the server call inside its own network.

use crate::rules::Kind;
use linju_core::House;
use linju_kernel::Refusal;
use std::sync::RwLock;

/// Hosts (`host` or `host:port`) besides the providers' own, as the server was started with.
#[derive(Debug, Default)]
pub struct Gateways(RwLock<Vec<String>>);

/// Lets channels of this node be pointed at `hosts` as well.
pub fn allow(house: &House, hosts: Vec<String>) {
    *house.memory::<Gateways>().0.write().expect("no holder panics") = hosts;
}

/// The address without its query, and the query's values by name. Refuses a host that is not allowed, and an address
/// without TLS to any but an allowed gateway.
pub fn checked(house: &House, kind: Kind, typed: &str) -> Result<(String, Vec<(String, String)>), Refusal> {
    let refusal = Refusal::new("channel-address").at("address");
    let typed = typed.trim();
    let (base, query) = typed.split_once('?').unwrap_or((typed, ""));
    let (scheme, rest) = base.split_once("://").ok_or(refusal.clone())?;
    let host = rest.split('/').next().unwrap_or_default();
    let plain = host.chars().all(|c| c.is_ascii_alphanumeric() || ".-:".contains(c));
    let known =
        house.memory::<Gateways>().0.read().expect("no holder panics").iter().any(|known| known == host);
    let fits = match scheme {
        "https" => plain && (host == kind.host() || known),
        "http" => plain && known,
        _ => false,
    };
    if !fits || base.chars().any(|c| c.is_whitespace() || c.is_control()) {
        return Err(refusal);
    }
    let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    Ok((base.trim_end_matches('/').to_owned(), pairs.map(|(k, v)| (k.to_owned(), v.to_owned())).collect()))
}
