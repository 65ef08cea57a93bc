//! Robots of work groups: 企业微信 (群机器人) and 钉钉 (自定义机器人, 加签).

use super::aliyun::escape;
use super::{Account, Call, Post};
use crate::rules::Said;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha256;

const JSON: (&str, &str) = ("content-type", "application/json; charset=utf-8");

pub fn wecom(account: &Account, post: &Post<'_>) -> Call {
    said(format!("{}?key={}", account.address, escape(account.secrets().0)), post.text)
}

pub fn dingtalk(account: &Account, post: &Post<'_>) -> Call {
    let (token, secret) = account.secrets();
    let sign = escape(&sign(secret, post.at.0));
    let address = &account.address;
    said(format!("{address}?access_token={}&timestamp={}&sign={sign}", escape(token), post.at.0), post.text)
}

fn said(url: String, text: &str) -> Call {
    let body = json!({ "msgtype": "text", "text": { "content": text } }).to_string();
    Call { url, headers: vec![(JSON.0, JSON.1.into())], body }
}

/// `base64(HMAC-SHA256(secret, "timestamp\nsecret"))`, the moment in milliseconds.
fn sign(secret: &str, at: i64) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("any length is a key");
    mac.update(format!("{at}\n{secret}").as_bytes());
    STANDARD.encode(mac.finalize().into_bytes())
}

/// Zero is yes; one of `later` may be tried again; any other code is no.
pub fn read(answer: &Value, later: &[i64]) -> Said {
    let word = |code: i64| format!("{code} {}", answer["errmsg"].as_str().unwrap_or_default());
    match answer["errcode"].as_i64() {
        Some(0) => Said::Taken(String::new()),
        Some(code) if later.contains(&code) => Said::Later(word(code)),
        Some(code) => Said::No(word(code)),
        None => Said::Nothing("no code".into()),
    }
}
