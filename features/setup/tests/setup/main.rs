//! The pages of the settings, through the router, on both engines.

mod area;
mod desk;
mod duty;
mod street;
mod words;
