//! A feature's manifest: everything it brings, on one screen.

use crate::App;
use axum::Router;
use linju_core::access::Right;
use linju_core::jobs::Job;
use linju_core::reaction::Reaction;
use linju_core::words::Source;
use linju_db::Migration;

/// What a feature brings to the house.
#[derive(Debug, Clone, Copy)]
pub struct Feature {
    /// Name, as its folder's.
    pub name: &'static str,
    /// Its tables.
    pub migrations: &'static [Migration],
    /// Its words.
    pub words: &'static [Source],
    /// Its pages and its part of the API.
    pub routes: fn() -> Router<App>,
    /// Its entries in the staff's menu.
    pub menu: &'static [NavItem],
    /// Its doors on the residents' home page.
    pub front: &'static [FrontItem],
    /// Its recurring work.
    pub jobs: &'static [Job],
    /// What it does when something happens elsewhere.
    pub reactions: &'static [Reaction],
}

/// A door on the residents' home page, besides what they come for most.
#[derive(Debug, Clone, Copy)]
pub struct FrontItem {
    /// Position.
    pub order: u8,
    /// Word key of its label.
    pub label: &'static str,
    /// Word key of the line under it.
    pub hint: &'static str,
    /// Icon name, of the residents' sprite.
    pub icon: &'static str,
    /// Path behind `/a/{area}`.
    pub path: &'static str,
}

/// An entry of the staff's menu.
#[derive(Debug, Clone, Copy)]
pub struct NavItem {
    /// Position: tens of the group, ones within it.
    pub order: u8,
    /// Word key of its label.
    pub label: &'static str,
    /// Icon name.
    pub icon: &'static str,
    /// Path, with `{area}` where the area's code goes; one without it belongs to the street's menu.
    pub path: &'static str,
    /// Who sees it.
    pub right: Right,
    /// Counter shown beside it, if any.
    pub counter: Option<&'static str>,
}
