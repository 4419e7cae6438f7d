//! The exit codes, which scripts rely on.

use crate::diagnostics::{Code, Diagnostic};
use std::process::{ExitCode, Termination};

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    /// It did what was asked.
    Done = 0,
    /// The run failed.
    Failed = 1,
    /// The command was used wrongly.
    Usage = 2,
    /// The policy was rejected.
    Policy = 3,
    /// A test failed.
    Tests = 4,
    /// The data was rejected.
    Data = 5,
    /// An assertion of the policy failed.
    Assertion = 6,
}

impl Termination for Exit {
    fn report(self) -> ExitCode {
        ExitCode::from(self as u8)
    }
}

impl Exit {
    /// What the findings of a run mean for the process: the gravest decides.
    pub fn of_run(findings: &[Diagnostic]) -> Exit {
        let exits = findings.iter().filter(|finding| finding.is_error()).map(|finding| match finding.code {
            Code::E0604 | Code::E0606 | Code::E0614 => Exit::Usage,
            Code::E0605 => Exit::Assertion,
            code if code.name().starts_with("E05") => Exit::Data,
            _ => Exit::Failed,
        });
        exits.min_by_key(|exit| (*exit != Exit::Failed, *exit as u8)).unwrap_or(Exit::Done)
    }
}
