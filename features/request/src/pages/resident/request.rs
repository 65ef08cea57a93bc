//! A request as its requester sees it: the receipt when it was just sent, and how it stands ever after.

use super::{gate, id, show};
use crate::pages::rounds::{Answer, answers};
use crate::pages::say;
use crate::rules::{Outcome, State as Stands, Verb};
use crate::store::devices::Mine;
use crate::store::requests;
use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, Uri};
use axum::response::Response;
use linju_core::duty::Duty;
use linju_core::file::File;
use linju_core::ledger::Entry;
use linju_core::message::Message;
use linju_kernel::Refusal;
use linju_kernel::lifecycle::Coded;
use linju_web::page::html_with;
use linju_web::{App, Page, Result, html, qr};

/// What the requester calls it: their own place and what it is about, whatever case it goes on in.
pub fn title(p: &Page, mine: &Mine) -> String {
    let reference = p.app.house.reference();
    let about = reference.category(&mine.request.category_code).map_or("", |c| c.spoken.as_str());
    format!("{} {about}", mine.place)
}

#[derive(Template)]
#[template(path = "resident/request.html")]
struct RequestPage {
    p: Page,
    mine: Mine,
    /// Was it just sent?
    fresh: bool,
    secret: Option<String>,
    words: String,
    behalf: Option<String>,
    files: Vec<File>,
    messages: Vec<Message>,
    timeline: Vec<Entry>,
    answers: Vec<Answer>,
    duty: Duty,
    refusal: Option<Refusal>,
    /// Verb that was just carried out.
    done: String,
}

impl RequestPage {
    fn title(&self) -> String {
        title(&self.p, &self.mine)
    }

    fn face(&self) -> show::Face {
        show::face(&self.mine.case)
    }

    fn steps(&self) -> Vec<show::Step> {
        show::steps(&self.mine.case)
    }

    fn who(&self) -> Option<String> {
        show::who(&self.p, &self.mine.case)
    }

    fn answers(&self) -> String {
        show::answers(&self.p, &self.duty)
    }

    fn refused(&self) -> Option<String> {
        self.refusal.as_ref().map(|refusal| self.p.refusal(refusal))
    }

    fn done(&self) -> Option<String> {
        Verb::of(&self.done).map(|verb| self.p.code("resident-done", verb.code()).into_owned())
    }

    fn ahead(&self) -> Vec<show::Ahead> {
        show::ahead(&self.p, &self.mine.case)
    }

    fn may(&self, verb: Verb) -> bool {
        super::act::may(&self.p, &self.mine, verb)
    }

    fn asks(&self) -> bool {
        self.may(Verb::Confirm)
    }

    fn disputes(&self) -> bool {
        self.may(Verb::Dispute)
    }

    fn nudges(&self) -> bool {
        self.may(Verb::Nudge)
    }

    fn withdraws(&self) -> bool {
        self.may(Verb::Withdraw)
    }

    /// Does it wait for someone else to look at it before the requester is asked?
    fn is_unverified(&self) -> bool {
        self.mine.case.state() == Stands::Handled && !self.asks()
    }

    fn cannot(&self) -> bool {
        self.mine.case.outcome.as_deref() == Some(Outcome::CannotBeSolved.code())
    }

    /// Photos that came with the words.
    fn photos(&self) -> impl Iterator<Item = &File> {
        self.files.iter().filter(|f| f.media_type.starts_with("image/") && f.purpose == "words")
    }

    /// Photos of what was done.
    fn photos_of_work(&self) -> impl Iterator<Item = &File> {
        self.files.iter().filter(|f| f.media_type.starts_with("image/") && f.purpose != "words")
    }

    fn voices(&self) -> impl Iterator<Item = &File> {
        self.files.iter().filter(|f| f.media_type.starts_with("audio/"))
    }

    /// What was told, newest first.
    fn told(&self) -> impl Iterator<Item = &Message> {
        self.messages.iter().rev()
    }

    /// The project it became, if it did.
    fn project(&self) -> Option<&str> {
        let said = |entry: &&Entry| entry.event.verb == crate::built::SAID;
        self.timeline.iter().rev().find(said).map(|entry| entry.fact("project"))
    }

    /// What happened, newest first.
    fn past(&self) -> impl Iterator<Item = &Entry> {
        self.timeline.iter().rev()
    }
}

/// The page.
pub async fn show(
    State(app): State<App>,
    p: Page,
    Path((area, request)): Path<(String, String)>,
    headers: HeaderMap,
    uri: Uri,
) -> Result<Response> {
    let p = p.at(&area)?;
    let mine = gate::open(&p, &headers, id(&request)?).await?;
    let asked = |name: &str| {
        let query = uri.query().unwrap_or_default();
        query
            .split('&')
            .find_map(|part| part.split_once('=').filter(|(n, _)| *n == name))
            .map(|(_, value)| value)
    };
    let (fresh, done) = (asked("new").is_some(), asked("done").unwrap_or_default().to_owned());
    html(&page(&app, p, &headers, mine, fresh, done, None).await?)
}

/// The page again, with why something was not done.
pub async fn refused(
    app: &App,
    p: Page,
    headers: &HeaderMap,
    mine: Mine,
    refusal: Refusal,
) -> Result<Response> {
    let status = linju_web::Error::Refused(refusal.clone()).status();
    html_with(status, &page(app, p, headers, mine, false, String::new(), Some(refusal)).await?)
}

async fn page(
    app: &App,
    p: Page,
    headers: &HeaderMap,
    mine: Mine,
    fresh: bool,
    done: String,
    refusal: Option<Refusal>,
) -> Result<RequestPage> {
    let (house, area) = (&app.house, p.area().id);
    let (request, case) = (&mine.request, &mine.case);
    let timeline = house.timeline(area, case.id, true).await?;
    Ok(RequestPage {
        secret: gate::secret(&p, headers, request.id),
        words: request.words(house)?,
        behalf: say::behalf(&p, request, &request.for_name(house)?.unwrap_or_default()),
        files: requests::files_for_requester(house, area, request.first_case_id, case.id).await?,
        messages: house.messages(area, request.id).await?,
        answers: answers(&p, &timeline),
        timeline,
        duty: house.on_duty(area, p.now).await?,
        p,
        mine,
        fresh,
        refusal,
        done,
    })
}

#[derive(Template)]
#[template(path = "resident/slip.html")]
struct SlipPage {
    p: Page,
    mine: Mine,
    secret: Option<String>,
    qr: String,
}

impl SlipPage {
    fn about(&self) -> String {
        let reference = self.p.app.house.reference();
        reference.category(&self.mine.request.category_code).map_or(String::new(), |c| c.spoken.clone())
    }

    fn ahead(&self) -> Vec<show::Ahead> {
        show::ahead(&self.p, &self.mine.case)
    }
}

/// The receipt on paper: number, secret, what comes next, whom to call, a code that leads to the progress.
pub async fn print(
    p: Page,
    Path((area, request)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response> {
    let p = p.at(&area)?;
    let mine = gate::open(&p, &headers, id(&request)?).await?;
    let secret = gate::secret(&p, &headers, mine.request.id);
    let address =
        format!("{}/a/{}/track?receipt={:04}", p.app.reach.public_url, p.area().code, mine.request.receipt);
    let qr = qr::svg(&address, &p.t("resident-slip-qr"));
    html(&SlipPage { p, mine, secret, qr })
}
