//! The few words of the pages, in both languages.

/// Words of pages in both languages, and what is made of them alike everywhere.
macro_rules! words {
    ($($(#[doc = $doc:literal])+ $name:ident: $en:literal, $zh:literal;)+) => {
        /// The words of a page in one language.
        #[derive(Clone, Copy, Debug)]
        pub(super) struct Words {
            /// The language as pages name it.
            pub lang: &'static str,
            $($(#[doc = $doc])+ pub $name: &'static str,)+
        }

        const ENGLISH: Words = Words { lang: "en", $($name: $en,)+ };
        const CHINESE: Words = Words { lang: "zh-CN", $($name: $zh,)+ };

        impl Words {
            /// The words of a language.
            pub fn of(language: $crate::diagnostics::Language) -> &'static Words {
                match language {
                    $crate::diagnostics::Language::English => &ENGLISH,
                    $crate::diagnostics::Language::Chinese => &CHINESE,
                }
            }

            /// An article by its number.
            pub fn numbered(&self, number: &str) -> String {
                if self.lang == "en" { format!("Article {number}") } else { format!("第{number}条") }
            }

            /// Days from a first to a last one.
            pub fn days(&self, from: Option<&str>, to: Option<&str>) -> String {
                match (self.lang, from, to) {
                    ("en", Some(from), Some(to)) => format!("{from} to {to}"),
                    ("en", Some(from), None) => format!("from {from}"),
                    ("en", None, Some(to)) => format!("to {to}"),
                    (_, Some(from), Some(to)) => format!("{from} 至 {to}"),
                    (_, Some(from), None) => format!("自 {from} 起"),
                    (_, None, Some(to)) => format!("至 {to}"),
                    (_, None, None) => String::new(),
                }
            }
        }
    };
}
pub(crate) use words;

words! {
    /// Between a name and what is said of it.
    is: ": ", "：";
    /// What a statement is called.
    statement: "Statement", "核算说明";
    /// What several of them are called.
    statements: "Statements", "核算说明汇总";
    /// Before the version of a policy.
    version: "Version", "版本";
    /// Before the days it is in force.
    in_force: "In force", "施行期";
    /// Before the day of the run.
    as_of: "As of", "基准日";
    /// Before the currency and its rounding.
    currency: "Currency", "币种";
    /// Under a column of figures.
    sum: "Sum", "合计";
    /// Over the words of an article.
    article_text: "What the article says", "条款原文";
    /// Over articles that are cited by the way.
    also_cited: "Other articles that are cited", "另行引用的条款";
    /// Over the notes.
    notes: "Notes", "附注";
    /// In place of a figure that does not apply.
    not_applicable: "not applicable", "不适用";
    /// In place of a blank figure.
    blank: "blank", "空";
    /// In place of a figure that is not known.
    unknown: "not known", "未知";
    /// Over the parts of a total.
    adds_up: "How it adds up", "构成";
    /// What does not belong to an article.
    no_article: "Outside the articles", "条款之外";
    /// Before the way back.
    to_summary: "Summary", "汇总";
}
