//! Chinese text for search: overlapping pairs of characters.

/// The bigrams of `text`, lower-cased, in order; runs are split at anything that is no letter or digit.
/// A run of one character gives that character. Substring search is then phrase search over bigrams.
pub fn bigrams(text: &str) -> Vec<String> {
    let mut grams = Vec::new();
    let mut run: Vec<char> = Vec::new();
    for c in text.chars().flat_map(char::to_lowercase).chain(std::iter::once(' ')) {
        if c.is_alphanumeric() {
            run.push(c);
            continue;
        }
        match run.len() {
            0 => {}
            1 => grams.push(run[0].to_string()),
            _ => grams.extend(run.windows(2).map(|pair| pair.iter().collect())),
        }
        run.clear();
    }
    grams
}

/// The first `max` characters of `text`, with an ellipsis where something was cut.
pub fn shorten(text: &str, max: usize) -> String {
    if text.chars().count() <= max {
        return text.to_owned();
    }
    text.chars().take(max.saturating_sub(1)).chain(std::iter::once('…')).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_two_character_word_is_one_gram() {
        assert_eq!(bigrams("楼道灯"), ["楼道", "道灯"]);
        assert_eq!(bigrams("漏水"), ["漏水"]);
        assert_eq!(bigrams("3号楼,B座"), ["3号", "号楼", "b座"]);
        assert_eq!(bigrams("!"), Vec::<String>::new());
        assert_eq!(shorten("楼道灯不亮", 4), "楼道灯…");
    }
}
