//! The shell around every page: application state, features' manifests, forms, errors, sessions, assets,
//! security headers. It knows no feature.

pub mod api;
pub mod app;
pub mod assets;
pub mod cookie;
pub mod error;
pub mod feature;
pub mod form;
pub mod health;
pub mod layers;
pub mod limit;
pub mod page;
pub mod peer;
pub mod qr;
pub mod server;
pub mod session;
pub mod sheet;
#[cfg(feature = "testing")]
pub mod testing;

pub use app::App;
pub use error::{Error, Result};
pub use feature::{Feature, FrontItem, NavItem};
pub use form::{FieldErrors, Posted};
pub use page::{Page, html};
pub use session::Staff;

/// The words of this floor.
pub const WORDS: linju_core::words::Source =
    linju_core::words::Source { zh: include_str!("../words/zh-CN.ftl"), en: include_str!("../words/en.ftl") };
