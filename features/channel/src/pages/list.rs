//! 消息渠道: the ways out of the house, and what did not get out.

use super::{desk, link};
use crate::rules::{LIFE, Part, State, Verb};
use crate::store::{self, ChannelRow, DeliveryRow};
use crate::work;
use askama::Template;
use axum::extract::{Path, State as From};
use axum::response::{IntoResponse, Redirect, Response};
use linju_core::access::Right;
use linju_kernel::Id;
use linju_kernel::lifecycle::Coded;
use linju_web::{App, Error, Page, Result, Staff, html};

/// Deliveries of one state shown at once.
const MOST: i64 = 50;

#[derive(Template)]
#[template(path = "channels.html")]
struct ChannelsPage {
    p: Page,
    channels: Vec<ChannelRow>,
    stuck: Vec<DeliveryRow>,
    counts: Vec<(State, i64)>,
    organisations: Vec<(Id, String)>,
}

impl ChannelsPage {
    fn kind(&self, channel: &ChannelRow) -> String {
        self.p.code("channel-kind", channel.kind.code()).into_owned()
    }

    fn whose(&self, channel: &ChannelRow) -> String {
        let named = channel.organisation_id.and_then(|id| self.organisations.iter().find(|o| o.0 == id));
        named.map_or_else(|| self.p.t("channel-own").into_owned(), |o| o.1.clone())
    }

    fn channel(&self, row: &DeliveryRow) -> &str {
        self.channels.iter().find(|c| c.id == row.channel_id).map_or("", |c| c.name.as_str())
    }

    fn state(&self, state: &State) -> String {
        self.p.code("delivery-state", state.code()).into_owned()
    }

    /// What may be done with it, as code and words: a message handed back to people is told by them.
    fn presses(&self, row: &DeliveryRow) -> Vec<(&'static str, String)> {
        if self.is_handed_back(row) {
            return Vec::new();
        }
        let verbs = LIFE.verbs(row.state, &[Part::Desk]);
        verbs.iter().map(|v| (v.code(), self.p.code("delivery-verb", v.code()).into_owned())).collect()
    }

    fn is_handed_back(&self, row: &DeliveryRow) -> bool {
        row.state == State::Failed && row.message_id.is_some()
    }

    fn href(&self, rest: &str) -> String {
        link(self.p.area(), rest)
    }

    fn may_edit(&self) -> bool {
        self.p.may(Right::EditArea)
    }
}

/// The page.
pub async fn show(From(app): From<App>, staff: Staff) -> Result<Response> {
    desk(&staff)?;
    let (house, area) = (&app.house, staff.area_id());
    let mut stuck = store::standing(house, area, State::Unsure, MOST).await?;
    stuck.extend(store::standing(house, area, State::Failed, MOST).await?);
    let day = staff.now().day(house.reference().zone(area));
    let organisations =
        house.reference().organisations_in(area, day).map(|(o, _)| (o.id, o.name.clone())).collect();
    html(&ChannelsPage {
        channels: store::channels(house, area).await?,
        counts: store::counts(house, area).await?,
        stuck,
        organisations,
        p: staff.page,
    })
}

/// Somebody says what is to become of a delivery.
pub async fn decide(
    From(app): From<App>,
    staff: Staff,
    Path((_, id, verb)): Path<(String, Id, String)>,
) -> Result<Response> {
    desk(&staff)?;
    let verb =
        Verb::of(&verb).filter(|v| matches!(v, Verb::Again | Verb::TakeOver)).ok_or(Error::NotFound)?;
    work::decide(&app.house, staff.area_id(), id, verb, staff.actor()).await?;
    Ok(Redirect::to(&link(staff.area(), "")).into_response())
}
