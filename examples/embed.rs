//! A service that embeds the engine: compile once, evaluate the records of each request, serialise the answer.
//!
//! `cargo run --example embed`
#![allow(clippy::print_stdout)]

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
    Engine::compile("new-cards.merit", POLICY).map_err(|rejected| {
        let messages: Vec<String> = rejected.findings.iter().map(|finding| finding.message.en.clone()).collect();
        messages.join("; ")
    })
}

/// Answers one request.
pub fn answer(policy: &Policy) -> Result<String, Box<dyn std::error::Error>> {
    let request = Request { manager: vec![Manager { id: "A".into(), cards: 12 }, Manager { id: "B".into(), cards: 300 }] };
    match policy.evaluate_value(&request, &Settings::default()) {
        Ok(answer) => Ok(serde_json::to_string_pretty(&answer)?),
        Err(findings) => {
            let messages: Vec<String> = findings.iter().map(|finding| format!("{}: {}", finding.code.name(), finding.message.en)).collect();
            Err(messages.join("; ").into())
        }
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    // A compiled policy is immutable: share it between threads.
    let policy = compile()?;
    println!("{}", answer(&policy)?);
    Ok(())
}
