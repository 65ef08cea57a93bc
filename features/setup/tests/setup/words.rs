//! Every word and every icon these pages ask for is there.

use crate::desk::{Desk, OFFICER, SECRETARY};
use linju_core::catalogue::seed;
use linju_core::words::keys_of;
use linju_db::Engine;
use linju_db::testing::fresh;
use linju_setup::FEATURE;
use std::collections::BTreeSet;

const PAGES: [(&str, &str); 9] = [
    (OFFICER, "/street/categories"),
    (OFFICER, "/street/categories/0201"),
    (OFFICER, "/street/calendar?year=2027&from=2026-12-31T10:00&try_amount=5&try_unit=wd"),
    (SECRETARY, "/staff/jiugeng/setup"),
    (SECRETARY, "/staff/jiugeng/setup/hours"),
    (SECRETARY, "/staff/jiugeng/setup/dispatch"),
    (SECRETARY, "/staff/jiugeng/setup/dispatch/0101"),
    (SECRETARY, "/staff/jiugeng/duty"),
    (SECRETARY, "/staff/jiugeng/duty/sheet"),
];

#[test]
fn both_languages_say_the_same_things() {
    let words = FEATURE.words[0];
    let keys = |source| keys_of(source).collect::<BTreeSet<String>>();
    assert_eq!(keys(words.zh), keys(words.en));
}

#[test]
fn every_category_has_an_icon_that_residents_and_staff_both_have() {
    let sprites = [
        include_str!("../../../../web/assets/icons.svg"),
        include_str!("../../../../web/assets/icons-resident.svg"),
    ];
    for c in seed() {
        let id = format!("id=\"i-{}\"", c.icon);
        assert!(sprites.iter().all(|s| s.contains(&id)), "{} {}", c.code, c.icon);
    }
}

#[tokio::test]
async fn no_page_lacks_a_word_in_either_language_or_an_icon_or_sets_a_style() {
    let sprite = include_str!("../../../../web/assets/icons.svg");
    let mut desk = Desk::open(fresh(Engine::Sqlite).await.unwrap()).await;
    for (language, (who, path)) in ["zh-CN", "en"].into_iter().flat_map(|l| PAGES.map(|page| (l, page))) {
        desk.post(who, "/reading", &[("lang", language)]).await;
        let page = desk.get(who, path).await;
        assert!(page.status.is_success() && page.body.contains(&format!("lang=\"{language}\"")), "{path}");
        let lacking = page.body.find('[').map(|at| page.body[at..].chars().take(60).collect::<String>());
        assert_eq!(lacking, None, "{path} in {language}");
        let icons = page.body.split("#i-").skip(1).filter_map(|rest| rest.split('"').next());
        for icon in icons {
            assert!(sprite.contains(&format!("id=\"i-{icon}\"")), "{path} {icon}");
        }
        assert!(!page.body.contains(" style="), "{path}");
    }
}
