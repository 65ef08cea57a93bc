//! Names and phone numbers: how they are written, compared and masked.

/// A Chinese phone number as digits: a mobile of eleven digits, or a landline with its area code.
///
/// Accepts what people write: spaces, hyphens, `+86`, full-width digits. Shanghai landlines without the
/// code get `021`.
pub fn normalise_phone(text: &str) -> Option<String> {
    let mut digits = String::new();
    for c in text.trim().chars() {
        match c {
            '0'..='9' => digits.push(c),
            '\u{ff10}'..='\u{ff19}' => digits.push((c as u32 - 0xff10 + 0x30) as u8 as char),
            ' ' | '-' | '\u{a0}' | '\u{3000}' | '(' | ')' | '（' | '）' | '+' | '－' | '—' => {}
            _ => return None,
        }
    }
    if let Some(rest) = digits.strip_prefix("86").filter(|r| r.len() == 11 && r.starts_with('1')) {
        digits = rest.to_owned();
    }
    match digits.len() {
        11 if digits.starts_with('1') => Some(digits),
        8 if !digits.starts_with('0') && !digits.starts_with('1') => Some(format!("021{digits}")),
        10..=12 if digits.starts_with('0') => Some(digits),
        _ => None,
    }
}

/// The last four digits, which together with a receipt open a request.
pub fn last_four(phone: &str) -> &str {
    &phone[phone.len().saturating_sub(4)..]
}

/// `138****5678`; anything short is hidden whole.
pub fn mask_phone(phone: &str) -> String {
    if phone.len() < 7 || !phone.is_ascii() {
        return "****".into();
    }
    format!("{}****{}", &phone[..3], last_four(phone))
}

/// `刘**`: the family name stays, the rest is starred.
pub fn mask_name(name: &str) -> String {
    let mut chars = name.chars();
    let Some(first) = chars.next() else { return String::new() };
    let stars = chars.count().clamp(1, 2);
    format!("{first}{}", "*".repeat(stars))
}

/// The places in `text` where a phone number stands, as byte ranges, so that they can be sealed.
pub fn phones_in(text: &str) -> Vec<std::ops::Range<usize>> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut i = 0;
    while i < bytes.len() {
        if !bytes[i].is_ascii_digit() || (i > 0 && bytes[i - 1].is_ascii_digit()) {
            i += 1;
            continue;
        }
        let mut end = i;
        let mut digits = 0;
        let mut j = i;
        while j < bytes.len()
            && (bytes[j].is_ascii_digit() || (matches!(bytes[j], b' ' | b'-') && digits > 0))
        {
            if bytes[j].is_ascii_digit() {
                digits += 1;
                end = j + 1;
            }
            j += 1;
        }
        if digits >= 8 && normalise_phone(&text[i..end]).is_some() {
            found.push(i..end);
        }
        i = end.max(i + 1);
    }
    found
}

/// `text` with every phone number masked.
pub fn mask_phones_in(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for range in phones_in(text) {
        out.push_str(&text[at..range.start]);
        let phone = normalise_phone(&text[range.clone()]).unwrap_or_default();
        out.push_str(&mask_phone(&phone));
        at = range.end;
    }
    out.push_str(&text[at..]);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phones_are_read_as_people_write_them() {
        for text in ["13800005678", "138 0000 5678", "+86 138-0000-5678", "１３８００００５６７８"]
        {
            assert_eq!(normalise_phone(text).as_deref(), Some("13800005678"), "{text}");
        }
        assert_eq!(normalise_phone("5555 0128").as_deref(), Some("02155550128"));
        assert_eq!(normalise_phone("021-5555 0128").as_deref(), Some("02155550128"));
        for text in ["", "1380000567", "hello", "999999999999999", "110"] {
            assert_eq!(normalise_phone(text), None, "{text}");
        }
    }

    #[test]
    fn masks_keep_what_a_neighbour_may_know() {
        assert_eq!(mask_phone("13800005678"), "138****5678");
        assert_eq!(mask_name("刘建国"), "刘**");
        assert_eq!(mask_name("周芳"), "周*");
        assert_eq!(mask_phone("110"), "****");
    }

    #[test]
    fn a_number_inside_the_words_is_found_and_masked() {
        let words = "灯坏了,打我电话13800005678或5555-0128,3号楼2楼";
        assert_eq!(mask_phones_in(words), "灯坏了,打我电话138****5678或021****0128,3号楼2楼");
        assert!(phones_in("2026年11月23日 10点").is_empty());
    }
}
