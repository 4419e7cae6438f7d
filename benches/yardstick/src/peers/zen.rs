//! ZEN: the scheme as a decision graph of one expression node, which is its quickest form, over its own values.

use super::by_row::{AMOUNTS, ByRow, Manager, PAID, Paid};
use rust_decimal::Decimal;
use std::future::Future;
use std::io;
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use zen_engine::model::DecisionContent;
use zen_engine::{Decision, DecisionEngine, Variable};

const GRAPH: &str = include_str!("../../peers/zen.json");

/// The graph, compiled.
pub struct Zen {
    decision: Decision,
}

impl Zen {
    pub fn new() -> io::Result<Zen> {
        let content: DecisionContent = serde_json::from_str(GRAPH)?;
        let mut decision =
            DecisionEngine::default().create_decision(content.into()).map_err(|error| io::Error::other(error.to_string()))?;
        decision.compile();
        Ok(Zen { decision })
    }
}

/// Waits for what nothing outside is waited for.
fn wait<F: Future>(future: F) -> F::Output {
    let (mut future, mut context) = (pin!(future), Context::from_waker(Waker::noop()));
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut context) {
            return output;
        }
    }
}

impl ByRow for Zen {
    fn pay(&mut self, manager: &Manager) -> io::Result<Paid> {
        let missing = || io::Error::other("the graph does not give what is asked");
        let input = Variable::empty_object();
        let fields = input.as_object().ok_or_else(missing)?;
        {
            let mut fields = fields.borrow_mut();
            for (name, text) in [
                ("grade", &manager.grade),
                ("discipline", &manager.discipline),
                ("licence_expiry", &manager.licence_expiry),
                ("in_post_since", &manager.in_post_since),
            ] {
                fields.insert(name.into(), Variable::String(text.as_str().into()));
            }
            for (name, amount) in AMOUNTS.into_iter().zip(manager.amounts).chain([("exam_score", manager.exam)]) {
                fields.insert(name.into(), Variable::Number(amount));
            }
            for (name, number) in
                [("tenure_months", manager.tenure), ("new_customers", manager.customers), ("complaints", manager.complaints)]
            {
                fields.insert(name.into(), Variable::Number(Decimal::from(number)));
            }
            fields.insert("credit_clean".into(), Variable::Bool(manager.clean));
        }
        let given = wait(self.decision.evaluate(input)).map_err(|error| io::Error::other(error.to_string()))?.result;
        let yes_no = |name| given.dot(name).and_then(|value| value.as_bool()).ok_or_else(missing);
        let mut paid = Paid { rotation: yes_no("rotation_due")?, admitted: yes_no("admitted")?, ..Paid::default() };
        for (amount, name) in paid.amounts.iter_mut().zip(PAID) {
            *amount = given.dot(name).and_then(|value| value.as_number()).ok_or_else(missing)?;
        }
        Ok(paid)
    }
}
