//! The members of an object of JSON, each with the text that it is written in, so that its place in the file is known.

use rustc_hash::FxHashSet;
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;
use std::fmt;
use std::ops::Range;

/// The members of an object in their order, also those whose name stands twice.
#[derive(Default)]
pub(super) struct Members<'t>(pub Vec<(String, &'t RawValue)>);

impl<'t> Members<'t> {
    /// Those of a text; none where it is no object.
    pub fn of(text: &'t RawValue) -> Option<Members<'t>> {
        serde_json::from_str(text.get()).ok()
    }

    /// A name that stands twice.
    pub fn doubled(&self) -> Option<&str> {
        let mut seen = FxHashSet::default();
        self.0.iter().map(|(name, _)| name.as_str()).find(|name| !seen.insert(*name))
    }
}

/// The values of a list; none where it is no list.
pub(super) fn list_of(text: &RawValue) -> Option<Vec<&RawValue>> {
    serde_json::from_str(text.get()).ok()
}

/// Where a part of a text stands in it.
pub(super) fn place_of(text: &str, part: &RawValue) -> Option<Range<usize>> {
    let at = (part.get().as_ptr() as usize).checked_sub(text.as_ptr() as usize)?;
    let place = at..at.checked_add(part.get().len())?;
    (text.get(place.clone()) == Some(part.get())).then_some(place)
}

impl<'t> Deserialize<'t> for Members<'t> {
    fn deserialize<D: Deserializer<'t>>(from: D) -> Result<Members<'t>, D::Error> {
        struct InOrder;
        impl<'t> Visitor<'t> for InOrder {
            type Value = Members<'t>;

            fn expecting(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
                to.write_str("an object")
            }

            fn visit_map<A: MapAccess<'t>>(self, mut map: A) -> Result<Members<'t>, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }
        from.deserialize_map(InOrder)
    }
}
