//! A service that embeds the engine: compile once, evaluate the records of each request, serialise the answer.
//!
//! `cargo run --example embed`
#![allow(clippy::print_stdout)]

use merit::engine::{Engine, Settings};
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

fn main() -> Result<(), Box<dyn std::error::Error>> {
    // A compiled policy is immutable: share it between threads.
    let policy = Engine::compile("new-cards.merit", POLICY).map_err(|rejected| format!("{} findings", rejected.findings.len()))?;
    let request = Request { manager: vec![Manager { id: "A".into(), cards: 12 }, Manager { id: "B".into(), cards: 300 }] };
    match policy.evaluate_value(&request, &Settings::default()) {
        Ok(answer) => println!("{}", serde_json::to_string_pretty(&answer)?),
        Err(findings) => findings.iter().for_each(|finding| println!("{}: {}", finding.code.name(), finding.message.en)),
    }
    Ok(())
}
