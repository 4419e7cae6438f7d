//! The parts of a policy by name: of one text as a tree, of all texts as a list to search in.

use super::view::View;
use super::words;
use super::workspace::Workspace;
use crate::diagnostics::Language;
use crate::program::{Meaning, Program};
use crate::source::Span;
use crate::syntax::ast::{Article, Item, Name, PartKind, Record, Statement};
use crate::syntax::parse;
use lsp_types::{DocumentSymbol, DocumentSymbolResponse, SymbolInformation, SymbolKind, WorkspaceSymbolResponse};

/// The most parts that a search gives.
const MOST_FOUND: usize = 500;

/// The parts of a text.
pub(super) fn of_text(view: &View<'_>) -> DocumentSymbolResponse {
    // What it uses is not its own, so that the text is read alone.
    let (file, _) = parse(view.source, view.code());
    DocumentSymbolResponse::Nested(file.items.iter().filter_map(|item| of_item(view, item)).collect())
}

fn of_item(view: &View<'_>, item: &Item) -> Option<DocumentSymbol> {
    let made = |name: &str, kind, whole, place| symbol(view, name, kind, whole, place, Vec::new());
    Some(match item {
        Item::Policy(policy) => made(&policy.name.text, SymbolKind::FILE, policy.span, policy.name.span),
        Item::Use(_) => return None,
        Item::Amends(amends) => made(&amends.path.text, SymbolKind::MODULE, amends.span, amends.path.span),
        Item::Record(record) => of_record(view, record),
        Item::Calendar(calendar) => made(&calendar.name.text, SymbolKind::STRUCT, calendar.span, calendar.name.span),
        Item::Group(group) => made(&group.name.text, SymbolKind::STRUCT, group.span, group.name.span),
        Item::Parameter(parameter) => made(&parameter.name.text, SymbolKind::CONSTANT, parameter.span, parameter.name.span),
        Item::Scale(scale) => made(&scale.name.text, SymbolKind::FUNCTION, scale.span, scale.name.span),
        Item::Article(article) => of_article(view, article),
        Item::Result(result) => made(&result.name.text, SymbolKind::INTERFACE, result.span, result.name.span),
        Item::Test(test) => made(&test.name.text, SymbolKind::EVENT, test.span, test.name.span),
    })
}

#[allow(deprecated)]
fn symbol(view: &View<'_>, name: &str, kind: SymbolKind, whole: Span, place: Span, children: Vec<DocumentSymbol>) -> DocumentSymbol {
    let range = |span: Span| view.range(span.start as usize..span.end as usize);
    // A place that lies outside is refused by editors.
    let place = if whole.start <= place.start && place.end <= whole.end { place } else { whole };
    DocumentSymbol {
        name: if name.trim().is_empty() { "…".to_owned() } else { name.to_owned() },
        detail: None,
        kind,
        tags: None,
        deprecated: None,
        range: range(whole),
        selection_range: range(place),
        children: (!children.is_empty()).then_some(children),
    }
}

fn of_record(view: &View<'_>, record: &Record) -> DocumentSymbol {
    let field = |name: &Name, whole: Span| symbol(view, &name.text, SymbolKind::FIELD, whole, name.span, Vec::new());
    let fields = record.fields.iter().map(|line| field(&line.name, line.span)).collect();
    symbol(view, &record.name.text, SymbolKind::STRUCT, record.span, record.name.span, fields)
}

fn of_article(view: &View<'_>, article: &Article) -> DocumentSymbol {
    let title = article.title.as_ref().map(|title| title.text.as_str()).unwrap_or_default();
    let number = &article.number.text;
    let name = match view.language {
        Language::English => format!("article {number} {title}"),
        Language::Chinese => format!("第{number}条 {title}"),
    };
    let children = article.statements.iter().flat_map(|statement| of_statement(view, statement)).collect();
    symbol(view, name.trim_end(), SymbolKind::CLASS, article.span, article.number.span, children)
}

fn of_statement(view: &View<'_>, statement: &Statement) -> Vec<DocumentSymbol> {
    let made = |name: &Name, kind| vec![symbol(view, &name.text, kind, statement.span(), name.span, Vec::new())];
    match statement {
        Statement::Define(definition) => made(&definition.name, SymbolKind::VARIABLE),
        Statement::Parameter(parameter) => made(&parameter.name, SymbolKind::CONSTANT),
        Statement::Table(table) => made(&table.name, SymbolKind::ARRAY),
        Statement::Scale(scale) => made(&scale.name, SymbolKind::FUNCTION),
        Statement::Split(split) => made(&split.into, SymbolKind::STRUCT),
        Statement::Clause(clause) => {
            let parts = clause.parts.iter().filter_map(|part| {
                let name = match &part.kind {
                    PartKind::Item { name, .. } | PartKind::Level { name, .. } | PartKind::Into(name) => name,
                    PartKind::Account(account) => &account.name,
                    _ => return None,
                };
                Some(symbol(view, &name.text, SymbolKind::FIELD, part.span, name.span, Vec::new()))
            });
            vec![symbol(view, &clause.name.text, SymbolKind::PROPERTY, clause.span, clause.name.span, parts.collect())]
        }
        Statement::Each { statements, .. } | Statement::When { statements, .. } => {
            statements.iter().flat_map(|statement| of_statement(view, statement)).collect()
        }
        Statement::Assert { span, text, .. } => {
            let named = text.iter().map(|text| symbol(view, &text.text, SymbolKind::EVENT, *span, text.span, Vec::new()));
            named.collect()
        }
    }
}

/// The parts of all policies whose names hold what is asked for, in either width and case.
#[allow(deprecated)]
pub(super) fn of_workspace(workspace: &Workspace, query: &str) -> WorkspaceSymbolResponse {
    let query = query.to_lowercase();
    let mut found: Vec<SymbolInformation> = Vec::new();
    for analysis in workspace.all() {
        for (version, name) in analysis.names.iter().filter(|(_, name)| name.declares) {
            let text = analysis.checked.sources.text(name.span).trim_matches(['`', '「', '」']);
            let (Some(program), Some(uri)) = (analysis.program(*version), super::paths::uri_of(analysis.path(name.span.source))) else {
                continue;
            };
            if !text.to_lowercase().contains(&query) {
                continue;
            }
            let location = lsp_types::Location { uri, range: analysis.range(name.span) };
            let (kind, container) = described(name.means, program, workspace.spoken(&analysis));
            if found.iter().any(|known| known.location == location) {
                continue;
            }
            let container_name = Some(container).filter(|name| !name.is_empty());
            found.push(SymbolInformation { name: text.to_owned(), kind, tags: None, deprecated: None, location, container_name });
            if found.len() >= MOST_FOUND {
                return WorkspaceSymbolResponse::Flat(found);
            }
        }
    }
    WorkspaceSymbolResponse::Flat(found)
}

fn described(meaning: Meaning, program: &Program, language: Language) -> (SymbolKind, String) {
    match meaning {
        Meaning::Record(_) => (SymbolKind::STRUCT, program.head.name.clone()),
        Meaning::Field(record, _) => (SymbolKind::FIELD, program.record(record).name.clone()),
        Meaning::Value(Some(id)) | Meaning::Part(id) => {
            let definition = program.definition(id);
            let article = definition.article.map(|id| &program.article(id).number);
            let container = match (article, language) {
                (None, _) => words::role_words(&definition.role).get(language).to_owned(),
                (Some(number), Language::English) => format!("article {number}"),
                (Some(number), Language::Chinese) => format!("第{number}条"),
            };
            (SymbolKind::VARIABLE, container)
        }
        Meaning::Value(None) | Meaning::Account => (SymbolKind::VARIABLE, String::new()),
        Meaning::Member(..) => (SymbolKind::ENUM_MEMBER, String::new()),
        Meaning::Scale => (SymbolKind::FUNCTION, String::new()),
        Meaning::Article(id) => (SymbolKind::CLASS, program.article(id).title.clone().unwrap_or_default()),
    }
}
