//! Small schemes to begin with: what `merit new` writes, from files that are embedded when Merit is built.
//!
//! Each is a whole scheme folder in English and in Chinese, the one the translation of the other: policy, data, tests, expected results.

use crate::diagnostics::{Language, Text};
use crate::say;

/// A scheme to begin with.
#[derive(Debug)]
pub struct Template {
    /// What it is called on the command line.
    pub name: &'static str,
    /// What it pays, in one line.
    about: [&'static str; 2],
    files: [&'static [File]; 2],
}

/// The path of a file in its folder, with `/`, and its text.
type File = (&'static str, &'static str);

/// What the policies of the templates are called, before they have a name of their own.
const TITLES: [&str; 2] = ["Relationship managers", "客户经理考核办法"];

macro_rules! files {
    ($folder:literal: $($path:literal)+) => {
        &[$(($path, include_str!(concat!($folder, "/", $path)))),+]
    };
}

/// All templates; the first is taken where none is named.
pub const TEMPLATES: [Template; 3] = [
    Template {
        name: "capability",
        about: [
            "capability pay by grade and region, deposit growth in tiers, an award for cards",
            "能力工资按职级与区域，存款增长超额累进，发卡计奖",
        ],
        files: [
            files!("capability/en": "scheme.merit" "README.md" "data/branch.csv" "data/manager.csv" "expected/manager.csv"),
            files!("capability/zh": "scheme.merit" "README.md" "data/支行.csv" "data/客户经理.csv" "expected/客户经理.csv"),
        ],
    },
    Template {
        name: "scorecard",
        about: ["a scorecard, stars that move by one a year, a pool shared out by both", "计分卡，星级评定，奖金总额按得分与星级分配"],
        files: [
            files!("scorecard/en": "scheme.merit" "README.md" "data/branch.csv" "data/manager.csv" "expected/manager.csv"),
            files!("scorecard/zh": "scheme.merit" "README.md" "data/支行.csv" "data/客户经理.csv" "expected/客户经理.csv"),
        ],
    },
    Template {
        name: "deferral",
        about: [
            "deposit growth in tiers, a penalty for bad loans, payment over three years",
            "存款增长超额累进，不良贷款扣罚，延期三年支付",
        ],
        files: [
            files!("deferral/en": "scheme.merit" "README.md" "data/manager.csv" "data/loan.csv" "expected/manager.csv" "expected/instalment.csv"),
            files!("deferral/zh": "scheme.merit" "README.md" "data/客户经理.csv" "data/贷款.csv" "expected/客户经理.csv" "expected/每期.csv"),
        ],
    },
];

impl Template {
    /// The one of this name.
    pub fn named(name: &str) -> Option<&'static Template> {
        TEMPLATES.iter().find(|template| template.name == name)
    }

    /// What it pays, in one line.
    pub fn about(&self) -> Text {
        let [en, zh] = self.about;
        Text::both(en, zh)
    }

    /// Its files in a language, with the paths that they have in the folder, for a policy of this name.
    ///
    /// # Errors
    /// Why a policy cannot have this name.
    pub fn files(&self, language: Language, name: &str) -> Result<Vec<(&'static str, String)>, Text> {
        let ([files, _], [title, _], marks) = match language {
            Language::English => (self.files, TITLES, [('"', '"'), ('“', '”')]),
            Language::Chinese => (turned(self.files), turned(TITLES), [('“', '”'), ('"', '"')]),
        };
        let [(open, close), _] = marks;
        let quoted = quoted(name, marks)?;
        let named = |(path, text): &File| {
            let text = match *path {
                "scheme.merit" => text.replacen(&format!("{open}{title}{close}"), &quoted, 1),
                "README.md" => text.replacen(title, name, 1),
                _ => (*text).to_owned(),
            };
            (*path, text)
        };
        Ok(files.iter().map(named).collect())
    }
}

fn turned<T>([first, second]: [T; 2]) -> [T; 2] {
    [second, first]
}

/// A name as a text of the language, between the first marks that it does not hold.
fn quoted(name: &str, marks: [(char, char); 2]) -> Result<String, Text> {
    if name.trim().is_empty() || name.contains(char::is_control) {
        return Err(say!("a policy needs a name of one line", "办法须有一行以内的名称"));
    }
    let marks = marks.into_iter().find(|marks| !name.contains([marks.0, marks.1]));
    marks
        .map(|(open, close)| format!("{open}{name}{close}"))
        .ok_or_else(|| say!("the name `{name}` holds quotation marks of both kinds", "名称 `{name}` 中两种引号都有"))
}
