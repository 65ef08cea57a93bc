//! Signing in, second factor, devices, roles: what a guesser, a thief and a leaver meet.

mod desk;
mod roles;
mod second;
mod sign_in;
