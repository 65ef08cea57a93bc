//! SMS as Aliyun's `SendSms` (version 2017-05-25) takes it, signed by its `ACS3-HMAC-SHA256`.
//!
//! Source: Alibaba Cloud, "V3 request syntax and signature method"; the signature of that page's worked example is a
//! test. Other providers offer the same interface.

use super::{Account, Call, Post};
use crate::rules::Said;
use crate::rules::text::{SMS_CHARACTERS, clip};
use hmac::{Hmac, KeyInit, Mac};
use jiff::tz::TimeZone;
use serde_json::Value;
use sha2::{Digest, Sha256};

const ALGORITHM: &str = "ACS3-HMAC-SHA256";
const VERSION: &str = "2017-05-25";

/// Answers after which the same message may be tried again later: too many at once, or their own trouble.
const LATER: &[&str] = &["isv.BUSINESS_LIMIT_CONTROL", "isv.AMOUNT_NOT_ENOUGH", "isp.SYSTEM_ERROR"];

pub fn call(account: &Account, post: &Post<'_>) -> Call {
    let words = serde_json::json!({ "content": clip(post.text, SMS_CHARACTERS) }).to_string();
    let query = vec![
        ("OutId", post.id.to_string()),
        ("PhoneNumbers", post.phone.unwrap_or_default().to_owned()),
        ("SignName", account.sign_name.clone()),
        ("TemplateCode", account.template.clone()),
        ("TemplateParam", words),
    ];
    let date = post.at.in_zone(&TimeZone::UTC).strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
    let host = account.address.split("://").nth(1).unwrap_or_default().trim_end_matches('/');
    let asked = Asked {
        host,
        action: "SendSms",
        version: VERSION,
        date: &date,
        nonce: &format!("{}-{}", post.id, post.at.0),
        query: &query,
    };
    let mut headers = asked.headers();
    headers.push(("authorization", asked.authorization(&account.account, &account.secret)));
    headers.retain(|(name, _)| *name != "host");
    let url = format!("{}/?{}", account.address.trim_end_matches('/'), canonical_query(&query));
    Call { url, headers, body: String::new() }
}

pub fn read(answer: &Value) -> Said {
    let code = answer["Code"].as_str().unwrap_or_default();
    match code {
        "OK" => Said::Taken(answer["BizId"].as_str().unwrap_or_default().to_owned()),
        "" => Said::Nothing("no code".into()),
        _ if LATER.contains(&code) || code.starts_with("Throttling") => Said::Later(code.into()),
        _ => Said::No(code.into()),
    }
}

/// What is signed.
pub(super) struct Asked<'a> {
    pub host: &'a str,
    pub action: &'a str,
    pub version: &'a str,
    pub date: &'a str,
    pub nonce: &'a str,
    pub query: &'a [(&'static str, String)],
}

impl Asked<'_> {
    /// The headers that are signed, by name.
    fn headers(&self) -> Vec<(&'static str, String)> {
        vec![
            ("host", self.host.into()),
            ("x-acs-action", self.action.into()),
            ("x-acs-content-sha256", hex(&Sha256::digest(b""))),
            ("x-acs-date", self.date.into()),
            ("x-acs-signature-nonce", self.nonce.into()),
            ("x-acs-version", self.version.into()),
        ]
    }

    pub(super) fn authorization(&self, account: &str, secret: &str) -> String {
        let headers = self.headers();
        let names: Vec<&str> = headers.iter().map(|(name, _)| *name).collect();
        let names = names.join(";");
        let lines: String = headers.iter().map(|(name, value)| format!("{name}:{value}\n")).collect();
        let body = hex(&Sha256::digest(b""));
        let canonical = format!("POST\n/\n{}\n{lines}\n{names}\n{body}", canonical_query(self.query));
        let to_sign = format!("{ALGORITHM}\n{}", hex(&Sha256::digest(canonical.as_bytes())));
        let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("any length is a key");
        mac.update(to_sign.as_bytes());
        let signature = hex(&mac.finalize().into_bytes());
        format!("{ALGORITHM} Credential={account},SignedHeaders={names},Signature={signature}")
    }
}

/// Names in their order, every byte escaped but those RFC 3986 leaves alone.
fn canonical_query(query: &[(&'static str, String)]) -> String {
    let mut pairs: Vec<String> =
        query.iter().map(|(name, value)| format!("{}={}", escape(name), escape(value))).collect();
    pairs.sort();
    pairs.join("&")
}

/// Percent-encoding by RFC 3986.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => out.push(byte as char),
            _ => out += &format!("%{byte:02X}"),
        }
    }
    out
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
