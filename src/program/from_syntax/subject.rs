//! Whose values the articles define: the subject that the head names.

use super::builder::Lower;
use crate::diagnostics::{Code, Diagnostic};
use crate::program::RecordId;
use crate::say;
use crate::syntax::ast::{self, Item, PolicyPart, Statement};

impl<'a> Lower<'a> {
    pub(super) fn subject(&mut self, file: &'a ast::File) {
        let subject = file.items.iter().find_map(|item| match item {
            Item::Policy(policy) => policy.parts.iter().find_map(|part| match part {
                PolicyPart::Subject(name) => Some(name),
                _ => None,
            }),
            _ => None,
        });
        match subject {
            Some(name) => self.program.head.subject = self.record_of(name),
            // With one record there is no choice.
            None if self.program.records.len() == 2 => self.program.head.subject = Some(RecordId(1)),
            None => self.missing_subject(file),
        }
    }

    /// A head that does not say whose values the articles define; the record that it most likely means is taken all the same.
    fn missing_subject(&mut self, file: &'a ast::File) {
        let head = file.items.iter().find_map(|item| if let Item::Policy(policy) = item { Some(policy) } else { None });
        let owned = |statement: &Statement| !matches!(statement, Statement::Each { .. } | Statement::Parameter(_) | Statement::Scale(_));
        let needed = file.items.iter().any(|item| match item {
            Item::Article(article) => article.owner.is_none() && article.statements.iter().any(owned),
            _ => false,
        });
        if !needed {
            return;
        }
        // A head that was not understood may say it all the same.
        let span = head.map(|head| head.span);
        let said = super::follows::broken_words(file, self.sources, span).into_iter().find_map(|word| self.program.record_named(word));
        let records = file.items.iter().filter_map(|item| if let Item::Record(record) = item { Some(record) } else { None });
        let fullest = records.max_by_key(|record| record.fields.len()).map(|record| record.name.text.as_str());
        if let (None, Some(head)) = (said, head) {
            let names: Vec<String> = self.program.records.iter().skip(1).map(|record| format!("`{}`", record.name)).collect();
            let (en, zh, likely) = (names.join(", "), names.join("、"), fullest.unwrap_or_default());
            self.report(
                Diagnostic::new(Code::E0208, say!("the policy does not say whom it is for", "办法没有写明考核对象"))
                    .label(head.name.span, say!("its head has no line `subject …`", "抬头中没有 `考核对象 …` 一行"))
                    .help(if names.len() <= 4 {
                        say!("name one of the records {en}, as `subject {likely}`", "写明是 {zh} 中的哪一种记录，如 `考核对象 {likely}`")
                    } else {
                        say!("name the record, as `subject {likely}`", "写明是哪一种记录，如 `考核对象 {likely}`")
                    }),
            );
        }
        self.program.head.subject = said.or_else(|| self.program.record_named(fullest?));
    }
}
