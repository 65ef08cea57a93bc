//! What may stand in a column, and how Rust types go in and out.

use crate::Error;
use linju_kernel::{Day, Id, Ts};

/// One column's content. Both engines store exactly these; a boolean is the integer 0 or 1.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Nothing.
    Null,
    /// A whole number: ids, moments in ms, money in fen, booleans, counts.
    Int(i64),
    /// A fraction, for display and statistics only; no decision rests on one.
    Real(f64),
    /// Text.
    Text(String),
    /// Bytes: sealed data, hashes.
    Bytes(Vec<u8>),
}

impl Value {
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Value::Null => "null",
            Value::Int(_) => "an integer",
            Value::Real(_) => "a fraction",
            Value::Text(_) => "text",
            Value::Bytes(_) => "bytes",
        }
    }
}

/// A type a column can be read as.
pub trait FromValue: Sized {
    /// Reads `value`; [`Error::Decode`] if it is of another kind or out of range.
    fn from_value(value: &Value) -> Result<Self, Error>;
}

/// The error of a column that holds something other than `wanted`.
fn unlike(wanted: &str, value: &Value) -> Error {
    Error::Decode(format!("expected {wanted}, found {}", value.kind()))
}

macro_rules! integers {
    ($($int:ty),+) => { $(
        impl From<$int> for Value {
            fn from(value: $int) -> Self {
                Value::Int(i64::from(value))
            }
        }
        impl FromValue for $int {
            fn from_value(value: &Value) -> Result<Self, Error> {
                let wide = i64::from_value(value)?;
                wide.try_into().map_err(|_| Error::Decode(format!("{wide} is no {}", stringify!($int))))
            }
        }
    )+ };
}
integers!(i16, i32, u8, u16, u32);

impl From<i64> for Value {
    fn from(value: i64) -> Self {
        Value::Int(value)
    }
}

/// Lengths and limits; none is ever beyond 2^63.
impl From<usize> for Value {
    fn from(value: usize) -> Self {
        Value::Int(value as i64)
    }
}

impl FromValue for usize {
    fn from_value(value: &Value) -> Result<Self, Error> {
        let wide = i64::from_value(value)?;
        wide.try_into().map_err(|_| Error::Decode(format!("{wide} is no count")))
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Value::Int(value.into())
    }
}

impl From<f64> for Value {
    fn from(value: f64) -> Self {
        Value::Real(value)
    }
}

impl From<&str> for Value {
    fn from(value: &str) -> Self {
        Value::Text(value.to_owned())
    }
}

impl From<String> for Value {
    fn from(value: String) -> Self {
        Value::Text(value)
    }
}

impl From<&[u8]> for Value {
    fn from(value: &[u8]) -> Self {
        Value::Bytes(value.to_vec())
    }
}

impl From<Vec<u8>> for Value {
    fn from(value: Vec<u8>) -> Self {
        Value::Bytes(value)
    }
}

impl<const N: usize> From<[u8; N]> for Value {
    fn from(value: [u8; N]) -> Self {
        Value::Bytes(value.to_vec())
    }
}

impl From<Id> for Value {
    fn from(value: Id) -> Self {
        Value::Int(value.0)
    }
}

impl From<Ts> for Value {
    fn from(value: Ts) -> Self {
        Value::Int(value.0)
    }
}

impl From<Day> for Value {
    fn from(value: Day) -> Self {
        Value::Text(value.to_string())
    }
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Value::Null, Into::into)
    }
}

impl<T: Clone + Into<Value>> From<&T> for Value {
    fn from(value: &T) -> Self {
        value.clone().into()
    }
}

impl FromValue for i64 {
    fn from_value(value: &Value) -> Result<Self, Error> {
        match value {
            Value::Int(int) => Ok(*int),
            other => Err(unlike("an integer", other)),
        }
    }
}

impl FromValue for bool {
    fn from_value(value: &Value) -> Result<Self, Error> {
        match value {
            Value::Int(0) => Ok(false),
            Value::Int(1) => Ok(true),
            other => Err(unlike("0 or 1", other)),
        }
    }
}

impl FromValue for f64 {
    fn from_value(value: &Value) -> Result<Self, Error> {
        match value {
            Value::Real(real) => Ok(*real),
            Value::Int(int) => Ok(*int as f64),
            other => Err(unlike("a number", other)),
        }
    }
}

impl FromValue for String {
    fn from_value(value: &Value) -> Result<Self, Error> {
        match value {
            Value::Text(text) => Ok(text.clone()),
            other => Err(unlike("text", other)),
        }
    }
}

impl FromValue for Vec<u8> {
    fn from_value(value: &Value) -> Result<Self, Error> {
        match value {
            Value::Bytes(bytes) => Ok(bytes.clone()),
            other => Err(unlike("bytes", other)),
        }
    }
}

impl FromValue for Id {
    fn from_value(value: &Value) -> Result<Self, Error> {
        i64::from_value(value).map(Id)
    }
}

impl FromValue for Ts {
    fn from_value(value: &Value) -> Result<Self, Error> {
        i64::from_value(value).map(Ts)
    }
}

impl FromValue for Day {
    fn from_value(value: &Value) -> Result<Self, Error> {
        match value {
            Value::Text(text) => text.parse().map_err(|_| Error::Decode("a text that is no day".to_owned())),
            other => Err(unlike("a day", other)),
        }
    }
}

impl<T: FromValue> FromValue for Option<T> {
    fn from_value(value: &Value) -> Result<Self, Error> {
        match value {
            Value::Null => Ok(None),
            other => T::from_value(other).map(Some),
        }
    }
}

/// The arguments of a statement, in the order of its `?`: `args![area, id, "open"]`.
#[macro_export]
macro_rules! args {
    ($($value:expr),* $(,)?) => { vec![$($crate::Value::from($value)),*] };
}

/// Makes closed lists of the kernel (`linju_kernel::coded!`) storable by their codes: `coded_columns!(State, Channel)`.
#[macro_export]
macro_rules! coded_columns {
    ($($name:ty),+ $(,)?) => { $(
        impl From<$name> for $crate::Value {
            fn from(value: $name) -> Self {
                $crate::Value::from(value.code())
            }
        }

        impl $crate::FromValue for $name {
            fn from_value(value: &$crate::Value) -> Result<Self, $crate::Error> {
                let code = <String as $crate::FromValue>::from_value(value)?;
                let found = <$name as $crate::kernel::lifecycle::Coded>::of(&code);
                found.ok_or_else(|| $crate::Error::Decode(format!("{code:?} is no {}", stringify!($name))))
            }
        }
    )+ };
}
