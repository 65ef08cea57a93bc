//! From what stands in a cell to what it means.

use super::check::Problem;
use linju_core::party::{Gender, ResidenceState, RoleKind};
use linju_kernel::Day;
use linju_kernel::personal::normalise_phone;

/// A name of people: no digits, no addresses, at most forty characters.
pub fn name(text: &str) -> Result<String, Problem> {
    let name: String =
        text.split_whitespace().collect::<Vec<_>>().join(if text.is_ascii() { " " } else { "" });
    let odd = |c: char| !c.is_alphabetic() && !"·•.- '".contains(c);
    match name.chars().count() {
        0 => Err(Problem::NameMissing),
        n if n > 40 => Err(Problem::NameLong),
        _ if name.contains(odd) => Err(Problem::NameOdd),
        _ => Ok(name),
    }
}

/// 男 or 女, written in any of the usual ways.
pub fn gender(text: &str) -> Result<Gender, Problem> {
    match text.to_lowercase().as_str() {
        "" | "未知" | "不详" => Ok(Gender::Unknown),
        "男" | "男性" | "m" | "male" | "1" => Ok(Gender::Male),
        "女" | "女性" | "f" | "female" | "2" => Ok(Gender::Female),
        _ => Err(Problem::GenderUnknown),
    }
}

/// A day as people and spreadsheets write it: `1946-3-5`, `1946/3/5`, `1946年3月5日`, `1946.3.5`, `19460305`.
pub fn day(text: &str) -> Option<Day> {
    let parts: Vec<&str> = text.split(|c: char| !c.is_ascii_digit()).filter(|p| !p.is_empty()).collect();
    let (year, month, day) = match parts[..] {
        [year, month, day, ..] if year.len() == 4 => (year, month, day),
        [all] if all.len() == 8 => (&all[..4], &all[4..6], &all[6..]),
        _ => return None,
    };
    Day::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
}

/// A birthday that someone alive could have.
pub fn born(text: &str, today: Day) -> Result<Option<Day>, Problem> {
    if text.is_empty() {
        return Ok(None);
    }
    let born = day(text).ok_or(Problem::BornUnreadable)?;
    match born {
        b if b > today => Err(Problem::BornFuture),
        b if b.age_on(today) > 120 => Err(Problem::BornTooOld),
        b => Ok(Some(b)),
    }
}

/// The first day of a role.
pub fn from(text: &str, today: Day, born: Option<Day>) -> Result<Option<Day>, Problem> {
    if text.is_empty() {
        return Ok(None);
    }
    let from = day(text).ok_or(Problem::FromUnreadable)?;
    match born {
        _ if from > today => Err(Problem::FromFuture),
        Some(born) if from < born => Err(Problem::FromBeforeBorn),
        _ => Ok(Some(from)),
    }
}

/// A phone number; what a spreadsheet turned into `1.38E+10` is told apart.
pub fn phone(text: &str, unreadable: Problem) -> Result<Option<String>, Problem> {
    if text.is_empty() || ["无", "没有", "-", "/"].contains(&text) {
        return Ok(None);
    }
    if text.contains("E+") || text.contains("e+") {
        return Err(Problem::PhoneSwallowed);
    }
    normalise_phone(text).map(Some).ok_or(unreadable)
}

/// Birthday and sex of an 18-digit identity number (GB 11643), whose check digit must be right.
pub fn id_number(text: &str) -> Result<Option<(Day, Gender)>, Problem> {
    if text.is_empty() {
        return Ok(None);
    }
    let text = text.to_uppercase();
    let bytes = text.as_bytes();
    let shape = bytes.len() == 18 && bytes[..17].iter().all(u8::is_ascii_digit);
    if !shape || !(bytes[17].is_ascii_digit() || bytes[17] == b'X') {
        return Err(Problem::IdNumberLength);
    }
    let born = day(&text[6..14]).ok_or(Problem::IdNumberDate)?;
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 = bytes.iter().zip(WEIGHTS).map(|(b, w)| u32::from(b - b'0') * w).sum();
    if b"10X98765432"[sum as usize % 11] != bytes[17] {
        return Err(Problem::IdNumberCheck);
    }
    let gender = if bytes[16] % 2 == 1 { Gender::Male } else { Gender::Female };
    Ok(Some((born, gender)))
}

/// How someone stands in the register. 人户分离 alone means registered here and living elsewhere, as the city's
/// exports have it.
pub fn state(text: &str) -> Result<Option<ResidenceState>, Problem> {
    use ResidenceState::*;
    const WORDS: &[(&str, ResidenceState)] = &[
        ("人在户在", LivesHere),
        ("常住", LivesHere),
        ("在住", LivesHere),
        ("自住", LivesHere),
        ("人在户不在", RegisteredElsewhere),
        ("人户分离(人在)", RegisteredElsewhere),
        ("来沪", RegisteredElsewhere),
        ("户在人不在", LivesElsewhere),
        ("人户分离", LivesElsewhere),
        ("空挂", LivesElsewhere),
        ("空关", Vacant),
        ("空关户", Vacant),
        ("空置", Vacant),
        ("出租", Let),
        ("住院", InHospital),
        ("养老院", InCareHome),
        ("入住养老院", InCareHome),
        ("去世", Died),
        ("死亡", Died),
        ("已故", Died),
    ];
    if text.is_empty() {
        return Ok(None);
    }
    let text = text.replace('（', "(").replace('）', ")");
    let found = WORDS.iter().find(|(word, _)| *word == text).map(|(_, state)| *state);
    found.map(Some).ok_or(Problem::StateUnknown)
}

/// A remark.
pub fn note(text: &str) -> Result<String, Problem> {
    if text.chars().count() > 500 { Err(Problem::NoteLong) } else { Ok(text.to_owned()) }
}

/// What someone is at the room besides living there.
pub fn role(text: &str) -> Result<Option<RoleKind>, Problem> {
    match text {
        "" | "居民" | "住户" | "家庭成员" | "户主" | "成员" => Ok(None),
        "业主" | "产权人" | "共有人" | "房东" => Ok(Some(RoleKind::Owner)),
        "租户" | "租客" | "租赁" | "承租户" => Ok(Some(RoleKind::Tenant)),
        "承租人" | "公房承租人" => Ok(Some(RoleKind::Lessee)),
        _ => Err(Problem::RoleUnknown),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn on(text: &str) -> Day {
        text.parse().expect("a day")
    }

    #[test]
    fn a_day_is_read_however_it_is_written() {
        for text in ["1946-3-5", "1946/03/05", "1946年3月5日", "1946.3.5", "19460305", "1946-03-05 00:00:00"]
        {
            assert_eq!(day(text), Some(on("1946-03-05")), "{text}");
        }
        for text in ["46-3-5", "1946-13-01", "16800", "昨天", ""] {
            assert_eq!(day(text), None, "{text}");
        }
    }

    #[test]
    fn an_identity_number_tells_birthday_and_sex_and_is_checked() {
        // The worked example of GB 11643-1999.
        assert_eq!(id_number("11010519491231002X"), Ok(Some((on("1949-12-31"), Gender::Female))));
        assert_eq!(id_number("11010519491231002x"), Ok(Some((on("1949-12-31"), Gender::Female))));
        assert_eq!(id_number("110105194912310021"), Err(Problem::IdNumberCheck));
        assert_eq!(id_number("110105194913310021"), Err(Problem::IdNumberDate));
        assert_eq!(id_number("110105491231002"), Err(Problem::IdNumberLength));
    }

    proptest! {
        #[test]
        fn one_wrong_digit_of_an_identity_number_is_always_seen(at in 0usize..17, digit in 0u8..10) {
            let mut bytes = b"11010519491231002X".to_vec();
            prop_assume!(bytes[at] != b'0' + digit);
            bytes[at] = b'0' + digit;
            prop_assert!(id_number(std::str::from_utf8(&bytes).unwrap()).is_err());
        }

        #[test]
        fn no_cell_whatever_breaks_a_reader(text in "\\PC{0,24}") {
            let today = on("2026-11-23");
            _ = (name(&text), gender(&text), born(&text, today), from(&text, today, None));
            _ = (phone(&text, Problem::PhoneUnreadable), id_number(&text), state(&text), role(&text));
        }
    }
}
