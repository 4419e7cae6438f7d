//! What the commands say and where: results on standard output, everything else on standard error.

use super::{ErrorFormat, Lang, Shown, When};
use crate::diagnostics::render::{Format, Renderer};
use crate::diagnostics::{Diagnostic, Language, Text};
use crate::source::Sources;
use indicatif::{ProgressBar, ProgressDrawTarget};
use std::io::{IsTerminal, Write};
use std::time::Duration;

/// The terminal, or what stands in for it.
#[derive(Debug)]
pub struct Ui {
    renderer: Renderer,
    chosen: Option<Language>,
}

impl Ui {
    /// As the arguments say.
    pub fn new(shown: &Shown) -> Ui {
        let color = match shown.color {
            When::Always => true,
            When::Never => false,
            When::Auto => std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none(),
        };
        let format = match shown.error_format {
            ErrorFormat::Human => Format::Human,
            ErrorFormat::Plain => Format::Plain,
            ErrorFormat::Json => Format::Json,
        };
        let chosen = shown.lang.map(|lang| match lang {
            Lang::En => Language::English,
            Lang::Zh => Language::Chinese,
        });
        Ui { renderer: Renderer { format, color, language: chosen.unwrap_or_default(), ..Renderer::default() }, chosen }
    }

    /// Speaks the language of the policy, unless one was asked for.
    pub fn speak(&mut self, language: Language) {
        self.renderer.language = self.chosen.unwrap_or(language);
    }

    /// The language that was asked for.
    #[cfg(feature = "lsp")]
    pub fn chosen(&self) -> Option<Language> {
        self.chosen
    }

    /// The language that is spoken.
    pub fn language(&self) -> Language {
        self.renderer.language
    }

    /// Whether standard output is a terminal.
    pub fn on_terminal(&self) -> bool {
        std::io::stdout().is_terminal()
    }

    /// Shows findings, and how many there are.
    pub fn findings(&self, sources: &Sources, findings: &[Diagnostic]) {
        if findings.is_empty() {
            return;
        }
        let shown = self.renderer.render(sources, findings);
        let mut error = std::io::stderr().lock();
        let _ = error.write_all(shown.as_bytes());
        if self.renderer.format != Format::Json {
            let _ = writeln!(error, "{}", self.renderer.summary(findings));
        }
    }

    /// Says something to the person, beside the results.
    pub fn say(&self, text: &Text) {
        let _ = writeln!(std::io::stderr().lock(), "{}", text.get(self.renderer.language));
    }

    /// Shows that a stage of a long run goes on, on a terminal; it vanishes when dropped.
    pub fn progress(&self, text: &Text) -> Progress {
        let bar = ProgressBar::new_spinner();
        if std::io::stderr().is_terminal() && self.renderer.format == Format::Human {
            bar.set_message(text.get(self.renderer.language).to_owned());
            bar.enable_steady_tick(Duration::from_millis(250));
        } else {
            bar.set_draw_target(ProgressDrawTarget::hidden());
        }
        Progress(bar)
    }

    /// Gives a result. A reader that went away is no failure.
    pub fn give(&self, text: &str) {
        self.give_bytes(text.as_bytes());
    }

    /// Gives a result that need not be a text.
    pub fn give_bytes(&self, bytes: &[u8]) {
        let mut out = std::io::stdout().lock();
        let _ = out.write_all(bytes).and_then(|()| out.flush());
    }
}

/// The sign of a stage that goes on.
#[derive(Debug)]
pub struct Progress(ProgressBar);

impl Drop for Progress {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
