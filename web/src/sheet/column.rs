//! Columns as a spreadsheet letters them, and what one is where a person says so.

use linju_kernel::Refusal;
use std::str::FromStr;

/// What a spreadsheet calls its column number `at`, counted from 0: A, B, … Z, AA.
pub fn letters(at: usize) -> String {
    let last = char::from(b'A' + (at % 26) as u8).to_string();
    if at < 26 { last } else { letters(at / 26 - 1) + &last }
}

/// The number, counted from 0, of the column with these letters; none where they are no letters, or more than
/// any spreadsheet has.
fn column_of(letters: &str) -> Option<usize> {
    let digit = |c: char| c.is_ascii_alphabetic().then(|| c.to_ascii_uppercase() as usize - 'A' as usize + 1);
    let digits: Vec<usize> = letters.chars().map(digit).collect::<Option<_>>()?;
    let number = digits.iter().take(4).fold(0, |n, digit| n * 26 + digit);
    (1..=3).contains(&digits.len()).then(|| number - 1)
}

/// What a column is, whatever its head says, written `姓名=B`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnAs {
    /// What it holds, by the name that pages give it.
    pub meaning: String,
    /// Which column, counted from 0.
    pub at: usize,
}

impl FromStr for ColumnAs {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (meaning, column) = text.rsplit_once('=').unwrap_or_default();
        let at = column_of(column.trim()).filter(|_| !meaning.trim().is_empty());
        let at = at.ok_or("write what it is and its letters, as 姓名=B")?;
        Ok(Self { meaning: meaning.trim().to_owned(), at })
    }
}

/// Takes `columns` as was `said` of them: each column said as that and no other as the same. `meaning` gives
/// what a name stands for, where it stands for anything; its answer may be to leave the column out. Refuses, at
/// `column`, `sheet-column-missing` and a name that stands for nothing, as `unheard`.
pub fn say<C: Copy + PartialEq>(
    columns: &mut [Option<C>],
    said: &[ColumnAs],
    meaning: impl Fn(&str) -> Option<Option<C>>,
    unheard: &'static str,
) -> Result<(), Refusal> {
    for ColumnAs { meaning: name, at } in said {
        let column = meaning(name).ok_or(Refusal::new(unheard).at("column"))?;
        if *at >= columns.len() {
            return Err(Refusal::new("sheet-column-missing").at("column"));
        }
        columns.iter_mut().filter(|taken| **taken == column).for_each(|taken| *taken = None);
        columns[*at] = column;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn columns_are_lettered_as_a_spreadsheet_does() {
        assert_eq!([0, 25, 26, 51, 52, 701, 702].map(letters), ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]);
    }

    proptest! {
        #[test]
        fn letters_lead_back_to_their_column(at in 0usize..18_278) {
            prop_assert_eq!(column_of(&letters(at)), Some(at));
            prop_assert_eq!(column_of(&letters(at).to_lowercase()), Some(at));
        }

        #[test]
        fn whatever_is_typed_is_a_column_or_none(text in "\\PC{0,8}") {
            if let Some(at) = column_of(&text) {
                prop_assert_eq!(letters(at), text.to_uppercase());
            }
        }
    }

    #[test]
    fn what_is_said_holds_against_what_the_heads_say() {
        let meaning = |name: &str| match name {
            "姓名" => Some(Some('n')),
            "手机" => Some(Some('p')),
            "不用" => Some(None),
            _ => None,
        };
        let said = |texts: &[&str]| {
            let mut columns = [Some('n'), None, Some('p')];
            let said: Vec<ColumnAs> = texts.iter().map(|text| text.parse().unwrap()).collect();
            say(&mut columns, &said, meaning, "unheard").map(|()| columns)
        };
        assert_eq!(said(&[]), Ok([Some('n'), None, Some('p')]));
        assert_eq!(said(&["姓名=B", "不用=C"]), Ok([None, Some('n'), None]));
        assert_eq!(said(&["手机=A"]), Ok([Some('p'), None, None]));
        assert_eq!(said(&["姓名=D"]).unwrap_err().name, "sheet-column-missing");
        assert_eq!(said(&["星座=A"]).unwrap_err().name, "unheard");
    }

    #[test]
    fn a_column_is_named_by_hand() {
        assert_eq!("姓名=B".parse(), Ok(ColumnAs { meaning: "姓名".into(), at: 1 }));
        assert_eq!(" 备注 = aa".parse(), Ok(ColumnAs { meaning: "备注".into(), at: 26 }));
        for text in ["姓名", "姓名=", "=B", "姓名=2", "姓名=ABCD"] {
            assert!(text.parse::<ColumnAs>().is_err(), "{text}");
        }
    }
}
