//! The words on screen: Fluent files per feature, plain Chinese first, English second.
//!
//! Messages without arguments are resolved once at start; a look-up is then a hash. A missing key shows its
//! name in brackets, and a test holds that there is none.

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use linju_kernel::{Refusal, coded};
use std::borrow::Cow;
use std::collections::HashMap;

coded! {
    /// A language of the interface.
    pub enum Locale {
        /// Simplified Chinese.
        Zh = "zh-CN",
        /// English.
        En = "en",
    }
}

/// The words of one floor or feature in both languages, as Fluent source.
#[derive(Debug, Clone, Copy)]
pub struct Source {
    /// Chinese.
    pub zh: &'static str,
    /// English.
    pub en: &'static str,
}

/// All words of the platform.
pub struct Words {
    zh: Book,
    en: Book,
}

struct Book {
    plain: HashMap<String, String>,
    bundle: FluentBundle<FluentResource>,
}

impl Words {
    /// Reads all sources. Fails with the name of the language on a file that does not parse or a key that two
    /// sources claim.
    pub fn new(sources: &[Source]) -> Result<Self, String> {
        let zh = Book::new("zh-CN", sources.iter().map(|s| s.zh))?;
        let en = Book::new("en", sources.iter().map(|s| s.en))?;
        Ok(Self { zh, en })
    }

    /// The text of `key`.
    pub fn get(&self, locale: Locale, key: &str) -> Cow<'_, str> {
        match self.book(locale).plain.get(key) {
            Some(text) => Cow::Borrowed(text),
            None => Cow::Owned(self.with(locale, key, &[])),
        }
    }

    /// The text of `key` with its arguments in place.
    pub fn with(&self, locale: Locale, key: &str, values: &[(&str, FluentValue<'_>)]) -> String {
        let book = self.book(locale);
        let Some(pattern) = book.bundle.get_message(key).and_then(|m| m.value()) else {
            return format!("[{key}]");
        };
        let args: FluentArgs = values.iter().map(|(k, v)| (*k, v.clone())).collect();
        let mut errors = Vec::new();
        let text = book.bundle.format_pattern(pattern, Some(&args), &mut errors);
        if errors.is_empty() { text.into_owned() } else { format!("[{key}]") }
    }

    /// Is there a text for `key`?
    pub fn has(&self, locale: Locale, key: &str) -> bool {
        self.book(locale).bundle.has_message(key)
    }

    /// The sentence of a refusal, with its article where law speaks.
    pub fn refusal(&self, locale: Locale, refusal: &Refusal) -> String {
        let sentence = self.get(locale, &format!("refusal-{}", refusal.name)).into_owned();
        match refusal.law {
            Some(law) => {
                self.with(locale, "refusal-by-law", &[("sentence", sentence.into()), ("law", law.into())])
            }
            None => sentence,
        }
    }

    fn book(&self, locale: Locale) -> &Book {
        match locale {
            Locale::Zh => &self.zh,
            Locale::En => &self.en,
        }
    }
}

impl Book {
    fn new(language: &str, sources: impl Iterator<Item = &'static str>) -> Result<Self, String> {
        let id = language.parse().map_err(|_| format!("{language} is no language"))?;
        let mut bundle = FluentBundle::new_concurrent(vec![id]);
        bundle.set_use_isolating(false);
        let mut keys = Vec::new();
        for source in sources {
            let resource = FluentResource::try_new(source.to_owned())
                .map_err(|(_, errors)| format!("{language}: {}", errors[0]))?;
            keys.extend(keys_of(source));
            bundle.add_resource(resource).map_err(|errors| format!("{language}: {}", errors[0]))?;
        }
        let mut plain = HashMap::new();
        for key in keys {
            let Some(pattern) = bundle.get_message(&key).and_then(|m| m.value()) else { continue };
            let mut errors = Vec::new();
            let text = bundle.format_pattern(pattern, None, &mut errors).into_owned();
            if errors.is_empty() {
                plain.insert(key, text);
            }
        }
        Ok(Self { plain, bundle })
    }
}

/// The message keys of a Fluent source, in order.
pub fn keys_of(source: &str) -> impl Iterator<Item = String> + '_ {
    source.lines().filter_map(|line| {
        let (key, _) = line.split_once('=')?;
        let key = key.trim_end();
        let named = line.starts_with(|c: char| c.is_ascii_alphabetic());
        (named && key.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_'))
            .then(|| key.to_owned())
    })
}

impl std::fmt::Debug for Words {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Words({} keys)", self.zh.plain.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOURCE: Source = Source {
        zh: "hello = 您好\nleft = 还剩 { $n } 天\n",
        en: "hello = Hello\nleft = { $n } days left\n",
    };

    #[test]
    fn a_text_is_found_with_and_without_arguments() {
        let words = Words::new(&[SOURCE]).unwrap();
        assert_eq!(words.get(Locale::Zh, "hello"), "您好");
        assert_eq!(words.with(Locale::Zh, "left", &[("n", 2.into())]), "还剩 2 天");
        assert_eq!(words.get(Locale::En, "nowhere"), "[nowhere]");
        assert_eq!(words.get(Locale::En, "left"), "[left]");
        assert_eq!(keys_of(SOURCE.zh).collect::<Vec<_>>(), ["hello", "left"]);
    }
}
