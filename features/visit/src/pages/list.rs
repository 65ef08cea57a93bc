//! Who is due, stairwell by stairwell, most overdue first; how far we have come; whom nobody reaches.

use super::{Asked, Choice, Line, Selection, Whose, lines, selection};
use crate::rules::{Coverage, coverage};
use crate::work::Call;
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use linju_web::{App, Page, Result, Staff, html};

/// As many as one walks to in a week; the rest comes when these are done.
const SHOWN: usize = 80;

/// The people of a stairwell.
struct Group {
    stairwell: String,
    lines: Vec<Line>,
}

#[derive(Template)]
#[template(path = "visits.html")]
struct VisitsPage {
    p: Page,
    asked: Selection,
    coverage: [Coverage; 4],
    unreached: Vec<Line>,
    groups: Vec<Group>,
    /// How many more there are.
    more: i64,
}

impl VisitsPage {
    /// Whose list may be looked at; the second is the one that is.
    fn whose(&self) -> Vec<(Choice, bool)> {
        let here = self.asked.building.as_ref().map(|b| b.id);
        let choice = |whose: &Whose| {
            let label = match whose {
                Whose::All => self.p.t("visit-everyones").into_owned(),
                Whose::Of(account) => self.p.name_of(&Some(*account)),
                Whose::Nobody => self.p.t("visit-nobodys").into_owned(),
            };
            let value = self.asked.href(self.p.area(), "", *whose, here);
            (Choice { value, label }, *whose == self.asked.whose)
        };
        self.asked.lists.iter().map(choice).collect()
    }

    /// The buildings to look at, or all of them; the second is the one that is.
    fn buildings(&self) -> Vec<(Choice, bool)> {
        let value = self.asked.href(self.p.area(), "", self.asked.whose, None);
        let label = self.p.t("visit-all-buildings").into_owned();
        let all = (Choice { value, label }, self.asked.building.is_none());
        std::iter::once(all).chain(self.asked.chips(self.p.area(), "")).collect()
    }

    fn to(&self, path: &str) -> String {
        self.asked.here(self.p.area(), path)
    }
}

/// The page. Of one building everyone is listed, due or not.
pub async fn show(State(app): State<App>, staff: Staff, asked: Asked) -> Result<Response> {
    let mut asked = selection(&app, &staff, &asked).await?;
    let (house, area) = (&app.house, staff.area_id());
    let calls = std::mem::take(&mut asked.calls);
    let plan: Vec<_> = calls.iter().map(|call| call.due.clone()).collect();
    let (unreached, mut rest): (Vec<Call>, Vec<Call>) =
        calls.into_iter().partition(|call| call.due.living.standing.out_of_reach());
    rest.retain(|call| asked.building.is_some() || call.due.late >= 0);
    let more = rest.len().saturating_sub(SHOWN) as i64;
    rest.truncate(SHOWN);
    html(&VisitsPage {
        p: staff.page,
        coverage: coverage(&plan),
        unreached: lines(house, area, unreached).await?,
        groups: grouped(lines(house, area, rest).await?),
        more,
        asked,
    })
}

/// The lines by stairwell, in the order in which the most urgent of each stands.
fn grouped(lines: Vec<Line>) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for line in lines {
        let stairwell = line.call.lodger.stairwell();
        match groups.iter_mut().find(|group| group.stairwell == stairwell) {
            Some(group) => group.lines.push(line),
            None => groups.push(Group { stairwell: stairwell.to_owned(), lines: vec![line] }),
        }
    }
    groups
}
