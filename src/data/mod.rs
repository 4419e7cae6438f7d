//! Records as columns: what files hold, bound to the records that the policy declares.
//!
//! Readers take bytes and give tables or findings with file, line, column and value; nothing here computes.

pub mod columns;
pub mod texts;

use crate::program::RecordId;
use columns::Column;
use rustc_hash::FxHashMap;
use texts::Texts;

/// All records of a run that come from files (or a host), by [`RecordId`]; made records (groups, splits) are filled by the engine.
#[derive(Clone, Debug, Default)]
pub struct Tables {
    /// One table for each record of the program that has a file, in the order of the program's records; none for the others.
    pub tables: Vec<Option<Table>>,
    /// The texts that text cells are numbers of.
    pub texts: Texts,
}

impl Tables {
    /// The table of a record.
    pub fn get(&self, record: RecordId) -> Option<&Table> {
        self.tables.get(record.at()).and_then(Option::as_ref)
    }
}

/// The rows of one record.
#[derive(Clone, Debug, Default)]
pub struct Table {
    /// How many rows.
    pub rows: usize,
    /// One column for each field of the record, in their order; fields that are made or computed have none.
    pub columns: Vec<Option<Column>>,
    /// What its rows are called when they have no key: the file and the line of each.
    pub names: RowNames,
    /// The row of each key, for records with a key; a key is the texts of its parts as written, joined by U+001F.
    pub keys: FxHashMap<String, u32>,
}

/// What rows are called.
#[derive(Clone, Debug, Default)]
pub enum RowNames {
    /// By their number.
    #[default]
    Numbered,
    /// By a file and a line.
    Lines {
        /// The file.
        file: String,
        /// The line of each row.
        lines: Vec<u64>,
    },
}
