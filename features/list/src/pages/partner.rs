//! What a partner's own account sees: needs without anybody's name, its offers, what it was asked for, what it
//! took on.

use super::{Choice, act, doer};
use crate::rules::partner::{Standing, standing};
use crate::rules::{LIFE, List, Owner, Source, Theme, Verb};
use crate::store::ItemRow;
use crate::store::claim::{self, Matched};
use crate::store::item::{self, Filter};
use crate::store::partner::{self, PaperRow};
use crate::work::{self, Draft, matching};
use askama::Template;
use axum::extract::{Path, State as Shared};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use linju_core::access::Right;
use linju_core::area::Area;
use linju_kernel::Id;
use linju_kernel::lifecycle::Coded;
use linju_web::page::html_with;
use linju_web::{App, Error, FieldErrors, Page, Posted, Result, Staff, html};

const MOST: i64 = 60;

/// An area in which the partner is one.
struct Place {
    area: Area,
    needs: Vec<ItemRow>,
    mine: Vec<ItemRow>,
    offers: Vec<ItemRow>,
    asked: Vec<Matched>,
    papers: Vec<PaperRow>,
}

impl Place {
    /// The offer that fits a need best, if one does.
    fn fits(&self, need: &ItemRow) -> Option<&ItemRow> {
        matching::best_offer(need, &self.offers)
    }
}

#[derive(Template)]
#[template(path = "partner_work.html")]
struct WorkPage {
    p: Page,
    organisation: String,
    places: Vec<Place>,
}

impl WorkPage {
    fn paper_trouble(&self, paper: &PaperRow) -> Option<&'static str> {
        match standing(paper.to_day, self.p.today()) {
            Standing::Holds => None,
            Standing::EndsSoon => Some("list-paper-ends-soon"),
            Standing::Expired => Some("list-paper-expired"),
        }
    }
}

#[derive(Template)]
#[template(path = "partner_need.html")]
struct NeedPage {
    p: Page,
    organisation: String,
    row: ItemRow,
    verbs: Vec<Verb>,
}

#[derive(Template)]
#[template(path = "partner_act.html")]
struct ActPage {
    p: Page,
    organisation: String,
    row: ItemRow,
    verb: Verb,
    offers: Vec<ItemRow>,
    form: Posted,
    errs: FieldErrors,
}

impl ActPage {
    fn heading(&self) -> String {
        self.p.code("list-do", self.verb.code()).into_owned()
    }
}

#[derive(Template)]
#[template(path = "partner_offer.html")]
struct OfferPage {
    p: Page,
    organisation: String,
    form: Posted,
    errs: FieldErrors,
}

impl OfferPage {
    fn themes(&self) -> Vec<Choice> {
        self.p.choices("list-theme", Theme::ALL)
    }
}

/// The organisation of whoever is signed in, with its name; not found for anyone else.
fn ours(staff: &Staff) -> Result<(Id, String)> {
    let id = staff.session.organisation.ok_or(Error::NotFound)?;
    Ok((id, staff.page.app.house.reference().organisation_name(Some(id)).to_owned()))
}

fn partner_here(staff: &Staff) -> Result<(Id, String)> {
    staff.require(Right::HandleCases)?;
    ours(staff)
}

/// Needs and offers of all areas in which the organisation is a partner.
pub async fn show(Shared(app): Shared<App>, staff: Staff) -> Result<Response> {
    let (id, organisation) = ours(&staff)?;
    let house = &app.house;
    let mut places = Vec::new();
    for area in staff.session.areas() {
        if !staff.session.may(Right::HandleCases, area) {
            continue;
        }
        let free = Filter { public: true, ..Filter::default() };
        let mut needs = item::page(house, area, &free, None, 4 * MOST).await?;
        needs.retain(|row| row.list() != List::Resource && row.state().is_free());
        let own = Filter { owner: Some(Owner::Organisation(id)), ..Filter::default() };
        let mut offers = item::offers(house, area, 200).await?;
        offers.retain(|row| row.offered_by == Some(id));
        let Some(area) = house.reference().area(area).cloned() else { continue };
        places.push(Place {
            mine: item::page(house, area.id, &own, None, MOST).await?,
            asked: claim::asked_of(house, area.id, id).await?,
            papers: partner::papers(house, area.id, Some(id)).await?,
            area,
            needs,
            offers,
        });
    }
    if places.is_empty() {
        return Err(Error::NotFound);
    }
    html(&WorkPage { p: staff.page, organisation, places })
}

/// A need as a partner may see it: what everyone may see, or what the partner itself does.
async fn need(app: &App, staff: &Staff, id: Id) -> Result<(String, ItemRow)> {
    let (organisation, name) = partner_here(staff)?;
    let row = item::load(&app.house, staff.area_id(), id).await?;
    let mine = row.owner() == Owner::Organisation(organisation);
    let open = row.public && row.list() != List::Resource && row.state().is_free();
    if mine || open { Ok((name, row)) } else { Err(Error::NotFound) }
}

/// What a partner may press.
const STEPS: [Verb; 4] = [Verb::Claim, Verb::Start, Verb::Finish, Verb::Release];

/// The page of a need.
pub async fn one(
    Shared(app): Shared<App>,
    Path((_, id)): Path<(String, Id)>,
    staff: Staff,
) -> Result<Response> {
    let (organisation, row) = need(&app, &staff, id).await?;
    let open = LIFE.verbs(row.state(), &doer(&staff).parts_at(&row));
    let verbs = STEPS.into_iter().filter(|verb| open.contains(verb)).collect();
    html(&NeedPage { p: staff.page, organisation, row, verbs })
}

fn verb_of(code: &str) -> Result<Verb> {
    Verb::of(code).filter(|verb| STEPS.contains(verb)).ok_or(Error::NotFound)
}

/// Asks for what a step needs.
pub async fn ask(
    Shared(app): Shared<App>,
    Path((_, id, verb)): Path<(String, Id, String)>,
    staff: Staff,
) -> Result<Response> {
    let ((_, row), verb) = (need(&app, &staff, id).await?, verb_of(&verb)?);
    LIFE.step(row.state(), verb, &doer(&staff).parts_at(&row))?;
    let form = Posted::default().with("due", row.due_day.max(staff.page.today()).to_string());
    act_page(&app, staff, row, verb, form.with("amount", "1"), FieldErrors::new()).await
}

/// Takes it.
pub async fn act(
    Shared(app): Shared<App>,
    Path((_, id, verb)): Path<(String, Id, String)>,
    staff: Staff,
    form: Posted,
) -> Result<Response> {
    let ((_, row), verb) = (need(&app, &staff, id).await?, verb_of(&verb)?);
    match done(&app, &staff, &row, verb, &form).await {
        Ok(()) => Ok(Redirect::to("/work/lists").into_response()),
        Err(Error::Refused(refusal)) => act_page(&app, staff, row, verb, form, refusal.into()).await,
        Err(error) => Err(error),
    }
}

async fn done(app: &App, staff: &Staff, row: &ItemRow, verb: Verb, form: &Posted) -> Result<()> {
    let (organisation, _) = ours(staff)?;
    let to = (verb == Verb::Claim).then_some(Owner::Organisation(organisation));
    let mut given = act::given(&app.house, form, to).await?;
    if let Some(offer) = form.id("offer").filter(|_| verb == Verb::Claim) {
        let offer = matching::own_offer(&app.house, row.area_id, organisation, offer).await?;
        given.offer = Some((offer, form.number("amount").unwrap_or_default()));
    }
    Ok(work::step(&app.house, &doer(staff), row, verb, given).await?)
}

async fn act_page(
    app: &App,
    staff: Staff,
    row: ItemRow,
    verb: Verb,
    form: Posted,
    errs: FieldErrors,
) -> Result<Response> {
    let (id, organisation) = ours(&staff)?;
    let mut offers = match verb {
        Verb::Claim => item::offers(&app.house, row.area_id, 200).await?,
        _ => Vec::new(),
    };
    offers.retain(|offer| offer.offered_by == Some(id));
    let status = if errs.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    html_with(status, &ActPage { p: staff.page, organisation, row, verb, offers, form, errs })
}

/// Answers what the committee asked for.
pub async fn answer(
    Shared(app): Shared<App>,
    Path((_, claim)): Path<(String, Id)>,
    staff: Staff,
    form: Posted,
) -> Result<Response> {
    partner_here(&staff)?;
    let asked = claim::load(&app.house, staff.area_id(), claim).await?;
    let yes = form.get("answer") == "yes";
    matching::answer(&app.house, &doer(&staff), &asked, yes, None).await?;
    Ok(Redirect::to("/work/lists").into_response())
}

/// The form of an offer.
pub async fn offer(Shared(app): Shared<App>, staff: Staff) -> Result<Response> {
    let form = Posted::default().with("once", app.house.id().to_string()).with("amount", "1");
    offer_page(staff, form, FieldErrors::new())
}

fn offer_page(staff: Staff, form: Posted, errs: FieldErrors) -> Result<Response> {
    let (_, organisation) = partner_here(&staff)?;
    let status = if errs.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    html_with(status, &OfferPage { p: staff.page, organisation, form, errs })
}

/// Puts it on the list of resources.
pub async fn put_offer(Shared(app): Shared<App>, staff: Staff, form: Posted) -> Result<Response> {
    let (id, _) = partner_here(&staff)?;
    let once = form.id("once").ok_or(Error::BadRequest)?;
    let mut errs = FieldErrors::new();
    let (title, detail) = (form.get("title"), form.get("detail"));
    errs.check((2..=60).contains(&title.chars().count()), "title", "list-title");
    errs.check(detail.chars().count() <= 1_000, "detail", "list-detail");
    let theme: Option<Theme> = form.coded("theme");
    errs.check(theme.is_some(), "theme", "list-theme");
    let amount = form.number("amount").filter(|n| (1..=100_000).contains(n));
    errs.check(amount.is_some(), "amount", "list-amount");
    let until = form.day("due").filter(|day| *day >= staff.page.today());
    errs.check(until.is_some(), "due", "list-due");
    let (Some(theme), Some(amount), true) = (theme, amount, errs.is_empty()) else {
        return offer_page(staff, form, errs);
    };
    let place = app.house.root_place(staff.area_id()).await?;
    let draft = Draft {
        theme,
        detail: detail.into(),
        due: until,
        offer: Some((id, amount)),
        ..Draft::plain(List::Resource, Source::Partner, title, place)
    };
    let row = draft.row(&app.house, staff.now(), Some(staff.session.account));
    work::list(&app.house, &doer(&staff), &row, None, &once.to_string()).await?;
    Ok(Redirect::to("/work/lists").into_response())
}
