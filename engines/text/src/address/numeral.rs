//! Numbers as people say and write them.

/// A number, or two that are said in one breath (三四楼).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Number {
    pub(super) low: u32,
    pub(super) high: u32,
    /// Digits spoken or written one by one; 0 where the number is said with 十 or 百.
    pub(super) digits: usize,
    /// Written with Chinese characters.
    pub(super) chinese: bool,
}

/// The number that `chars` begins with, and how many characters it takes.
pub(super) fn read(chars: &[char]) -> Option<(Number, usize)> {
    arabic(chars).or_else(|| chinese(chars))
}

fn arabic(chars: &[char]) -> Option<(Number, usize)> {
    let taken = chars.iter().take_while(|c| c.is_ascii_digit()).count();
    let value = chars[..taken].iter().collect::<String>().parse().ok().filter(|_| taken <= 5)?;
    Some((Number { low: value, high: value, digits: taken, chinese: false }, taken))
}

fn chinese(chars: &[char]) -> Option<(Number, usize)> {
    let taken = chars.iter().take(7).take_while(|c| digit(**c).or(power(**c)).is_some()).count();
    let said = &chars[..taken];
    let number = |low, high, digits| Number { low, high, digits, chinese: true };
    let number = if said.iter().any(|c| power(*c).is_some()) {
        let value = positional(said)?;
        number(value, value, 0)
    } else {
        let digits: Vec<u32> = said.iter().filter_map(|c| digit(*c)).collect();
        match digits[..] {
            [] => return None,
            [low, high] if low > 0 && high == low + 1 => number(low, high, 1),
            _ => {
                let value = digits.iter().try_fold(0_u32, |sum, d| sum.checked_mul(10)?.checked_add(*d))?;
                number(value, value, digits.len())
            }
        }
    };
    Some((number, taken))
}

/// 二十三, 一百零二, 一百二 (120), 廿三.
fn positional(said: &[char]) -> Option<u32> {
    let (mut sum, mut one, mut last_power, mut zero) = (0, None, 1, false);
    for c in said {
        if let Some(power) = power(*c) {
            let times = one.take().unwrap_or(1);
            sum += times * power;
            last_power = if power == 20 { 10 } else { power };
            zero = false;
        } else {
            let value = digit(*c)?;
            if one.is_some() {
                return None;
            }
            if value == 0 { zero = true } else { one = Some(value) }
        }
    }
    let tail = one.unwrap_or(0);
    Some(sum + if last_power > 10 && !zero { tail * last_power / 10 } else { tail })
}

fn digit(c: char) -> Option<u32> {
    Some(match c {
        '零' | '〇' => 0,
        '一' | '幺' => 1,
        '二' | '两' => 2,
        '三' => 3,
        '四' => 4,
        '五' => 5,
        '六' => 6,
        '七' => 7,
        '八' => 8,
        '九' => 9,
        _ => return None,
    })
}

fn power(c: char) -> Option<u32> {
    Some(match c {
        '十' => 10,
        '廿' => 20,
        '百' => 100,
        '千' => 1000,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_as_said() {
        for (said, low, high, digits) in [
            ("12号", 12, 12, 2),
            ("十二", 12, 12, 0),
            ("二十", 20, 20, 0),
            ("二十三号", 23, 23, 0),
            ("廿三", 23, 23, 0),
            ("一百零二", 102, 102, 0),
            ("一百二", 120, 120, 0),
            ("一百二十", 120, 120, 0),
            ("两百", 200, 200, 0),
            ("一千零五", 1005, 1005, 0),
            ("四零一", 401, 401, 3),
            ("一〇二", 102, 102, 3),
            ("三四楼", 3, 4, 1),
            ("两", 2, 2, 1),
        ] {
            let chars: Vec<char> = said.chars().collect();
            let (number, _) = read(&chars).unwrap_or_else(|| panic!("{said}"));
            assert_eq!((number.low, number.high, number.digits), (low, high, digits), "{said}");
        }
        for none in ["楼", "", "123456", "三四十"] {
            assert_eq!(read(&none.chars().collect::<Vec<_>>()), None, "{none}");
        }
    }
}
