//! Working calendars and deadlines (being written).
