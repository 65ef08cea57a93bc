//! The application: the house, and what the shell needs besides.

use crate::feature::{Feature, FrontItem, NavItem};
use crate::health::Answered;
use crate::limit::Limits;
use axum::Router;
use linju_core::House;
use std::ops::Deref;
use std::sync::Arc;

/// How this server is reached.
#[derive(Debug, Clone, Default)]
pub struct Reach {
    /// Served over TLS (here or by a proxy): cookies get `Secure`.
    pub https: bool,
    /// Requests come through a proxy whose `X-Forwarded-For` is to be believed.
    pub behind_proxy: bool,
    /// Address residents open, printed in QR codes, without a slash at the end.
    pub public_url: String,
    /// What whoever reads `/metrics` must show; without one only this machine may.
    pub metrics_token: Option<String>,
}

/// State of every handler; cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Inner>);

/// What [`App`] holds.
pub struct Inner {
    /// Database, clock, words, files.
    pub house: Arc<House>,
    /// How this server is reached.
    pub reach: Reach,
    /// Limits against guessing and flooding.
    pub limits: Limits,
    /// The doors of the residents' home page, sorted.
    pub front: Vec<FrontItem>,
    /// The staff's menu, sorted.
    pub menu: Vec<NavItem>,
    /// Names of what the features do by themselves, at a turn or when something happens.
    pub acts: Vec<&'static str>,
    /// Requests answered so far.
    pub answered: Answered,
}

impl Deref for App {
    type Target = Inner;

    fn deref(&self) -> &Inner {
        &self.0
    }
}

impl App {
    /// The application with these features' menus.
    pub fn new(house: Arc<House>, features: &[Feature], reach: Reach) -> Self {
        let mut menu: Vec<NavItem> = features.iter().flat_map(|f| f.menu.iter().copied()).collect();
        menu.sort_by_key(|item| item.order);
        let limits = Limits::new();
        let mut front: Vec<FrontItem> = features.iter().flat_map(|f| f.front.iter().copied()).collect();
        front.sort_by_key(|item| item.order);
        let jobs = features.iter().flat_map(|f| f.jobs.iter().map(|job| job.name));
        let acts = jobs.chain(features.iter().flat_map(|f| f.reactions.iter().map(|one| one.name))).collect();
        Self(Arc::new(Inner { house, reach, limits, front, menu, acts, answered: Answered::default() }))
    }

    /// All routes: the features', assets, health, with the shell's layers around them.
    pub fn router(&self, features: &[Feature]) -> Router {
        let mut router = Router::new()
            .merge(crate::assets::routes())
            .merge(crate::page::routes())
            .merge(crate::health::routes());
        for feature in features {
            router = router.merge((feature.routes)());
        }
        crate::layers::around(router, self.clone())
    }
}
