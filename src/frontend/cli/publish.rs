//! `merit publish`: a policy as a site.

use super::{Exit, Ui, scheme, told};
use crate::data::write::whole::{Folder, write_file};
use crate::publish::{Options, Page, publish as published};
use crate::say;
use clap::Args;
use std::io;
use std::path::{Path, PathBuf};

/// What to publish.
#[derive(Debug, Args)]
pub struct PublishArgs {
    /// A scheme folder or a policy file
    #[arg(default_value = ".")]
    scheme: PathBuf,
    /// The folder of the site; a name that ends in `.html` makes it one file
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
}

/// Publishes a policy.
pub fn publish(args: &PublishArgs, ui: &mut Ui) -> Exit {
    let scheme = match scheme::open(&args.scheme, ui) {
        Ok(scheme) => scheme,
        Err(exit) => return exit,
    };
    let one_page = is_page(&args.out);
    let pages = published(&scheme.policy, Options { language: ui.language(), one_page });
    if let Err(error) = write(&args.out, one_page, &pages) {
        return told::not_written(&args.out, &error, ui);
    }
    let (shown, count) = (args.out.display(), pages.len());
    ui.say(&match pages.first().filter(|_| !one_page) {
        Some(first) => say!("{shown}: {count} pages, from {} on", "{shown}：{count} 页，首页 {}", first.file),
        None => say!("{shown}: 1 page", "{shown}：1 页"),
    });
    Exit::Done
}

fn is_page(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("html") || ending.eq_ignore_ascii_case("htm"))
}

fn write(out: &Path, one_page: bool, pages: &[Page]) -> io::Result<()> {
    if one_page {
        return pages.first().map_or(Ok(()), |page| write_file(out, page.html.as_bytes()));
    }
    let mut folder = Folder::begin(out)?;
    for page in pages {
        folder.add(page.file, page.html.as_bytes())?;
    }
    folder.finish()
}
