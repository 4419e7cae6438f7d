//! `test-without-expectation`: a test that passes whatever the policy says.

use crate::say;

use super::{Finding, Rule, Subject};

pub(super) fn find(subject: &Subject<'_>) -> Vec<Finding> {
    let empty = subject.program.tests.iter().filter(|test| test.expects.is_empty() && test.asserted.is_empty());
    let told = empty.map(|test| {
        let name = &test.name;
        let message = say!("the test `{name}` expects nothing", "用例 `{name}` 没有应得");
        let help = say!("say what must come out: `expect …`", "写明应得的结果：`应得 …`");
        Finding::new(Rule::TestWithoutExpectation, test.span, message, help)
    });
    told.collect()
}
