//! Values on PostgreSQL's wire. Columns are `bigint, double precision, text, bytea`; expressions also give
//! booleans, smaller integers and, for sums of `bigint`, numerics.

use crate::Value;
use bytes::BytesMut;
use std::error::Error;
use tokio_postgres::types::{FromSql, IsNull, ToSql, Type, to_sql_checked};

type Refused = Box<dyn Error + Sync + Send>;

impl ToSql for Value {
    fn to_sql(&self, kind: &Type, out: &mut BytesMut) -> Result<IsNull, Refused> {
        match (self, kind) {
            (Value::Null, _) => Ok(IsNull::Yes),
            (Value::Int(int), &Type::INT8) => int.to_sql(kind, out),
            (Value::Int(int), &Type::INT4) => i32::try_from(*int)?.to_sql(kind, out),
            (Value::Int(int), &Type::INT2) => i16::try_from(*int)?.to_sql(kind, out),
            (Value::Int(int), &Type::FLOAT8) => (*int as f64).to_sql(kind, out),
            (Value::Real(real), &Type::FLOAT8) => real.to_sql(kind, out),
            (Value::Text(text), _) if <&str as FromSql>::accepts(kind) => text.as_str().to_sql(kind, out),
            (Value::Bytes(bytes), &Type::BYTEA) => bytes.as_slice().to_sql(kind, out),
            _ => Err(format!("{} where {kind} is expected", self.kind()).into()),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

impl<'a> FromSql<'a> for Value {
    fn from_sql(kind: &Type, raw: &'a [u8]) -> Result<Self, Refused> {
        Ok(match *kind {
            Type::INT8 => Value::Int(i64::from_sql(kind, raw)?),
            Type::INT4 => Value::Int(i32::from_sql(kind, raw)?.into()),
            Type::INT2 => Value::Int(i16::from_sql(kind, raw)?.into()),
            Type::BOOL => Value::Int(bool::from_sql(kind, raw)?.into()),
            Type::FLOAT8 => Value::Real(f64::from_sql(kind, raw)?),
            Type::NUMERIC => numeric(raw).ok_or("a numeric beyond 64 bits")?,
            Type::BYTEA => Value::Bytes(raw.to_vec()),
            _ if <&str as FromSql>::accepts(kind) => Value::Text(<&str>::from_sql(kind, raw)?.to_owned()),
            _ => return Err(format!("a column of type {kind}").into()),
        })
    }

    fn from_sql_null(_: &Type) -> Result<Self, Refused> {
        Ok(Value::Null)
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}

/// Reads a numeric: count of digits, weight of the first, sign and scale, then digits to the base of
/// 10,000. A whole number is an integer, as it is on SQLite; anything else is a fraction.
fn numeric(raw: &[u8]) -> Option<Value> {
    let words: Vec<i16> = raw.chunks_exact(2).map(|pair| i16::from_be_bytes([pair[0], pair[1]])).collect();
    let [_, weight, sign, _, digits @ ..] = words.as_slice() else { return None };
    let sign = match *sign {
        0 => 1,
        0x4000 => -1,
        _ => return None,
    };
    let places = digits.iter().zip(0i32..).map(|(digit, index)| (*digit, i32::from(*weight) - index));
    if digits.len() as i32 <= i32::from(*weight) + 1 {
        let mut whole: i64 = 0;
        for (digit, power) in places {
            let part = 10_000i64.checked_pow(power as u32)?.checked_mul(i64::from(digit) * sign)?;
            whole = whole.checked_add(part)?;
        }
        return Some(Value::Int(whole));
    }
    let sum: f64 = places.map(|(digit, power)| f64::from(digit) * 10_000f64.powi(power)).sum();
    Some(Value::Real(sum * sign as f64))
}
