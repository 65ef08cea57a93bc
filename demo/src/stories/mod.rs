//! The stories of the articles, scripted exactly; they stand beside the stream.

mod handled;
mod projects;
mod teller;

use crate::codes::codes;
use crate::dice::Dice;
use crate::people::HouseholdKind;
use crate::request::Request;
use crate::{AreaRef, HouseholdRef, OrgRef, PlaceRef, World};
use linju_kernel::Day;

codes! {
    /// Which of the lists an item is on.
    ListKind {
        Issue = "issue_list", "问题清单";
        Need = "need_list", "需求清单";
        Project = "project_list", "项目清单";
        Resource = "resource_list", "资源清单";
    }
}

codes! {
    /// How far a list item is.
    ItemState {
        Open = "open", "待认领";
        Claimed = "claimed", "已认领";
        Doing = "doing", "在做";
        Done = "done", "做好了";
        StruckOff = "struck_off", "已销号";
    }
}

/// One item of a list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ListItem {
    /// Which list.
    pub list: ListKind,
    /// Its title.
    pub title: &'static str,
    /// Where.
    pub place: PlaceRef,
    /// How far.
    pub state: ItemState,
    /// The requests of its story that it comes from.
    pub from: Vec<usize>,
    /// Who does it or gives it.
    pub partners: Vec<OrgRef>,
    /// Since when it is on the list.
    pub since: Day,
    /// When it was done.
    pub done: Option<Day>,
    /// What the article tells of it, with its figures.
    pub note: &'static str,
}

/// A household whose home was adapted (适老化改造).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Retrofit {
    /// The home.
    pub household: HouseholdRef,
    /// When the last piece was in.
    pub done: Day,
    /// What was put in.
    pub fittings: Vec<&'static str>,
}

/// One story.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Story {
    /// ASCII, stable: `lamp-sanlian`.
    pub key: &'static str,
    /// In a sentence.
    pub title: &'static str,
    /// Where it plays.
    pub area: AreaRef,
    /// Its requests; `Merge::into` and `ListItem::from` count within them.
    pub requests: Vec<Request>,
    /// Its list items.
    pub items: Vec<ListItem>,
    /// Homes adapted in it.
    pub retrofits: Vec<Retrofit>,
}

/// Every story.
pub(crate) fn stories(world: &World, dice: &mut Dice) -> Vec<Story> {
    let mut all = handled::stories(world);
    all.extend(projects::stories(world));
    all.push(retrofits(world, dice));
    all
}

/// The homes of the article: 久耕 has adapted 130 and some, all of lone elders and all-elder households.
const RETROFITS: usize = 132;

fn retrofits(world: &World, dice: &mut Dice) -> Story {
    const FITTINGS: &[&str] = &[
        "卫生间扶手",
        "防滑地面",
        "淋浴凳",
        "坐便器扶手",
        "床边护栏",
        "感应夜灯",
        "紧急呼叫按钮",
        "门槛坡道",
        "厨房台面调低",
    ];
    let fits = |h: &HouseholdRef| {
        let household = world.household(*h);
        let kind = world.kind_of(household);
        household.area == AreaRef(1) && matches!(kind, HouseholdKind::LoneElder | HouseholdKind::AllElder)
    };
    let mut homes: Vec<HouseholdRef> = (0..world.households.len()).map(HouseholdRef).filter(fits).collect();
    dice.shuffle(&mut homes);
    homes.sort_by_key(|h| world.person(world.household(*h).members[0]).name != crate::people::LIU);
    let retrofit = |household: HouseholdRef| {
        let mut fittings = FITTINGS.to_vec();
        dice.shuffle(&mut fittings);
        fittings.truncate(dice.within(2..=5) as usize);
        if !fittings.contains(&FITTINGS[0]) {
            fittings.insert(0, FITTINGS[0]);
        }
        Retrofit { household, done: world.today.plus_days(-dice.within(30..=700)), fittings }
    };
    Story {
        key: "retrofits-jiugeng",
        title: "孤老和纯老户家庭适老化改造",
        area: AreaRef(1),
        requests: Vec::new(),
        items: Vec::new(),
        retrofits: homes.into_iter().take(RETROFITS).map(retrofit).collect(),
    }
}
