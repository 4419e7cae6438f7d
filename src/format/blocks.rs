//! Braces and what stands in them: a part a line, or all on one line where the author has it so and it has room.

use crate::syntax::Rule;
use crate::syntax::written::{Construct, Node};

use super::columns::{self, Kind};
use super::doc::{Doc, Frame, width};
use super::layout::{Layout, Next};

/// A line of a block: a part of it, or a comment.
struct Line {
    docs: Vec<Doc>,
    kind: Kind,
    /// Whether the author began a line with it.
    begins_line: bool,
    /// Whether an empty line stands before it.
    apart: bool,
    /// Whether it is a comment.
    is_comment: bool,
    /// Whether it takes more than one line.
    is_long: bool,
}

impl Line {
    /// Its pieces; where it goes on in a further line, this is indented.
    fn placed(self) -> Doc {
        Doc::within(if self.is_comment { Frame::Group } else { Frame::Nest }, self.docs)
    }
}

impl Layout {
    /// A construct with braces.
    pub(super) fn block(&mut self, construct: &Construct<'_>, brace: usize) {
        let closes = construct.parts.iter().rposition(is_closing).unwrap_or(construct.parts.len());
        let (head, inner) = construct.parts.split_at_checked(brace).unwrap_or_default();
        let after = construct.parts.get(closes + 1..).unwrap_or_default();
        let inner = inner.get(1..closes.saturating_sub(brace)).unwrap_or_default();
        self.parts(head);
        let opening = construct.parts.get(brace).and_then(Node::first);
        self.framed(Frame::Hang, opening, |layout| layout.framed(Frame::Group, None, |layout| layout.braces(construct.rule, inner)));
        self.parts(after);
    }

    fn braces(&mut self, rule: Rule, inner: &[Node<'_>]) {
        let outer = (self.unbroken, std::mem::replace(&mut self.unbroken, false));
        self.docs.push(Doc::Text("{".into()));
        let (remarks, lines) = self.lines(inner);
        let own_lines = inner.iter().any(Node::is_between);
        let is_empty = lines.is_empty();
        self.docs.extend(remarks);
        if !is_empty {
            let mut docs = vec![if own_lines { Doc::Hard } else { Doc::Line(" ") }];
            docs.extend(self.separated(rule, lines));
            self.docs.push(Doc::within(Frame::Nest, docs));
        }
        if !is_empty {
            self.docs.push(Doc::Line(" "));
        }
        self.docs.push(Doc::Text("}".into()));
        (self.last, self.next) = (Some(super::space::Word { rule: None, text: "}".into() }), Next::Natural);
        self.unbroken = outer.0;
    }

    /// Lines with what stands between them.
    fn separated(&self, rule: Rule, lines: Vec<Line>) -> Vec<Doc> {
        let mut docs = Vec::new();
        for (at, line) in lines.into_iter().enumerate() {
            let separator = Doc::Line(self.separator());
            match at {
                0 => {}
                _ if line.apart => docs.push(Doc::Blank),
                // The fields of a given record stay together as the author has them.
                _ if rule == Rule::given && !line.begins_line => docs.push(Doc::within(Frame::Group, vec![separator])),
                _ if rule == Rule::given => docs.push(Doc::Hard),
                _ => docs.push(separator),
            }
            docs.push(line.placed());
        }
        docs
    }

    /// The items of a file. An empty line stands around each that takes several lines; comments stay with what follows them.
    pub(super) fn items(&mut self, parts: &[Node<'_>]) {
        let (remarks, mut lines) = self.lines(parts);
        let mut long = true;
        let mut own = 0;
        for at in 0..lines.len() {
            let Some(line) = lines.get(at) else { break };
            if line.apart || at == 0 {
                own = at;
            }
            if line.is_comment {
                continue;
            }
            let apart = long || line.is_long;
            long = line.is_long;
            if let Some(first) = lines.get_mut(own).filter(|_| apart) {
                first.apart = true;
            }
            own = at + 1;
        }
        // Comments at the end of the file.
        if let Some(last) = lines.get_mut(own).filter(|_| long && own > 0) {
            last.apart = true;
        }
        self.docs.extend(remarks);
        for (at, line) in lines.into_iter().enumerate() {
            self.docs.push(if line.apart && at > 0 { Doc::Blank } else { Doc::Hard });
            self.docs.push(line.placed());
        }
    }

    /// The lines of a block, in columns, and the comments at the end of the line that opens it.
    fn lines(&mut self, parts: &[Node<'_>]) -> (Vec<Doc>, Vec<Line>) {
        let (mut remarks, mut lines) = (Vec::new(), Vec::<Line>::new());
        let mut ended = 0;
        for part in parts {
            match part {
                Node::Newline => ended += 1,
                Node::Comment { text, alone: false } => {
                    let remark = Doc::Trailing((*text).to_owned());
                    lines.last_mut().map_or(&mut remarks, |line| &mut line.docs).push(remark);
                }
                Node::Comment { text, .. } => {
                    let docs = vec![Doc::Comment((*text).to_owned())];
                    let apart = ended > 1 && !lines.is_empty();
                    lines.push(Line { docs, kind: Kind::None, begins_line: true, apart, is_comment: true, is_long: false });
                    ended = 0;
                }
                Node::Construct(construct) => {
                    let (docs, kind) = self.line(construct);
                    let is_long = docs.iter().any(Doc::ends_line) || width(&docs) > super::COLUMNS;
                    let apart = ended > 1 && !lines.is_empty();
                    lines.push(Line { docs, kind, begins_line: ended > 0, apart, is_comment: false, is_long });
                    ended = 0;
                }
                // The separator of two lines.
                Node::Token(_) => {}
            }
        }
        in_columns(&mut lines);
        (remarks, lines)
    }

    /// One line of a block, with its columns marked.
    fn line(&mut self, construct: &Construct<'_>) -> (Vec<Doc>, Kind) {
        let outer = std::mem::take(&mut self.docs);
        (self.last, self.next) = (None, Next::Natural);
        let (kind, starts) = columns::of(construct);
        if kind == Kind::None || construct.parts.iter().any(|part| part.is(Rule::brace_sign)) {
            self.construct(construct);
            return (std::mem::replace(&mut self.docs, outer), Kind::None);
        }
        self.unbroken = kind == Kind::Cells;
        for (at, part) in construct.parts.iter().enumerate() {
            if let Some((_, column)) = starts.iter().find(|(start, _)| *start == at) {
                self.docs.push(Doc::Tab(*column));
            }
            if self.unbroken && part.is(Rule::column_bar) && self.last.is_none() {
                // The cell before it is empty.
                self.last = Some(super::space::Word { rule: None, text: "|".into() });
            }
            self.part(part);
            if super::layout::is_comma(part) {
                self.may_end(Next::Fill);
            }
        }
        self.unbroken = false;
        (std::mem::replace(&mut self.docs, outer), kind)
    }
}

/// Fills up the columns of neighbouring lines of one kind; comments between them part nobody.
fn in_columns(lines: &mut [Line]) {
    let mut from = 0;
    while let Some(first) = lines.get(from) {
        let kind = first.kind;
        let mut to = from + 1;
        while lines.get(to).is_some_and(|line| !line.apart && (line.kind == kind || line.is_comment)) {
            to += 1;
        }
        if let Some(section) = lines.get_mut(from..to).filter(|_| kind != Kind::None) {
            let mut docs: Vec<Vec<Doc>> = section.iter_mut().map(|line| std::mem::take(&mut line.docs)).collect();
            columns::fill(kind, &mut docs);
            section.iter_mut().zip(docs).for_each(|(line, docs)| line.docs = docs);
        }
        from = to;
    }
}

fn is_closing(part: &Node<'_>) -> bool {
    part.is_sign(&["}", "｝"])
}
