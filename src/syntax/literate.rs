//! A literate policy as the text that the grammar reads: the rules stand where they stand in the document, byte for byte, and everything else is
//! space. A heading such as `## Article 12 — Deposit growth` becomes the head of the article whose rules follow, so that they cite it.

use std::ops::Range;

use crate::source::literate::{Part, parts};

use super::grammar::{self, Rule};

/// The rules of a Markdown text. It is as long as that text, but for a bracket that the end of an open fence may need.
pub fn code(text: &str) -> String {
    // Only whole characters were copied or written over.
    String::from_utf8(written(text).bytes).unwrap_or_default()
}

/// The rules of one fence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fence {
    /// Its lines, without what stands before them in a list or a quotation.
    pub lines: Vec<Range<usize>>,
    /// Whether they are statements of the article whose heading stands over them.
    pub is_of_article: bool,
}

/// The fences of rules of a Markdown text, for tools that change rules and leave prose alone.
pub fn fences(text: &str) -> Vec<Fence> {
    written(text).fences
}

fn written(text: &str) -> Writer<'_> {
    let blank = |byte: u8| if matches!(byte, b'\n' | b'\r') { byte } else { b' ' };
    let mut writer = Writer { text, bytes: text.bytes().map(blank).collect(), heading: None, open: None, fences: Vec::new() };
    for part in parts(text) {
        match part {
            Part::Heading { level, text, range } => writer.heading(level, &text, range),
            Part::Fence { lines, range } => writer.fence(lines, &range),
        }
    }
    writer.close();
    writer
}

/// A heading that names an article.
struct Heading {
    level: u8,
    /// Where its number stands, `Article 12`.
    number: Range<usize>,
    title: String,
}

struct Writer<'t> {
    text: &'t str,
    bytes: Vec<u8>,
    /// The article that stands over what comes, while it has no rules.
    heading: Option<Heading>,
    /// The level of the article that has rules, and where its last fence ends.
    open: Option<(u8, usize)>,
    fences: Vec<Fence>,
}

impl Writer<'_> {
    fn heading(&mut self, level: u8, words: &str, range: Range<usize>) {
        let over = self.heading.as_ref().map(|heading| heading.level).or(self.open.map(|(level, _)| level));
        match article(self.text, words, &range) {
            Some((number, title)) => {
                self.close();
                self.heading = Some(Heading { level, number, title });
            }
            // A heading below that of its article is one of its parts.
            None if over.is_some_and(|over| level > over) => {}
            None => {
                self.close();
                self.heading = None;
            }
        }
    }

    fn fence(&mut self, lines: Vec<Range<usize>>, range: &Range<usize>) {
        let rules: String = lines.iter().filter_map(|line| self.text.get(line.clone())).collect();
        if opens_item(&rules) {
            // A test or a record among the rules of an article stands beside them.
            self.close();
        } else if let Some(heading) = self.heading.take() {
            self.open_article(&heading);
            self.open = Some((heading.level, range.end));
        }
        for line in &lines {
            let rules = self.text.as_bytes().get(line.clone()).unwrap_or_default();
            self.put(line.start, rules);
        }
        let end = lines.last().map_or(range.end.saturating_sub(1), |line| line.end);
        if let Some((_, closes)) = &mut self.open {
            *closes = end;
        }
        self.fences.push(Fence { lines, is_of_article: self.open.is_some() });
    }

    /// Ends the article that is open, on the line that closes its last fence.
    fn close(&mut self) {
        if let Some((_, at)) = self.open.take() {
            if self.bytes.get(at).is_some_and(|byte| *byte == b' ') {
                self.put(at, b"}");
            } else {
                self.bytes.extend_from_slice(b"\n}");
            }
        }
    }

    /// Writes the head of an article over its heading.
    fn open_article(&mut self, heading: &Heading) {
        let number = self.text.get(heading.number.clone()).unwrap_or_default();
        // `Article` begins a sentence in prose.
        let number = number.replacen("Article", "article", 1);
        self.put(heading.number.start, number.as_bytes());
        let end = heading.number.end;
        if heading.title.is_empty() {
            self.put(end, b"{");
            return;
        }
        let head = format!("\"{}\"{{", heading.title.replace(['"', '“', '”'], "'"));
        self.put(end, head.as_bytes());
    }

    fn put(&mut self, at: usize, bytes: &[u8]) {
        for (offset, byte) in bytes.iter().enumerate() {
            match self.bytes.get_mut(at.saturating_add(offset)) {
                Some(place) => *place = *byte,
                None => self.bytes.push(*byte),
            }
        }
    }
}

/// The number and the title of an article that a heading names.
fn article(text: &str, words: &str, range: &Range<usize>) -> Option<(Range<usize>, String)> {
    let lowered = match words.strip_prefix("Article") {
        Some(rest) => format!("article{rest}"),
        None => words.to_owned(),
    };
    let read = grammar::read(Rule::article_ref, &lowered).ok()?.as_str().trim_end().len();
    let number = words.get(..read)?;
    let start = range.start.checked_add(text.get(range.clone())?.find(number)?)?;
    let title = words.get(read..)?.trim_matches([' ', '\u{3000}', ':', '：', '.', '—', '–', '-', '·', '【', '】']).to_owned();
    Some((start..start.checked_add(number.len())?, title))
}

/// Whether rules begin with an item of their own, such as a record or a test.
fn opens_item(rules: &str) -> bool {
    let first = rules.lines().map(str::trim).find(|line| !line.is_empty() && !line.starts_with(['#', '＃']));
    first.is_some_and(|line| grammar::read(Rule::opens_item, line).is_ok() || grammar::read(Rule::use_file, line).is_ok())
}

#[cfg(test)]
mod tests {
    use super::code;
    use crate::source::SourceId;
    use crate::syntax::ast::{File, Item};
    use crate::syntax::parse;

    fn read(text: &str) -> (File, String) {
        let code = code(text);
        let (file, findings) = parse(SourceId::default(), &code);
        assert!(findings.is_empty(), "{findings:?}\n{code}");
        (file, code)
    }

    /// The number, the title and the number of statements of each article.
    fn articles(text: &str) -> Vec<(String, String, usize)> {
        let article = |item: &Item| match item {
            Item::Article(article) => {
                let title = article.title.as_ref().map(|title| title.text.clone()).unwrap_or_default();
                Some((article.number.text.clone(), title, article.statements.len()))
            }
            _ => None,
        };
        read(text).0.items.iter().filter_map(article).collect()
    }

    fn told(number: &str, title: &str, statements: usize) -> (String, String, usize) {
        (number.into(), title.into(), statements)
    }

    #[test]
    fn rules_stand_where_they_stand_in_the_document() {
        let text = "# Pay\n\nIn words: 工资。\n\n```merit\nparameter a = 1\n```\n\n## Article 2 — Cards\n\n```merit\npay b = a\n```\n";
        let (_, code) = read(text);
        assert_eq!(code.len(), text.len());
        for rule in ["parameter a = 1", "pay b = a"] {
            assert_eq!(code.find(rule), text.find(rule));
        }
    }

    #[test]
    fn headings_become_articles() {
        let rules = "\n\n```merit\nx = 1\n```\n";
        let read = |heading: &str| articles(&format!("{heading}{rules}"));
        assert_eq!(read("## Article 12 Deposit growth"), [told("12", "Deposit growth", 1)]);
        assert_eq!(read("# Article 8.2: *Cards* and `more`"), [told("8.2", "Cards and more", 1)]);
        assert_eq!(read("#### article 3"), [told("3", "", 1)]);
        assert_eq!(read("## 第十二条 存款增长"), [told("12", "存款增长", 1)]);
        assert_eq!(read("## 第8条存款"), [told("8", "存款", 1)]);
        assert_eq!(read("Article 4. Set below\n===="), [told("4", "Set below", 1)]);
        assert_eq!(read("## Article 5 says \"so\""), [told("5", "says 'so'", 1)]);
        assert_eq!(articles("## Article 6 Tight\n```merit\nx = 1\n```"), [told("6", "Tight", 1)]);
        assert_eq!(articles("## Article 7 Open\n```merit\nx = 1"), [told("7", "Open", 1)]);
    }

    #[test]
    fn an_article_has_all_the_fences_below_it() {
        let text = "## Article 1 A\n\n```merit\nx = 1\n```\n\nprose\n\n### More of it\n\n```merit\ny = 2\n```\n\n```merit\nrecord r { id text key }\n```\n\n\
                    ## Article 2 B\n\nno rules\n\n## Records\n\n```merit\nparameter z = 3\n```\n";
        assert_eq!(articles(text), [told("1", "A", 2)]);
        assert_eq!(read(text).0.items.len(), 3);
    }
}
