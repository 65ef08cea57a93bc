//! Signing in (being written).
