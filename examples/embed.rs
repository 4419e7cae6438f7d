//! A service that embeds the engine: compile once, evaluate the records of each request, serialise the answer; and one record after the
//! other without making an answer of each.
//!
//! `cargo run --example embed`
#![allow(clippy::print_stdout)]

use merit::diagnostics::Diagnostic;
use merit::engine::{Engine, Policy, Settings};
use serde::Serialize;

const POLICY: &str = r#"
policy "New cards" { currency CNY, rounded half up to 0.01; subject manager }

record manager { id text key; cards integer >= 0 }

article 15 "New cards" {
  award new_cards = 20 × cards, at most 5_000
}
"#;

/// The rows of one request: a member for each record of the policy.
#[derive(Serialize)]
struct Request {
    manager: Vec<Manager>,
}

#[derive(Serialize)]
struct Manager {
    id: String,
    cards: u32,
}

/// Compiles the policy, once for all requests.
pub fn compile() -> Result<Policy, String> {
    Engine::compile("new-cards.merit", POLICY).map_err(|rejected| told(&rejected.findings))
}

/// Answers one request.
pub fn answer(policy: &Policy) -> Result<String, Box<dyn std::error::Error>> {
    let request = Request { manager: vec![Manager { id: "A".into(), cards: 12 }, Manager { id: "B".into(), cards: 300 }] };
    match policy.evaluate_value(&request, &Settings::default()) {
        Ok(answer) => Ok(serde_json::to_string_pretty(&answer)?),
        Err(findings) => Err(told(&findings).into()),
    }
}

/// What one manager is paid for each of some numbers of cards, in cents.
pub fn one_by_one(policy: &Policy, cards: &[i64]) -> Result<Vec<Option<i64>>, Box<dyn std::error::Error>> {
    // Once for all records: the day is settled, the steps are put in order, names are looked up.
    let prepared = policy.prepare(&Settings::default()).map_err(|findings| told(&findings))?;
    let (field, award) = (prepared.field("cards")?, prepared.value("new_cards")?);
    // Once for each thread: the memory in which records are evaluated.
    let mut manager = prepared.record();
    let mut paid = Vec::with_capacity(cards.len());
    for number in cards {
        manager.set(field, *number)?;
        paid.push(manager.evaluate().map_err(|findings| told(&findings))?.units(award, 2));
    }
    Ok(paid)
}

fn told(findings: &[Diagnostic]) -> String {
    findings.iter().map(Diagnostic::to_string).collect::<Vec<_>>().join("; ")
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    // A compiled policy is immutable: share it between threads.
    let policy = compile()?;
    println!("{}", answer(&policy)?);
    println!("{:?}", one_by_one(&policy, &[12, 300])?);
    Ok(())
}
