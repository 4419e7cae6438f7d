//! A row filled from a value that `serde` can write: each member goes into the field of its name, and nothing is built between.
//!
//! As everywhere a binary floating-point number is refused where a figure is awaited, and a number of `serde_json` is taken by its decimal
//! text. Members that the record does not declare are passed over.

use std::fmt;

use serde::ser::{self, Impossible, Serialize};

use super::{Fields, Given, Held};
use crate::data::capture::{Captured, JSON_NUMBER, capture};
use crate::data::cells::Raw;
use crate::diagnostics::{Code, DataPlace, Diagnostic};
use crate::program::{FieldId, Program};
use crate::say;

impl Fields {
    /// Takes what a value has a member for.
    ///
    /// # Errors
    /// What its fields refuse, or that it is no object.
    pub(crate) fn fill<T: Serialize + ?Sized>(&self, program: &Program, value: &T, held: &mut [Held]) -> Result<(), Vec<Diagnostic>> {
        let mut row = Row { fields: self, program, held, refused: Vec::new() };
        let done = value.serialize(Place { row: &mut row, field: None });
        if done.is_err() && row.refused.is_empty() {
            let place = DataPlace { file: program.record(self.record).name.clone(), line: None, column: None, value: None, cell: None };
            let message = say!("a row is an object with a member for each field", "每一行应为一个对象，每个字段一个成员");
            row.refused.push(Diagnostic::new(Code::E0514, message).at_data(place));
        }
        if row.refused.is_empty() { Ok(()) } else { Err(row.refused) }
    }
}

/// A row that is being filled.
struct Row<'a> {
    fields: &'a Fields,
    program: &'a Program,
    held: &'a mut [Held],
    refused: Vec<Diagnostic>,
}

/// Where a value goes: into a field, or it is the row itself.
struct Place<'r, 'a> {
    row: &'r mut Row<'a>,
    field: Option<FieldId>,
}

/// That a value does not belong where it stands.
#[derive(Debug)]
struct Misplaced;

impl fmt::Display for Misplaced {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the value does not belong here")
    }
}

impl std::error::Error for Misplaced {}

impl ser::Error for Misplaced {
    fn custom<T: fmt::Display>(_message: T) -> Misplaced {
        Misplaced
    }
}

impl<'r, 'a> Place<'r, 'a> {
    fn give(self, given: Given<'_>) -> Result<(), Misplaced> {
        let field = self.field.ok_or(Misplaced)?;
        if let Some(held) = self.row.held.get_mut(field.at())
            && let Err(finding) = self.row.fields.take(self.row.program, field, given, held)
        {
            self.row.refused.push(*finding);
        }
        Ok(())
    }

    /// What no field takes is told as the reader of the field tells it.
    fn refuse(self, raw: Raw<'_>) -> Result<(), Misplaced> {
        let field = self.field.ok_or(Misplaced)?;
        let finding = self.row.fields.refuse(self.row.program, field, raw);
        self.row.refused.extend(finding);
        Ok(())
    }

    fn nested<T>(self, raw: Raw<'_>) -> Result<T, Misplaced> {
        self.refuse(raw)?;
        Err(Misplaced)
    }

    fn members(self, name: &str) -> Result<Members<'r, 'a>, Misplaced> {
        match self.field {
            None => Ok(Members { row: self.row, number: None, key: String::new() }),
            Some(field) if name == JSON_NUMBER => Ok(Members { row: self.row, number: Some(field), key: String::new() }),
            Some(_) => self.nested(Raw::Nested("{…}")),
        }
    }
}

macro_rules! integers {
    ($($method:ident: $kind:ty),+) => { $(
        fn $method(self, value: $kind) -> Result<(), Misplaced> {
            match i64::try_from(value) {
                Ok(value) => self.give(Given::Integer(value)),
                Err(_) => self.give(Given::Text(&value.to_string())),
            }
        }
    )+ };
}

impl<'r, 'a> ser::Serializer for Place<'r, 'a> {
    type Ok = ();
    type Error = Misplaced;
    type SerializeSeq = Impossible<(), Misplaced>;
    type SerializeTuple = Impossible<(), Misplaced>;
    type SerializeTupleStruct = Impossible<(), Misplaced>;
    type SerializeTupleVariant = Impossible<(), Misplaced>;
    type SerializeMap = Members<'r, 'a>;
    type SerializeStruct = Members<'r, 'a>;
    type SerializeStructVariant = Impossible<(), Misplaced>;

    integers!(serialize_i8: i8, serialize_i16: i16, serialize_i32: i32, serialize_i64: i64, serialize_i128: i128);
    integers!(serialize_u8: u8, serialize_u16: u16, serialize_u32: u32, serialize_u64: u64, serialize_u128: u128);

    fn serialize_bool(self, value: bool) -> Result<(), Misplaced> {
        self.give(Given::YesNo(value))
    }
    fn serialize_f32(self, value: f32) -> Result<(), Misplaced> {
        self.refuse(Raw::Float(&value.to_string()))
    }
    fn serialize_f64(self, value: f64) -> Result<(), Misplaced> {
        self.refuse(Raw::Float(&value.to_string()))
    }
    fn serialize_char(self, value: char) -> Result<(), Misplaced> {
        self.give(Given::Text(value.encode_utf8(&mut [0; 4])))
    }
    fn serialize_str(self, value: &str) -> Result<(), Misplaced> {
        self.give(Given::Text(value))
    }
    fn serialize_bytes(self, _value: &[u8]) -> Result<(), Misplaced> {
        self.nested(Raw::Nested("[…]"))
    }
    fn serialize_none(self) -> Result<(), Misplaced> {
        self.give(Given::Blank)
    }
    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Misplaced> {
        value.serialize(self)
    }
    fn serialize_unit(self) -> Result<(), Misplaced> {
        self.give(Given::Blank)
    }
    fn serialize_unit_struct(self, _name: &'static str) -> Result<(), Misplaced> {
        self.give(Given::Blank)
    }
    fn serialize_unit_variant(self, _name: &'static str, _index: u32, variant: &'static str) -> Result<(), Misplaced> {
        self.give(Given::Text(variant))
    }
    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _name: &'static str, value: &T) -> Result<(), Misplaced> {
        value.serialize(self)
    }
    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _name: &'static str,
        _index: u32,
        _variant: &'static str,
        _value: &T,
    ) -> Result<(), Misplaced> {
        self.nested(Raw::Nested("{…}"))
    }
    fn serialize_seq(self, _len: Option<usize>) -> Result<Self::SerializeSeq, Misplaced> {
        self.nested(Raw::Nested("[…]"))
    }
    fn serialize_tuple(self, _len: usize) -> Result<Self::SerializeTuple, Misplaced> {
        self.nested(Raw::Nested("[…]"))
    }
    fn serialize_tuple_struct(self, _name: &'static str, _len: usize) -> Result<Self::SerializeTupleStruct, Misplaced> {
        self.nested(Raw::Nested("[…]"))
    }
    fn serialize_tuple_variant(
        self,
        _name: &'static str,
        _index: u32,
        _variant: &'static str,
        _len: usize,
    ) -> Result<Self::SerializeTupleVariant, Misplaced> {
        self.nested(Raw::Nested("[…]"))
    }
    fn serialize_map(self, _len: Option<usize>) -> Result<Members<'r, 'a>, Misplaced> {
        self.members("")
    }
    fn serialize_struct(self, name: &'static str, _len: usize) -> Result<Members<'r, 'a>, Misplaced> {
        self.members(name)
    }
    fn serialize_struct_variant(
        self,
        _name: &'static str,
        _index: u32,
        _variant: &'static str,
        _len: usize,
    ) -> Result<Self::SerializeStructVariant, Misplaced> {
        self.nested(Raw::Nested("{…}"))
    }
}

/// The members of a row, or the one text of a number of `serde_json`.
struct Members<'r, 'a> {
    row: &'r mut Row<'a>,
    /// The field that a number is for.
    number: Option<FieldId>,
    key: String,
}

impl Members<'_, '_> {
    fn member<T: Serialize + ?Sized>(&mut self, name: &str, value: &T) -> Result<(), Misplaced> {
        match self.number.or_else(|| self.row.fields.named(name)) {
            Some(field) => value.serialize(Place { row: self.row, field: Some(field) }),
            None => Ok(()),
        }
    }
}

impl ser::SerializeMap for Members<'_, '_> {
    type Ok = ();
    type Error = Misplaced;
    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Misplaced> {
        match capture(key) {
            Ok(Captured::Text(key)) => self.key = key,
            Ok(_) | Err(_) => return Err(Misplaced),
        }
        Ok(())
    }
    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Misplaced> {
        let key = std::mem::take(&mut self.key);
        self.member(&key, value)
    }
    fn end(self) -> Result<(), Misplaced> {
        Ok(())
    }
}

impl ser::SerializeStruct for Members<'_, '_> {
    type Ok = ();
    type Error = Misplaced;
    fn serialize_field<T: Serialize + ?Sized>(&mut self, key: &'static str, value: &T) -> Result<(), Misplaced> {
        self.member(key, value)
    }
    fn end(self) -> Result<(), Misplaced> {
        Ok(())
    }
}
