//! Values as texts, and texts joined. New texts are numbered as they come up, row by row.

use super::lanes::codes;
use super::presence::{self, state};
use crate::data::columns::{Batch, State, Values};
use crate::data::texts::Texts;

/// Texts of rows, with an absence where there is none.
pub(in crate::run) fn of_rows(list: impl Iterator<Item = Result<String, State>>, texts: &mut Texts) -> Batch {
    let mut numbers = Vec::new();
    let mut states = Vec::new();
    for text in list {
        numbers.push(text.as_ref().map_or(0, |text| texts.number(text)));
        states.push(text.err().unwrap_or(State::Present));
    }
    Batch { values: Values::Codes(numbers), presence: presence::of(states) }
}

/// Texts joined, absent ones left out; what is not given or too large makes the whole so.
pub(in crate::run) fn join(between: &str, inputs: &[&Batch], texts: &mut Texts, rows: usize) -> Batch {
    let lines: Vec<Result<String, State>> = (0..rows)
        .map(|row| {
            let mut line: Option<String> = None;
            for input in inputs {
                match state(&input.presence, row) {
                    State::Present => {
                        let text = codes(&input.values).get(row).map_or("", |number| texts.text(*number));
                        match &mut line {
                            None => line = Some(text.to_owned()),
                            Some(line) => {
                                line.push_str(between);
                                line.push_str(text);
                            }
                        }
                    }
                    State::Blank | State::NotApplicable => {}
                    grave @ (State::NotGiven | State::TooLarge) => return Err(grave),
                }
            }
            Ok(line.unwrap_or_default())
        })
        .collect();
    of_rows(lines.into_iter(), texts)
}
