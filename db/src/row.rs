//! Rows that came back, and records: structs whose fields are the columns of a table.

use crate::{Error, FromValue, Value};

/// One row of an answer, read by position.
#[derive(Debug, Clone, PartialEq)]
pub struct Row(pub(crate) Vec<Value>);

impl Row {
    /// Column `index`, counted from 0. [`Error::Decode`] names the column that is missing or of another kind.
    pub fn get<T: FromValue>(&self, index: usize) -> Result<T, Error> {
        let value = self.0.get(index).ok_or_else(|| Error::Decode(format!("no column {index}")))?;
        T::from_value(value).map_err(|error| match error {
            Error::Decode(why) => Error::Decode(format!("column {index}: {why}")),
            other => other,
        })
    }

    /// The row without its first `columns`: what stands behind another record's columns.
    pub fn skip(&self, columns: usize) -> Row {
        Row(self.0.iter().skip(columns).cloned().collect())
    }
}

/// A type a whole row can be read as.
pub trait FromRow: Sized {
    /// Reads `row` by position.
    fn from_row(row: &Row) -> Result<Self, Error>;
}

macro_rules! tuples {
    ($($name:ident $index:tt),+) => {
        impl<$($name: FromValue),+> FromRow for ($($name,)+) {
            fn from_row(row: &Row) -> Result<Self, Error> {
                Ok(($(row.get::<$name>($index)?,)+))
            }
        }
    };
}
tuples!(A 0);
tuples!(A 0, B 1);
tuples!(A 0, B 1, C 2);
tuples!(A 0, B 1, C 2, D 3);
tuples!(A 0, B 1, C 2, D 3, E 4);
tuples!(A 0, B 1, C 2, D 3, E 4, F 5);
tuples!(A 0, B 1, C 2, D 3, E 4, F 5, G 6);
tuples!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7);
tuples!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8);
tuples!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9);

/// A struct that is one row of a table. Written by [`record!`](crate::record), never by hand.
pub trait Record: FromRow {
    /// The columns, in the order of the fields.
    const COLUMNS: &'static [&'static str];
    /// The fields' values, in the order of [`COLUMNS`](Self::COLUMNS).
    fn values(&self) -> Vec<Value>;
}

/// `columns` behind `alias`: `c.id, c.area_id`; without one if `alias` is empty.
pub fn select_list(alias: &str, columns: &[&str]) -> String {
    let dot = if alias.is_empty() { "" } else { "." };
    columns.iter().map(|column| format!("{alias}{dot}{column}")).collect::<Vec<_>>().join(", ")
}

/// Defines structs whose fields are columns of the same name.
///
/// Each gets `COLUMNS`, `select(alias)` for the select list, `values()` for an insert, and [`FromRow`] by
/// position. A field's type needs `Clone`, `Into<Value>` and [`FromValue`].
///
/// ```
/// linju_db::record! {
///     /// A lamp.
///     #[derive(Debug, Clone)]
///     pub struct Lamp { pub area_id: i64, pub name: String }
/// }
/// assert_eq!(Lamp::select("l"), "l.area_id, l.name");
/// ```
#[macro_export]
macro_rules! record {
    ($(
        $(#[$meta:meta])* $vis:vis struct $name:ident {
            $( $(#[$field_meta:meta])* $field_vis:vis $field:ident : $type:ty ),+ $(,)?
        }
    )+) => { $(
        $(#[$meta])* $vis struct $name { $( $(#[$field_meta])* $field_vis $field: $type ),+ }

        #[allow(dead_code)]
        impl $name {
            /// The columns, in the order of the fields.
            pub const COLUMNS: &'static [&'static str] = &[$(stringify!($field)),+];

            /// The select list behind `alias`; an empty alias gives bare names.
            pub fn select(alias: &str) -> String {
                $crate::select_list(alias, Self::COLUMNS)
            }

            /// The fields' values, in the order of the columns.
            #[allow(clippy::clone_on_copy)]
            pub fn values(&self) -> Vec<$crate::Value> {
                vec![$($crate::Value::from(self.$field.clone())),+]
            }
        }

        impl $crate::Record for $name {
            const COLUMNS: &'static [&'static str] = $name::COLUMNS;
            fn values(&self) -> Vec<$crate::Value> {
                $name::values(self)
            }
        }

        impl $crate::FromRow for $name {
            fn from_row(row: &$crate::Row) -> ::std::result::Result<Self, $crate::Error> {
                let mut columns = 0..;
                Ok(Self { $($field: row.get(columns.next().unwrap_or_default())?),+ })
            }
        }
    )+ };
}
