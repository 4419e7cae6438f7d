//! What was amended, for people.

use super::Printer;
use crate::diagnostics::Text;
use crate::say;
use crate::source::Sources;
use crate::syntax::ast::File;

/// What one policy amended of another.
#[derive(Clone, Debug)]
pub struct Amended {
    /// Which policy amended which.
    pub said: Text,
    /// What was changed, with the number of the article that it is or stands in.
    pub changes: Vec<(Text, Option<String>)>,
}

/// What the policies that amended a policy changed, in the order in which they did.
pub fn amendments(file: &File, sources: &Sources) -> Vec<Amended> {
    let printer = Printer { file, sources, language: file.language, places: false };
    let amended = file.amendments.iter().map(|amending| {
        let [policy, base] = [&amending.policy, &amending.base].map(|titled| match &titled.version {
            Some(version) => say!("“{}”, version {version},", "“{}”{version} 版", titled.name),
            None => say!("“{}”", "“{}”", titled.name),
        });
        let said =
            Text::both(format!("{} amends {}:", policy.en, base.en.trim_end_matches(',')), format!("{}修订{}：", policy.zh, base.zh));
        let changes = amending.changes.iter().filter(|change| !change.superseded);
        Amended { said, changes: changes.map(|change| (printer.change(change), change.article.clone())).collect() }
    });
    amended.collect()
}
