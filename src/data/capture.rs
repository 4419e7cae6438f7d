//! A value of a host as `serde` describes it, with floating-point numbers still told from exact ones.

use std::fmt;

use serde::ser::{self, Serialize};

use super::cells::Raw;

/// What a host's value is.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Captured {
    Null,
    YesNo(bool),
    /// A text, or a number by its decimal text.
    Text(String),
    /// A binary floating-point number.
    Float(String),
    Object(Vec<(String, Captured)>),
    List(Vec<Captured>),
}

impl Captured {
    pub(super) fn raw(&self) -> Raw<'_> {
        match self {
            Captured::Null => Raw::Blank,
            Captured::YesNo(yes) => Raw::YesNo(*yes),
            Captured::Text(text) => Raw::Text(text),
            Captured::Float(text) => Raw::Float(text),
            Captured::Object(_) => Raw::Nested("{…}"),
            Captured::List(_) => Raw::Nested("[…]"),
        }
    }
}

/// Captures a value.
pub(super) fn capture<T: Serialize + ?Sized>(value: &T) -> Result<Captured, Refused> {
    value.serialize(Capture)
}

/// A host's own refusal to describe its value.
#[derive(Debug)]
pub(super) struct Refused;

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the value cannot be described")
    }
}

impl std::error::Error for Refused {}

impl ser::Error for Refused {
    fn custom<T: fmt::Display>(_message: T) -> Refused {
        Refused
    }
}

/// The name under which `serde_json` describes a number by its text.
pub(super) const JSON_NUMBER: &str = "$serde_json::private::Number";

struct Capture;

macro_rules! by_text {
    ($($method:ident: $kind:ty),+) => { $(
        fn $method(self, value: $kind) -> Result<Captured, Refused> {
            Ok(Captured::Text(value.to_string()))
        }
    )+ };
}

impl ser::Serializer for Capture {
    type Ok = Captured;
    type Error = Refused;
    type SerializeSeq = Elements;
    type SerializeTuple = Elements;
    type SerializeTupleStruct = Elements;
    type SerializeTupleVariant = Elements;
    type SerializeMap = Members;
    type SerializeStruct = Members;
    type SerializeStructVariant = Members;

    by_text!(serialize_i8: i8, serialize_i16: i16, serialize_i32: i32, serialize_i64: i64, serialize_i128: i128);
    by_text!(serialize_u8: u8, serialize_u16: u16, serialize_u32: u32, serialize_u64: u64, serialize_u128: u128);
    by_text!(serialize_char: char, serialize_str: &str);

    fn serialize_bool(self, value: bool) -> Result<Captured, Refused> {
        Ok(Captured::YesNo(value))
    }
    fn serialize_f32(self, value: f32) -> Result<Captured, Refused> {
        Ok(Captured::Float(value.to_string()))
    }
    fn serialize_f64(self, value: f64) -> Result<Captured, Refused> {
        Ok(Captured::Float(value.to_string()))
    }
    fn serialize_bytes(self, _value: &[u8]) -> Result<Captured, Refused> {
        Ok(Captured::List(Vec::new()))
    }
    fn serialize_none(self) -> Result<Captured, Refused> {
        Ok(Captured::Null)
    }
    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<Captured, Refused> {
        value.serialize(self)
    }
    fn serialize_unit(self) -> Result<Captured, Refused> {
        Ok(Captured::Null)
    }
    fn serialize_unit_struct(self, _name: &'static str) -> Result<Captured, Refused> {
        Ok(Captured::Null)
    }
    fn serialize_unit_variant(self, _name: &'static str, _index: u32, variant: &'static str) -> Result<Captured, Refused> {
        Ok(Captured::Text(variant.to_owned()))
    }
    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _name: &'static str, value: &T) -> Result<Captured, Refused> {
        value.serialize(self)
    }
    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _name: &'static str,
        _index: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<Captured, Refused> {
        Ok(Captured::Object(vec![(variant.to_owned(), value.serialize(self)?)]))
    }
    fn serialize_seq(self, _len: Option<usize>) -> Result<Elements, Refused> {
        Ok(Elements::default())
    }
    fn serialize_tuple(self, _len: usize) -> Result<Elements, Refused> {
        Ok(Elements::default())
    }
    fn serialize_tuple_struct(self, _name: &'static str, _len: usize) -> Result<Elements, Refused> {
        Ok(Elements::default())
    }
    fn serialize_tuple_variant(self, _name: &'static str, _index: u32, _variant: &'static str, _len: usize) -> Result<Elements, Refused> {
        Ok(Elements::default())
    }
    fn serialize_map(self, _len: Option<usize>) -> Result<Members, Refused> {
        Ok(Members::default())
    }
    fn serialize_struct(self, name: &'static str, _len: usize) -> Result<Members, Refused> {
        Ok(Members { is_number: name == JSON_NUMBER, ..Members::default() })
    }
    fn serialize_struct_variant(self, _name: &'static str, _index: u32, _variant: &'static str, _len: usize) -> Result<Members, Refused> {
        Ok(Members::default())
    }
}

/// The members of an object.
#[derive(Default)]
struct Members {
    members: Vec<(String, Captured)>,
    key: String,
    is_number: bool,
}

impl Members {
    fn finish(mut self) -> Captured {
        match (self.is_number, self.members.pop()) {
            (true, Some((_, number))) => number,
            (_, last) => {
                self.members.extend(last);
                Captured::Object(self.members)
            }
        }
    }
}

impl ser::SerializeMap for Members {
    type Ok = Captured;
    type Error = Refused;
    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Refused> {
        match capture(key)? {
            Captured::Text(key) => self.key = key,
            _ => return Err(Refused),
        }
        Ok(())
    }
    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Refused> {
        self.members.push((std::mem::take(&mut self.key), capture(value)?));
        Ok(())
    }
    fn end(self) -> Result<Captured, Refused> {
        Ok(self.finish())
    }
}

impl ser::SerializeStruct for Members {
    type Ok = Captured;
    type Error = Refused;
    fn serialize_field<T: Serialize + ?Sized>(&mut self, key: &'static str, value: &T) -> Result<(), Refused> {
        self.members.push((key.to_owned(), capture(value)?));
        Ok(())
    }
    fn end(self) -> Result<Captured, Refused> {
        Ok(self.finish())
    }
}

impl ser::SerializeStructVariant for Members {
    type Ok = Captured;
    type Error = Refused;
    fn serialize_field<T: Serialize + ?Sized>(&mut self, key: &'static str, value: &T) -> Result<(), Refused> {
        ser::SerializeStruct::serialize_field(self, key, value)
    }
    fn end(self) -> Result<Captured, Refused> {
        Ok(self.finish())
    }
}

/// The elements of a list: rows of a record; no field holds one.
#[derive(Default)]
struct Elements(Vec<Captured>);

macro_rules! elements {
    ($($kind:ident::$method:ident),+) => { $(
        impl ser::$kind for Elements {
            type Ok = Captured;
            type Error = Refused;
            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Refused> {
                self.0.push(capture(value)?);
                Ok(())
            }
            fn end(self) -> Result<Captured, Refused> {
                Ok(Captured::List(self.0))
            }
        }
    )+ };
}
elements!(
    SerializeSeq::serialize_element,
    SerializeTuple::serialize_element,
    SerializeTupleStruct::serialize_field,
    SerializeTupleVariant::serialize_field
);
