//! The order of rows by several values; absent ones stand before or after all others, blank ones first.

use super::flat::{Flat, View, texts_of};
use crate::data::columns::State;
use crate::data::texts::Texts;
use std::cmp::Ordering;

/// Values that put rows in order, the first one first.
#[derive(Debug)]
pub(in crate::run) struct Keys<'a> {
    keys: Vec<Key<'a>>,
}

#[derive(Debug)]
struct Key<'a> {
    flat: Flat,
    texts: Option<&'a Texts>,
    highest_first: bool,
    absent_first: bool,
}

impl<'a> Keys<'a> {
    /// Keys that all go from low to high, absent ones last.
    pub(in crate::run) fn ascending(views: &[View<'_>], texts: &'a Texts) -> Keys<'a> {
        Keys { keys: views.iter().map(|view| Key::new(*view, texts, false, false)).collect() }
    }

    /// Keys that each go one way.
    pub(in crate::run) fn directed(views: &[(View<'_>, bool)], absent_first: bool, texts: &'a Texts) -> Keys<'a> {
        Keys { keys: views.iter().map(|(view, highest_first)| Key::new(*view, texts, *highest_first, absent_first)).collect() }
    }

    /// How two rows stand to each other.
    pub(in crate::run) fn compare(&self, a: usize, b: usize) -> Ordering {
        let mut keys = self.keys.iter().map(|key| key.compare(a, b));
        keys.find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
    }

    /// The numbers of one key that alone decides, as integers of one scale, and whether the highest is first; whatever at absent rows.
    pub(in crate::run) fn units(&self) -> Option<(&[i64], bool)> {
        match self.keys.as_slice() {
            [key] => key.flat.units().map(|units| (units, key.highest_first)),
            _ => None,
        }
    }

    /// The gravest absence among the keys of a row.
    pub(in crate::run) fn state(&self, row: usize) -> State {
        self.keys.iter().map(|key| key.flat.state(row)).max().unwrap_or(State::Present)
    }
}

impl<'a> Key<'a> {
    fn new(view: View<'_>, texts: &'a Texts, highest_first: bool, absent_first: bool) -> Key<'a> {
        Key { flat: Flat::new(view), texts: texts_of(view.kind, texts), highest_first, absent_first }
    }

    fn compare(&self, a: usize, b: usize) -> Ordering {
        let there = |row| self.flat.state(row) == State::Present;
        match (there(a), there(b)) {
            (true, true) if self.highest_first => self.flat.compare(b, a, self.texts),
            (true, true) => self.flat.compare(a, b, self.texts),
            (false, false) => self.flat.state(a).cmp(&self.flat.state(b)),
            (here, _) => {
                if here == self.absent_first {
                    Ordering::Greater
                } else {
                    Ordering::Less
                }
            }
        }
    }
}
