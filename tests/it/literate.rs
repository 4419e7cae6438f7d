//! Policies written as Markdown: findings stand at the places of the document, and no document breaks the reader.

use merit::diagnostics::render::{Format, Renderer};
use merit::engine::Engine;
use merit::syntax;

const SCHEME: &str = include_str!("../../policies/intl-09-lo-growth-bonus/scheme.md");

/// The findings of a document, a line each.
fn found(text: &str) -> Vec<String> {
    let rejected = Engine::compile("scheme.md", text).unwrap_err();
    let shown = Renderer { format: Format::Plain, ..Renderer::default() }.render(&rejected.sources, &rejected.findings);
    shown.lines().filter(|line| line.starts_with("scheme.md")).map(str::to_owned).collect()
}

#[test]
fn findings_stand_at_the_places_of_the_document() {
    let wrong = SCHEME.replace("avg_loans_current - avg_loans_prior", "avg_loans_current - avg_loans_priar");
    let line = wrong.lines().position(|line| line.contains("priar")).unwrap() + 1;
    let found = found(&wrong);
    assert!(found.iter().any(|finding| finding.starts_with(&format!("scheme.md:{line}:30"))), "{found:?}");
}

#[test]
fn an_article_cites_its_heading_and_is_told_with_its_prose() {
    let policy = Engine::compile("scheme.md", SCHEME).unwrap();
    let program = policy.program();
    let titles: Vec<_> = program.articles.iter().map(|article| (article.number.as_str(), article.title.as_deref().unwrap())).collect();
    assert_eq!(titles, [("1", "Who takes part"), ("2", "Growth"), ("3", "Bonus, in proportion"), ("4", "Bonus, for complete millions")]);
    let words = policy.article_text(merit::program::ArticleId(1));
    assert!(words.starts_with("Article 2 — Growth") && words.contains("a loss of volume counts as none"), "{words}");
    assert!(words.ends_with("growth = avg_loans_current - avg_loans_prior, at least 0"), "{words}");
    // What is printed of it is a policy.
    assert!(Engine::compile("scheme.merit", &policy.print_whole()).is_ok(), "{}", policy.print_whole());
}

#[test]
fn a_document_that_breaks_off_anywhere_is_read() {
    for at in (0..SCHEME.len()).step_by(7).filter(|at| SCHEME.is_char_boundary(*at)) {
        let text = &SCHEME[..at];
        let code = syntax::literate::code(text);
        assert!(code.len() >= text.len(), "{at}");
        syntax::parse(merit::source::SourceId::default(), &code);
    }
}
