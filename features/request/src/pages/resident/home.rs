//! The front page: choosing one's area once, and the home of an area.

use super::{gate, go, keep, show, with_cookies};
use crate::rules::Verb;
use crate::store::devices::{self, Mine};
use crate::store::ledger::{self, Part, PublicCase};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, Uri};
use axum::response::Response;
use linju_core::area::Area;
use linju_core::duty::Duty;
use linju_web::page::Size;
use linju_web::{App, Page, Result, cookie, html};

/// Cookie of the area last looked at.
pub const AREA_COOKIE: &str = "area";
/// Most cards of one's own requests on the front page.
const MOST_CARDS: usize = 3;
/// Most requests of one device that are counted.
const MOST_MINE: i64 = 30;

#[derive(Template)]
#[template(path = "resident/choose.html")]
struct ChoosePage {
    p: Page,
    areas: Vec<Area>,
}

/// Leads to the area last looked at, or shows all of them.
pub async fn choose(State(app): State<App>, p: Page, headers: HeaderMap, uri: Uri) -> Result<Response> {
    let reference = app.house.reference();
    let asked = uri.query().is_some_and(|q| q.split('&').any(|part| part == "choose"));
    let last = cookie::read(&headers, AREA_COOKIE).filter(|code| reference.area_by_code(code).is_ok());
    match last.filter(|_| !asked) {
        Some(code) => Ok(go(&format!("/a/{code}"), None)),
        None => html(&ChoosePage { areas: reference.areas.clone(), p }),
    }
}

/// A door's QR code: to a report from there.
pub async fn door(
    State(app): State<App>,
    p: Page,
    Path((area, place)): Path<(String, String)>,
) -> Result<Response> {
    let p = p.at(&area)?;
    let place = app.house.place_by_code(p.area().id, &place).await?;
    let to = format!("/a/{}/report?place={}", p.area().code, place.code);
    Ok(go(&to, [keep(&p, AREA_COOKIE, &p.area().code, 365)]))
}

#[derive(Template)]
#[template(path = "resident/home.html")]
struct HomePage {
    p: Page,
    duty: Duty,
    mine: Vec<Mine>,
    news: Vec<PublicCase>,
}

impl HomePage {
    fn greeting(&self) -> &'static str {
        match self.p.now.in_zone(&self.p.zone()).hour() {
            5..=8 => "resident-hello-early",
            9..=11 => "resident-hello-morning",
            12..=13 => "resident-hello-noon",
            14..=17 => "resident-hello-afternoon",
            _ => "resident-hello-evening",
        }
    }

    fn answers(&self) -> String {
        show::answers(&self.p, &self.duty)
    }

    fn open(&self) -> i64 {
        self.mine.iter().filter(|m| m.case.open).count() as i64
    }

    fn cards(&self) -> &[Mine] {
        &self.mine[..self.mine.len().min(MOST_CARDS)]
    }

    fn title(&self, mine: &Mine) -> String {
        super::request::title(&self.p, mine)
    }

    fn face(&self, mine: &Mine) -> show::Face {
        show::face(&mine.case)
    }

    fn steps(&self, mine: &Mine) -> Vec<show::Step> {
        show::steps(&mine.case)
    }

    fn who(&self, mine: &Mine) -> Option<String> {
        show::who(&self.p, &mine.case)
    }

    fn nudges(&self, mine: &Mine) -> bool {
        super::act::may(&self.p, mine, Verb::Nudge)
    }

    fn news_title(&self, news: &PublicCase) -> String {
        super::ledger::title(&self.p, &news.case)
    }

    fn news_face(&self, news: &PublicCase) -> show::Face {
        show::face(&news.case)
    }

    /// The next size up, if there is one.
    fn larger(&self) -> Option<&'static str> {
        match self.p.size {
            Size::Standard => Some(Size::Large.code()),
            Size::Large => Some(Size::Elder.code()),
            Size::Elder => None,
        }
    }
}

/// The home of an area.
pub async fn home(
    State(app): State<App>,
    p: Page,
    Path(area): Path<String>,
    headers: HeaderMap,
) -> Result<Response> {
    let p = p.at(&area)?;
    let (house, area) = (&app.house, p.area().id);
    let duty = house.on_duty(area, p.now).await?;
    let mine = match gate::device(&headers) {
        Some(device) => devices::mine(house, area, device, MOST_MINE).await?,
        None => Vec::new(),
    };
    let news = ledger::page(house, area, &Part::default(), None, 2).await?;
    let here = keep(&p, AREA_COOKIE, &p.area().code, 365);
    Ok(with_cookies(html(&HomePage { p, duty, mine, news })?, [here]))
}
