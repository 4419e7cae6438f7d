//! How many findings are told at once.

use super::{Diagnostic, Severity};
use crate::say;

/// The most errors of a policy that are told, and the most warnings.
pub const MOST_TOLD: usize = 100;

/// The first findings of each severity; the last of them says how many more there are.
pub fn first_ones(findings: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut counts = [0usize; 3];
    let mut kept: Vec<Diagnostic> = Vec::new();
    for finding in findings {
        let count = &mut counts[finding.severity() as usize];
        *count += 1;
        if *count <= MOST_TOLD {
            kept.push(finding);
        }
    }
    for severity in [Severity::Error, Severity::Warning, Severity::Note] {
        let more = counts[severity as usize].saturating_sub(MOST_TOLD);
        if more > 0
            && let Some(last) = kept.iter_mut().rfind(|finding| finding.severity() == severity)
        {
            let (en, zh) = match severity {
                Severity::Error => ("errors", "错误"),
                Severity::Warning => ("warnings", "警告"),
                Severity::Note => ("notes", "说明"),
            };
            last.helps.push(say!(
                "{more} more {en} are left out: settle those above and check again",
                "另有 {more} 项{zh}未列出：先处理以上各处，再重新检查"
            ));
        }
    }
    kept
}
