//! Who is signed in. A handler that takes a [`Staff`] has a session, its area, and the area's counters.

use crate::app::App;
use crate::cookie;
use crate::error::Error;
use crate::page::Page;
use axum::extract::{FromRequestParts, RawPathParams};
use axum::http::HeaderMap;
use axum::http::request::Parts;
use linju_core::Actor;
use linju_core::access::{Right, Session};
use linju_core::area::Area;
use linju_kernel::{Id, Ts};

/// Cookie of a staff session.
pub const SESSION_COOKIE: &str = "linju_session";

/// Someone signed in, and the page they are on. On `/staff/{area}/…` the area is one they hold a role in;
/// any other is not found.
pub struct Staff {
    /// The page, with session, area and counters.
    pub page: Page,
    /// Who.
    pub session: Session,
}

impl Staff {
    /// The area the page is about.
    pub fn area(&self) -> &Area {
        self.page.area()
    }

    /// Its id.
    pub fn area_id(&self) -> Id {
        self.area().id
    }

    /// The moment of the request.
    pub fn now(&self) -> Ts {
        self.page.now
    }

    /// The actor of what they do.
    pub fn actor(&self) -> Actor {
        Actor::Account(self.session.account)
    }

    /// Not found unless they may do `right` in the page's area.
    pub fn require(&self, right: Right) -> Result<(), Error> {
        Ok(self.session.require(right, self.area_id())?)
    }

    /// Not found unless they may do `right` over the street.
    pub fn require_street(&self, right: Right) -> Result<(), Error> {
        if self.session.may_on_street(right) { Ok(()) } else { Err(Error::NotFound) }
    }
}

/// The session of a request, if it carries one that holds.
pub async fn session_of(app: &App, headers: &HeaderMap) -> Result<Option<Session>, Error> {
    let Some(token) = cookie::read(headers, SESSION_COOKIE) else { return Ok(None) };
    Ok(app.house.session_by_token(token).await?)
}

impl FromRequestParts<App> for Staff {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Error> {
        let mut page = Page::of(app, &parts.headers, &parts.uri);
        let back = || Error::SignIn(page.here.replace('&', "%26"));
        let session = session_of(app, &parts.headers).await?.ok_or_else(back)?;
        let params = RawPathParams::from_request_parts(parts, app).await.map_err(|_| Error::NotFound)?;
        let code = params.iter().find(|(name, _)| *name == "area").map(|(_, value)| value.to_owned());
        if let Some(code) = code {
            page = page.at(&code)?;
            let area = page.area().id;
            if !session.areas().contains(&area) {
                return Err(Error::NotFound);
            }
            page.counters = app.house.standing(area).await?;
        }
        page.session = Some(session.clone());
        Ok(Staff { page, session })
    }
}
