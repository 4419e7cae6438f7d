//! What may stand at a place: names that are seen there with their kinds, members of the enumeration that is compared with, built-ins, and
//! the keywords that the grammar would take.

use super::scope::{self, Reached, owners, reach};
use super::view::View;
use super::words;
use crate::diagnostics::Language;
use crate::program::{DefinitionId, Kind, OVERALL, Program, RecordId, Role, builtin_names};
use crate::syntax::expect::{Expected, expected};
use crate::syntax::{name_of_word, written_name};
use lsp_types::{CompletionItem, CompletionItemKind, CompletionResponse, CompletionTextEdit, TextEdit};
use std::collections::HashSet;
use std::ops::Range;

/// What may stand at a byte, in place of the word that it is at the end of.
pub(super) fn completion(view: &View<'_>, at: usize) -> Option<CompletionResponse> {
    let program = view.analysis.checked.program()?;
    let code = view.code();
    let word = view.word(at).map_or(at..at, |word| word.start..at.max(word.start));
    let expected = expected(code, word.start);
    let line = code.get(expected.line..word.start)?;
    let mut list = List {
        view,
        program,
        word: word.clone(),
        chinese: view.analysis.checked.language() == Language::Chinese,
        items: Vec::new(),
        met: HashSet::new(),
    };
    // In the prose of Markdown nothing is completed.
    let in_prose = view.fences().is_some_and(|fences| !fences.iter().any(|fence| fence.start <= at && at <= fence.end));
    if in_prose || within_text(line) {
        return None;
    }
    let owners = owners(view, program, at, expected.line..word.start);
    if let Some(path) = path_before(line) {
        list.of_path(&owners, &path);
        return Some(CompletionResponse::Array(list.items));
    }
    list.for_place(&expected, &owners, line);
    Some(CompletionResponse::Array(list.items))
}

/// Whether a line ends within a text or a comment.
fn within_text(line: &str) -> bool {
    let (mut close, mut comment) = (None, false);
    for sign in line.chars() {
        match (sign, close) {
            ('\n', _) => (close, comment) = (None, false),
            _ if comment => {}
            (sign, Some(wanted)) if sign == wanted => close = None,
            (_, Some(_)) => {}
            ('"', None) => close = Some('"'),
            ('“', None) => close = Some('”'),
            ('#' | '＃', None) => comment = true,
            _ => {}
        }
    }
    close.is_some() || comment
}

/// The names of a path that a line ends in, up to its last point.
fn path_before(line: &str) -> Option<Vec<String>> {
    let line = line.strip_suffix('.')?;
    let start = line
        .rfind(|sign: char| !(sign.is_alphanumeric() || matches!(sign, '_' | '.' | '`' | '「' | '」')))
        .map_or(0, |at| at + line.get(at..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8));
    let path: Vec<String> = line.get(start..)?.split('.').map(name_of_word).collect();
    // A figure has a point too.
    let is_figure = path.iter().all(|name| name.chars().all(|sign| sign.is_numeric()));
    (!is_figure && path.iter().all(|name| !name.is_empty())).then_some(path)
}

/// What comes first in the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Rank {
    /// What the place awaits.
    Awaited,
    /// Names of the record at hand.
    Own,
    /// Names of others, and overall ones.
    Other,
    /// Words of the language.
    Word,
}

struct List<'v> {
    view: &'v View<'v>,
    program: &'v Program,
    /// What is replaced.
    word: Range<usize>,
    chinese: bool,
    items: Vec<CompletionItem>,
    met: HashSet<String>,
}

impl List<'_> {
    fn add(&mut self, name: &str, kind: CompletionItemKind, detail: Option<String>, rank: Rank) {
        if !self.met.insert(name.to_owned()) {
            return;
        }
        let is_word = matches!(kind, CompletionItemKind::KEYWORD | CompletionItemKind::FUNCTION);
        let text = if is_word { Some(name.to_owned()) } else { written_name(name, self.chinese) };
        let Some(new_text) = text else { return };
        let range = self.view.range(self.word.clone());
        self.items.push(CompletionItem {
            label: name.to_owned(),
            kind: Some(kind),
            detail,
            sort_text: Some(format!("{}{:04}", rank as u8, self.items.len())),
            text_edit: Some(CompletionTextEdit::Edit(TextEdit { range, new_text })),
            ..CompletionItem::default()
        });
    }

    fn of_path(&mut self, owners: &[RecordId], path: &[String]) {
        let Some(reached) = reach(self.program, owners, path) else { return };
        if let Reached::Value(id) = reached {
            for part in scope::parts(self.program, id) {
                self.definition(part, Rank::Awaited);
            }
        }
        if let Some(record) = reached.record(self.program) {
            self.names_of(record, Rank::Own);
        }
    }

    fn for_place(&mut self, expected: &Expected, owners: &[RecordId], line: &str) {
        match expected.behind {
            Some("kw_over" | "kw_subject" | "kw_of_record" | "kw_given" | "kw_each_of") => return self.records(Rank::Awaited),
            Some("kw_expect") => return self.names(owners),
            Some("kw_via") => return self.references(owners, Rank::Awaited),
            Some("kw_on" | "kw_forfeits" | "kw_after") if !expected.value => {
                return self.names(&owners.iter().copied().filter(|owner| *owner != OVERALL).collect::<Vec<_>>());
            }
            _ => {}
        }
        if line.trim_end().ends_with(['→', '>']) && expected.name && !expected.value {
            return self.records(Rank::Awaited);
        }
        if let Some(given) = expected.blocks.last().and_then(|head| self.given(head.clone())) {
            return self.fields(given, Rank::Own);
        }
        // Where the grammar does not understand the beginning of the line, a value is as likely as anything.
        let unknown = expected.keywords.is_empty() && !expected.name && !expected.value;
        if expected.value || unknown {
            self.members_compared(owners, line);
            self.names(owners);
            self.built_ins();
        }
        for keyword in &expected.keywords {
            let other = if self.chinese { keyword.en } else { keyword.zh };
            let own = if self.chinese { keyword.zh } else { keyword.en };
            if let Some(word) = own.first() {
                self.add(word, CompletionItemKind::KEYWORD, other.first().map(|word| (*word).to_owned()), Rank::Word);
            }
        }
    }

    /// The record whose fields a block of a test gives.
    fn given(&self, head: Range<usize>) -> Option<RecordId> {
        let words: Vec<&str> = self.view.code().get(head)?.split_whitespace().collect();
        match words.as_slice() {
            ["given" | "已知", name] => self.program.record_named(&name_of_word(name)),
            _ => None,
        }
    }

    /// The members of the enumeration that is compared with what stands before.
    fn members_compared(&mut self, owners: &[RecordId], line: &str) {
        let line = line.trim_end();
        let before = line.trim_end_matches(['=', '<', '>', '≥', '≤', '≠', '＝', '＜', '＞', '!']);
        let before = match before.len() < line.len() {
            true => before,
            // `grade in (junior, `
            false => match line.rfind(['(', '（']).and_then(|open| line.get(..open)).map(str::trim_end) {
                Some(rest) => match rest.strip_suffix("in").or_else(|| rest.strip_suffix("属于")) {
                    Some(before) => before,
                    None => return,
                },
                None => return,
            },
        };
        let Some(path) = path_before(&format!("{}.", before.trim_end())) else { return };
        let kind = reach(self.program, owners, &path).and_then(|reached| reached.kind(self.program));
        if let Some(Kind::Member(id)) = kind {
            let enumeration = self.program.enumeration(id);
            let all = words::members(enumeration);
            for member in &enumeration.members {
                self.add(&member.name, CompletionItemKind::ENUM_MEMBER, Some(all.clone()), Rank::Awaited);
            }
        }
    }

    fn names(&mut self, owners: &[RecordId]) {
        for (at, owner) in owners.iter().enumerate() {
            self.names_of(*owner, if at == 0 && *owner != OVERALL { Rank::Own } else { Rank::Other });
        }
        for scale in self.view.analysis.names.iter().filter(|(_, name)| name.declares && name.means == crate::program::Meaning::Scale) {
            let name = name_of_word(self.view.words(scale.1.span));
            self.add(&name, CompletionItemKind::FUNCTION, None, Rank::Other);
        }
    }

    fn names_of(&mut self, owner: RecordId, rank: Rank) {
        if owner != OVERALL {
            self.fields(owner, rank);
        }
        for (id, definition) in (0..).map(DefinitionId).zip(&self.program.definitions) {
            if definition.owner == owner && definition.parent.is_none() {
                self.definition(id, rank);
            }
        }
    }

    fn fields(&mut self, owner: RecordId, rank: Rank) {
        for field in &self.program.record(owner).fields {
            // Groupings that nobody named are no names.
            let detail = words::type_words(field.ty, self.program).get(self.view.language).to_owned();
            if !field.name.contains(" by ") {
                self.add(&field.name, CompletionItemKind::FIELD, Some(detail), rank);
            }
        }
    }

    fn definition(&mut self, id: DefinitionId, rank: Rank) {
        let definition = self.program.definition(id);
        let kind = match definition.role {
            Role::Parameter => CompletionItemKind::CONSTANT,
            Role::Helper | Role::Part => CompletionItemKind::VARIABLE,
            _ => CompletionItemKind::PROPERTY,
        };
        let name = definition.in_chinese.as_ref().filter(|_| self.chinese).unwrap_or(&definition.name);
        let detail = words::type_words(definition.ty, self.program).get(self.view.language).to_owned();
        self.add(name, kind, Some(detail), rank);
    }

    fn records(&mut self, rank: Rank) {
        for record in self.program.records.iter().skip(1).filter(|record| !record.name.contains(" by ")) {
            self.add(&record.name, CompletionItemKind::STRUCT, None, rank);
        }
    }

    fn references(&mut self, owners: &[RecordId], rank: Rank) {
        for field in owners.iter().flat_map(|owner| &self.program.record(*owner).fields) {
            if let Kind::Reference(to) = field.ty.kind {
                self.add(&field.name, CompletionItemKind::FIELD, Some(format!("→ {}", self.program.record(to).name)), rank);
            }
        }
    }

    fn built_ins(&mut self) {
        for (en, zh) in builtin_names() {
            let (name, other) = if self.chinese { (zh, en) } else { (en, zh) };
            self.add(name, CompletionItemKind::FUNCTION, Some(other.to_owned()), Rank::Word);
        }
    }
}
