//! Which categories someone's words point at: a suggestion, always confirmed by a person.

use linju_core::catalogue::Category;
use linju_kernel::text::bigrams;
use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};

/// How many suggestions are given.
const BEST: usize = 3;
/// What one character of a name said whole is worth; a pair of characters is worth this, shared among the
/// categories that use it.
const WHOLE: usize = 1_000;

/// The categories that best fit `words`, best first, at most three; none where nothing fits.
///
/// A name or what residents say for it counts most when it stands in the words whole; otherwise its pairs of
/// characters count, each the more the fewer categories share it.
pub fn guess<'a>(words: &str, categories: &'a [Category]) -> Vec<&'a Category> {
    let heard: HashSet<String> = bigrams(words).into_iter().collect();
    let known: Vec<(&Category, HashSet<String>)> =
        categories.iter().filter(|c| c.active).map(|c| (c, pairs_of(c))).collect();
    let mut shared: HashMap<&str, usize> = HashMap::new();
    for pair in known.iter().flat_map(|(_, pairs)| pairs) {
        *shared.entry(pair).or_default() += 1;
    }
    let pairs_said = |pairs: &HashSet<String>| -> usize {
        pairs.intersection(&heard).map(|p| WHOLE / shared[p.as_str()]).sum()
    };
    let mut scored: Vec<(usize, &Category)> = known
        .iter()
        .map(|(category, pairs)| (said_whole(words, category) + pairs_said(pairs), *category))
        .collect();
    scored.retain(|(score, _)| *score >= WHOLE / 2);
    scored.sort_by_key(|(score, category)| (Reverse(*score), category.code.as_str()));
    scored.into_iter().take(BEST).map(|(_, category)| category).collect()
}

fn names(category: &Category) -> impl Iterator<Item = &str> {
    let apart = |c: char| matches!(c, '、' | '，' | ',' | '/' | '（' | '）' | '(' | ')' | ' ');
    [category.name.as_str(), category.spoken.as_str()]
        .into_iter()
        .flat_map(move |text| text.split(apart))
        .filter(|name| name.chars().nth(1).is_some())
}

fn pairs_of(category: &Category) -> HashSet<String> {
    names(category).flat_map(bigrams).filter(|pair| pair.chars().nth(1).is_some()).collect()
}

fn said_whole(words: &str, category: &Category) -> usize {
    names(category).filter(|name| words.contains(name)).map(|name| name.chars().count() * WHOLE).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use linju_core::catalogue::seed;

    #[test]
    fn short_spoken_chinese_finds_its_category() {
        let categories = catalogue();
        for (words, code) in [
            ("三号楼二楼楼道灯坏了，晚上看不见", "0105"),
            ("下水道堵了，臭得很", "0103"),
            ("楼上住户半夜扔东西下来，高空抛物太危险", "0806"),
            ("垃圾没人清，都堆到路上了", "0501"),
            ("电梯困人了快来", "0201"),
            ("想给阿婆家里装扶手", "1003"),
        ] {
            assert_eq!(guess(words, &categories).first().map(|c| c.code.as_str()), Some(code), "{words}");
        }
    }

    #[test]
    fn at_most_three_and_none_out_of_the_blue() {
        let categories = catalogue();
        assert!(guess("楼道堆物，电瓶车进电梯，垃圾没人清，路灯不亮，树太高", &categories).len() <= BEST);
        assert!(guess("", &categories).is_empty());
        assert!(guess("xyz 123", &categories).is_empty());
    }

    #[test]
    fn what_may_no_longer_be_chosen_is_not_suggested() {
        let mut categories = catalogue();
        for category in &mut categories {
            category.active = category.code != "0103";
        }
        assert!(guess("下水道堵了", &categories).iter().all(|c| c.code != "0103"));
    }

    fn catalogue() -> Vec<Category> {
        seed()
    }
}
