//! The layout of a file: which of its columns belong to which field of the record, and so what a row of it is.

use super::block::{Block, Decoded};
use super::bound::{Absent, Bound, Pools};
use super::cells::Raw;
use super::key_block::{KeyBlock, KeyRows};
use super::{MissingField, keys};
use crate::diagnostics::DataPlace;
use crate::program::{Program, Record, RecordId};

/// The columns of a file by the fields of its record.
pub(super) struct Layout<'p> {
    /// The record.
    pub(super) record: &'p Record,
    /// The file.
    pub(super) file: String,
    /// Each field that comes from the file.
    pub(super) columns: Vec<Option<Bound<'p>>>,
}

impl<'p> Layout<'p> {
    /// The layout of a file whose headings are not known yet.
    pub(super) fn new(program: &'p Program, record: RecordId, file: String) -> Layout<'p> {
        let record = program.record(record);
        let columns = record.fields.iter().enumerate().map(|(at, field)| Bound::new(program, record, at, field));
        Layout { record, file, columns: columns.collect() }
    }

    /// A place in the file.
    pub(super) fn place(&self, line: u64) -> DataPlace {
        DataPlace { file: self.file.clone(), line: Some(line), column: None, value: None, cell: None }
    }

    /// The columns of a block; none where anything in it is amiss, or no block was found. A column that is the rows' own keys has none.
    pub(super) fn decode(&self, block: &Block<'_>, pools: &mut Pools<'_>) -> Option<Decoded> {
        let rows = block.rows();
        if rows == 0 {
            return None;
        }
        let mut columns = Vec::with_capacity(self.columns.len());
        for bound in &self.columns {
            columns.push(match bound {
                Some(bound) if !bound.names_rows => Some(bound.held(bound.decode(block, pools)?)),
                _ => None,
            });
        }
        let keys = if self.record.key.is_empty() { None } else { Some(self.keys(block)?) };
        Some(Decoded { rows, columns, keys })
    }

    /// The keys of a block; none where a part of one is refused.
    fn keys(&self, block: &Block<'_>) -> Option<KeyBlock> {
        let mut found = KeyRows::default();
        let alone = self.columns.iter().flatten().find(|bound| bound.names_rows);
        if let Some((bound, column)) = alone.and_then(|bound| Some((bound, bound.at?))) {
            let (bytes, plainly) = (block.text.as_bytes(), bound.reader.takes_plain_texts());
            for (from, to) in block.bounds(column) {
                if plainly && found.push_plain(bytes, from, to) {
                    continue;
                }
                let text = block.text.get(from..to)?;
                match bound.reader.plain_text(text) {
                    Some(text) => found.push(text),
                    None => found.push(&bound.reader.key_text(bound.read(Raw::Text(text)).ok()??)),
                }
            }
            return found.finish();
        }
        let mut key = String::new();
        for row in 0..block.rows() {
            self.spell_key(MissingField::Error, row, |at| Raw::Text(block.cell(row, at)), &mut key)?;
            found.push(&key);
        }
        found.finish()
    }

    /// Writes the key of a row down; none where a part of it is refused.
    pub(super) fn spell_key<'c>(&self, missing: MissingField, row: usize, cell: impl Fn(usize) -> Raw<'c>, key: &mut String) -> Option<()> {
        key.clear();
        for (at, field) in self.record.key.iter().enumerate() {
            if at > 0 {
                key.push(keys::SEPARATOR);
            }
            let bound = self.columns.get(field.at())?.as_ref()?;
            match bound.at.map_or(Err(Absent::NotGiven), |at| bound.read(cell(at))) {
                Ok(Some(cell)) => key.push_str(&bound.reader.key_text(cell)),
                Err(Absent::NotGiven) if missing == MissingField::NotGiven => {
                    *key = keys::made_up(row);
                    break;
                }
                Ok(None) | Err(_) => return None,
            }
        }
        Some(())
    }
}
