//! An item's own page: the whole way, what it counts, who does it, what fits it, the proof.

use super::{desk, doer, link, organisation};
use crate::rules::priority::Line;
use crate::rules::{List, Verb};
use crate::store::ItemRow;
use crate::store::claim::{self, AskedBy, Match, Matched};
use crate::store::item;
use crate::store::order::{self, OrderRow};
use crate::store::partner;
use crate::work::{matching, order as ordering};
use askama::Template;
use axum::extract::{Path, State as Shared};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use linju_core::file::File;
use linju_core::ledger::Entry;
use linju_kernel::{Id, Refusal};
use linju_web::page::html_with;
use linju_web::{App, Error, FieldErrors, Page, Posted, Result, Staff};

/// Who ordered, as far as it is shown.
pub struct Orderer {
    order: OrderRow,
    name: String,
    phone: String,
    words: String,
}

#[derive(Template)]
#[template(path = "list_item.html")]
struct ItemPage {
    p: Page,
    row: ItemRow,
    verbs: Vec<Verb>,
    lines: Vec<Line>,
    matched: Vec<Matched>,
    suggested: Vec<(ItemRow, i64)>,
    orderer: Option<Orderer>,
    files: Vec<File>,
    timeline: Vec<Entry>,
    conflict: String,
    form: Posted,
    errs: FieldErrors,
}

impl ItemPage {
    fn happened(&self, entry: &Entry) -> String {
        self.p.code("list-did", &entry.event.verb).into_owned()
    }

    fn who(&self, entry: &Entry) -> String {
        match entry.event.actor_kind.as_str() {
            "account" => self.p.name_of(&entry.event.actor_id),
            _ => String::new(),
        }
    }

    /// To whom it was given and until when, of an entry that says so.
    fn given(&self, entry: &Entry) -> String {
        if !matches!(entry.event.verb.as_str(), "assign" | "claim") {
            return String::new();
        }
        let owner = crate::rules::Owner::of(entry.fact("owner_kind"), entry.fact("owner").parse().ok());
        let day = entry.fact("due").parse().map(|day| self.p.day(&day)).unwrap_or_default();
        self.p.a2("list-given", "who", super::owner_name(&self.p, owner), "day", day)
    }

    /// What was written, unless it is the title that goes along with a proposal.
    fn note<'e>(&self, entry: &'e Entry) -> Option<&'e str> {
        entry.note.as_deref().filter(|_| entry.event.verb != "propose_project")
    }

    fn sum(&self) -> String {
        let part = |line: &Line| {
            let name = self.p.code("list-measure", line.measure.code());
            format!("{name} {}×{}", line.points, line.weight)
        };
        self.lines.iter().map(part).collect::<Vec<_>>().join(" + ")
    }

    fn asks(&self) -> bool {
        self.row.state().is_free() && self.row.list() != List::Resource
    }

    fn late(&self) -> bool {
        self.row.late(self.p.today())
    }

    fn check_due(&self) -> bool {
        self.row.check_day.is_some_and(|day| day <= self.p.today())
    }

    fn offerer(&self, id: &Id) -> String {
        organisation(&self.p, &Some(*id))
    }

    /// How a match stands, seen from who asked.
    fn match_word(&self, matched: &Matched) -> String {
        let asked = matched.claim.state() == Match::Asked && matched.claim.asked_by == AskedBy::Need.code();
        let key =
            if asked { "list-match-waiting".into() } else { format!("list-match-{}", matched.claim.state) };
        self.p.t(&key).into_owned()
    }
}

/// The page.
pub async fn show(
    Shared(app): Shared<App>,
    Path((_, id)): Path<(String, Id)>,
    staff: Staff,
) -> Result<Response> {
    page(&app, staff, id, None, Posted::default(), FieldErrors::new()).await
}

async fn page(
    app: &App,
    staff: Staff,
    id: Id,
    revealed: Option<(String, String)>,
    form: Posted,
    errs: FieldErrors,
) -> Result<Response> {
    desk(&staff)?;
    let (house, area) = (&app.house, staff.area_id());
    let row = item::load(house, area, id).await?;
    let verbs = super::act::offered(&row, &doer(&staff));
    let free = row.state().is_free() && row.list() != List::Resource;
    let suggested = if free { matching::suggestions(house, &row).await? } else { Vec::new() };
    let orderer = match row.source == "order" {
        true => order::of_item(house, area, id).await?,
        false => None,
    };
    let orderer = match orderer {
        Some(order) => {
            let (name, phone) = match revealed {
                Some(clear) => clear,
                None => order.masked(house)?,
            };
            Some(Orderer { words: order.words(house)?, name, phone, order })
        }
        None => None,
    };
    let conflict = match row.offered_by.or(row.owner_id.filter(|_| row.owner_kind == "organisation")) {
        Some(organisation) => partner::partner(house, area, organisation).await?.conflict,
        None => String::new(),
    };
    let page = ItemPage {
        lines: row.known().lines(&item::weights(house, area)).to_vec(),
        matched: claim::of(house, area, id).await?,
        files: house.files_of(area, id).await?,
        timeline: house.timeline(area, id, false).await?,
        p: staff.page,
        row,
        verbs,
        suggested,
        orderer,
        conflict,
        form,
        errs,
    };
    let status = if page.errs.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    html_with(status, &page)
}

/// Asks a partner for its offer.
pub async fn ask(
    Shared(app): Shared<App>,
    Path((_, id)): Path<(String, Id)>,
    staff: Staff,
    form: Posted,
) -> Result<Response> {
    desk(&staff)?;
    let (house, area) = (&app.house, staff.area_id());
    let need = item::load(house, area, id).await?;
    let offer = item::load(house, area, form.id("offer").ok_or(Error::BadRequest)?).await?;
    let amount = form.number("amount").unwrap_or_default();
    match matching::ask(house, &doer(&staff), &need, &offer, amount).await.map_err(Error::from) {
        Ok(()) => Ok(Redirect::to(&link(staff.area(), &format!("/{id}#matches"))).into_response()),
        Err(Error::Refused(refusal)) => page(&app, staff, id, None, form, refusal.into()).await,
        Err(error) => Err(error),
    }
}

/// Shows the phone of whoever ordered, to call them; the look is recorded.
pub async fn reveal(
    Shared(app): Shared<App>,
    Path((_, id)): Path<(String, Id)>,
    staff: Staff,
    form: Posted,
) -> Result<Response> {
    desk(&staff)?;
    staff.require(linju_core::access::Right::Reveal)?;
    let order = order::of_item(&app.house, staff.area_id(), id).await?.ok_or(Error::NotFound)?;
    let reason = form.get("reason");
    if !(2..=100).contains(&reason.chars().count()) {
        return page(&app, staff, id, None, form, Refusal::new("list-reason").at("reason").into()).await;
    }
    let clear = ordering::reveal(&app.house, staff.actor(), &order, reason).await?;
    page(&app, staff, id, Some(clear), form, FieldErrors::new()).await
}

/// A photo or paper of the item: photos in the page, everything else as a download.
pub async fn file(
    Shared(app): Shared<App>,
    Path((_, id, file)): Path<(String, Id, Id)>,
    staff: Staff,
) -> Result<Response> {
    desk(&staff)?;
    let file = app.house.file(staff.area_id(), file).await?;
    if file.subject_id != id {
        return Err(Error::NotFound);
    }
    let bytes = app.house.files.read(&file.sha256).await?;
    let disposition = if file.media_type.starts_with("image/") { "inline" } else { "attachment" };
    let headers = [
        (header::CONTENT_TYPE, file.media_type),
        (header::CONTENT_DISPOSITION, disposition.to_owned()),
        (header::CACHE_CONTROL, "private, max-age=3600".to_owned()),
    ];
    Ok((headers, bytes).into_response())
}
