//! What the benches share: the yardstick's rows and policies over them.
#![allow(dead_code, reason = "each bench uses a part")]

use merit::data::{self, Input, InputFormat, ReadOptions, Tables, records_with_files};
use merit::engine::{Engine, Policy};
use merit::program::RecordId;

#[path = "../yardstick/src/workload.rs"]
mod workload;

/// The rows of most benches.
pub const ROWS: u64 = 20_000;

/// The yardstick's scheme.
pub const SCHEME: &str = include_str!("../../policies/yardstick/scheme.merit");

/// The yardstick's managers as CSV.
pub fn managers(rows: u64) -> Vec<u8> {
    let mut bytes = workload::HEADING.as_bytes().to_vec();
    workload::rows(&mut bytes, 0..rows).expect("memory takes everything");
    bytes
}

/// A policy that compiles.
pub fn compiled(text: &str) -> Policy {
    Engine::compile("bench.merit", text).unwrap_or_else(|rejected| panic!("{:?}", rejected.findings))
}

/// The record of a policy that comes from a file.
pub fn record(policy: &Policy) -> RecordId {
    records_with_files(policy.program()).next().expect("a record").0
}

/// Bytes as a file of that record.
pub fn input(policy: &Policy, bytes: Vec<u8>, format: InputFormat) -> (RecordId, Input) {
    (record(policy), Input { name: "manager".to_owned(), bytes, format })
}

/// The rows of a file, read.
pub fn tables(policy: &Policy, bytes: Vec<u8>) -> Tables {
    let (tables, findings) = data::read(policy.program(), &[input(policy, bytes, InputFormat::Csv)], &ReadOptions::default());
    assert!(findings.is_empty(), "{findings:?}");
    tables
}

/// The head of the scheme and the same three articles again and again, each time under other names.
pub fn repeated(times: usize) -> String {
    let (head, _) = SCHEME.split_once("article 1").expect("the scheme has an article");
    let articles = (1..=times).map(|number| {
        format!(
            "\narticle {number} \"Part {number}\" {{\n  table level_{number} by grade {{\n    grade | amount\n    G1 | 3_000.00\n    \
             G2 | 4_250.50\n    G3, G4 | 5_600.00\n    G5 | 9_500.00\n    G6 | 12_000.00\n  }}\n  \
             growth_{number} = deposit_avg - deposit_base, at least 0\n  \
             pay level_pay_{number} = level_{number} × bands by exam_score {{ below 60: 0; below 80: 0.8; else: 1.0 }}\n  \
             pay deposit_pay_{number} = marginal by growth_{number} {{ up to 500万: 0.10%; else: 0.15% }}\n  \
             output penalty_{number} = cases {{\n    discipline = none: 0\n    else: deposit_pay_{number} × 20%\n  }}\n}}\n"
        )
    });
    format!("{head}{}", articles.collect::<String>())
}
