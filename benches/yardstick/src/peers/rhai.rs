//! Rhai: the scheme as a script over decimals; constants and functions stand in the engine, the manager in a scope.

use super::by_row::{AMOUNTS, ByRow, Manager, Paid};
use rhai::{AST, Dynamic, Engine, Map, OptimizationLevel, Scope};
use rust_decimal::{Decimal, RoundingStrategy};
use std::io;

const SCRIPT: &str = include_str!("../../peers/scheme.rhai");

/// Numbers of the script that are decimals: Rhai reads those in a text as floating-point numbers.
const CONSTANTS: [(&str, &str); 22] = [
    ("NOTHING", "0"),
    ("WHOLE", "1"),
    ("PASS", "60"),
    ("GOOD", "80"),
    ("BEST", "90"),
    ("GOOD_FACTOR", "0.8"),
    ("BEST_FACTOR", "1.15"),
    ("FIRST_BOUND", "5000000"),
    ("SECOND_BOUND", "20000000"),
    ("FIRST_RATE", "0.0010"),
    ("SECOND_RATE", "0.0015"),
    ("THIRD_RATE", "0.0020"),
    ("INTEREST_RATE", "0.012"),
    ("FEE_RATE", "0.08"),
    ("NO_COMPLAINTS", "3000"),
    ("ONE_PER_CENT", "0.01"),
    ("THREE_PER_CENT", "0.03"),
    ("FIVE_PER_CENT", "0.05"),
    ("TENTH", "0.1"),
    ("THREE_TENTHS", "0.3"),
    ("FIFTH", "0.2"),
    ("DEFERRED_ABOVE", "50000"),
];

/// The script with what it is run over.
pub struct Rhai {
    engine: Engine,
    script: AST,
    scope: Scope<'static>,
}

fn amiss(error: impl std::fmt::Display) -> io::Error {
    io::Error::other(error.to_string())
}

fn decimal(text: &str) -> io::Result<Decimal> {
    text.parse().map_err(amiss)
}

impl Rhai {
    pub fn new() -> io::Result<Rhai> {
        let mut engine = Engine::new();
        engine.set_optimization_level(OptimizationLevel::Full);
        engine.register_fn("cents", |amount: Decimal| amount.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero));
        engine.register_fn("cut", |amount: Decimal| amount.trunc_with_scale(2));
        let mut scope = Scope::new();
        for (name, text) in CONSTANTS {
            scope.push_constant(name, decimal(text)?);
        }
        let mut pay = Map::new();
        for (grade, amount) in
            [("G1", "3000.00"), ("G2", "4250.50"), ("G3", "5600.00"), ("G4", "7350.75"), ("G5", "9500.00"), ("G6", "12000.00")]
        {
            pay.insert(grade.into(), Dynamic::from(decimal(amount)?));
        }
        scope.push_constant_dynamic("PAY", pay.into());
        let script = engine.compile_with_scope(&scope, SCRIPT).map_err(amiss)?;
        Ok(Rhai { engine, script, scope })
    }
}

impl ByRow for Rhai {
    fn pay(&mut self, manager: &Manager) -> io::Result<Paid> {
        let constants = self.scope.len();
        for (name, amount) in AMOUNTS.into_iter().zip(manager.amounts) {
            self.scope.push(name, amount);
        }
        self.scope.push("exam_score", manager.exam);
        self.scope.push("tenure_months", manager.tenure);
        self.scope.push("new_customers", manager.customers);
        self.scope.push("complaints", manager.complaints);
        self.scope.push("credit_clean", manager.clean);
        for (name, text) in [
            ("grade", &manager.grade),
            ("discipline", &manager.discipline),
            ("licence_expiry", &manager.licence_expiry),
            ("in_post_since", &manager.in_post_since),
        ] {
            self.scope.push(name, text.clone());
        }
        let given = self.engine.eval_ast_with_scope::<Dynamic>(&mut self.scope, &self.script).map_err(amiss);
        self.scope.rewind(constants);
        let cells = given?.into_array().map_err(amiss)?;
        let [amounts @ .., rotation, admitted] = cells.as_slice() else { return Err(amiss("the script gives no list")) };
        let mut paid = Paid::default();
        for (amount, cell) in paid.amounts.iter_mut().zip(amounts) {
            *amount = cell.as_decimal().map_err(amiss)?;
        }
        paid.rotation = rotation.as_bool().map_err(amiss)?;
        paid.admitted = admitted.as_bool().map_err(amiss)?;
        Ok(paid)
    }
}
