//! From the files of a policy to one tree: what a file uses stands in place of its `use`, what it amends is there as amended; and from it
//! to the trees of the stretches of days on which nothing changes, each with the one version of every article, table and parameter that is
//! in force.
//!
//! Files come through a [`Loader`]; paths are seen from the file that names them. What comes out is one [`ast::File`] whose parts keep the
//! places of the files that they stand in, so that everything after is the same for one file and for many. It resolves no name but to find
//! what an amendment means. [`mod@print`] shows the whole as one policy.

pub(crate) mod amend;
mod on_days;
mod paths;
pub mod print;
mod timeline;

use std::borrow::Cow;

use crate::diagnostics::{Code, Diagnostic};
use crate::program::Days;
use crate::say;
use crate::source::literate::is_literate;
use crate::source::{Loader, SourceId, Sources, Span};
use crate::syntax::ast::{self, Amending, Amends, Item, Quoted};
use crate::syntax::{self};
use paths::Within;

/// The files of a policy, as one tree.
#[derive(Clone, Debug)]
pub struct Assembled {
    /// All texts that were read, the policy's own first.
    pub sources: Sources,
    /// The one tree.
    pub file: ast::File,
    /// What was found while reading.
    pub findings: Vec<Diagnostic>,
}

/// Reads a policy whose text is there already, and everything it names through the loader; without one, no other file is read.
pub fn assemble(sources: Sources, main: SourceId, loader: Option<&dyn Loader>) -> Assembled {
    let path = sources.get(main).map(|source| source.name.clone()).unwrap_or_default();
    let mut reading = Reading {
        loader,
        sources,
        main: path,
        read: Vec::new(),
        path: Vec::new(),
        findings: Vec::new(),
        broken: Vec::new(),
        lacks_files: false,
        amendments: Vec::new(),
    };
    let start = Within::main(&reading.main);
    reading.read.push((start.clone(), main));
    reading.path.push(Step { file: start, named_at: None });
    let mut file = reading.parsed(main);
    file.items = reading.expanded(std::mem::take(&mut file.items), true);
    (file.broken, file.lacks_files, file.amendments) = (reading.broken, reading.lacks_files, reading.amendments);
    Assembled { sources: reading.sources, file, findings: reading.findings }
}

/// The tree of a policy on one stretch of days.
#[derive(Clone, Debug)]
pub struct Stretch<'f> {
    /// The days.
    pub days: Days,
    /// The tree: that of the policy itself where nothing in it changes.
    pub tree: Cow<'f, ast::File>,
}

/// The stretches of days on which nothing changes, in their order; the one that a run without a date of its own is for; and what is amiss.
pub fn stretches(file: &ast::File) -> (Vec<Stretch<'_>>, usize, Vec<Diagnostic>) {
    let (days, findings) = timeline::stretches(file);
    if let [only] = days.as_slice()
        && !on_days::says_days(file)
    {
        return (vec![Stretch { days: *only, tree: Cow::Borrowed(file) }], 0, findings);
    }
    let usual = on_days::stretch_of(&days, on_days::as_of(file));
    let trees = days.iter().enumerate().map(|(at, of)| Stretch { days: *of, tree: Cow::Owned(on_days::on_days(file, &days, at)) });
    (trees.collect(), usual, findings)
}

/// A file that is being read, and where it is named.
#[derive(Clone, Debug)]
struct Step {
    file: Within,
    named_at: Option<Span>,
}

struct Reading<'l> {
    loader: Option<&'l dyn Loader>,
    sources: Sources,
    /// The path of the policy's own file.
    main: String,
    /// The files that were read, so that none is read twice.
    read: Vec<(Within, SourceId)>,
    /// The files that are being read now, for circles.
    path: Vec<Step>,
    findings: Vec<Diagnostic>,
    /// What was not understood, in all files.
    broken: Vec<Span>,
    /// Whether a file is missing from the tree.
    lacks_files: bool,
    /// The policies that amended what was read, in the order in which they did.
    amendments: Vec<Amending>,
}

impl Reading<'_> {
    fn parsed(&mut self, id: SourceId) -> ast::File {
        // Of a literate policy the rules are read; everything else is prose.
        let code = self.sources.get(id).filter(|source| is_literate(&source.name)).map(|source| syntax::literate::code(&source.text));
        if let Some(code) = code {
            self.sources.set_code(id, code);
        }
        let text = self.sources.get(id).map(|source| source.code().to_owned()).unwrap_or_default();
        let (file, findings) = syntax::parse(id, &text);
        self.findings.extend(findings);
        self.broken.extend(&file.broken);
        file
    }

    /// The items of a file, with those of the files it uses in place of each `use`, and those of the policy it amends as amended; a file that
    /// is only used amends nothing.
    fn expanded(&mut self, items: Vec<Item>, may_amend: bool) -> Vec<Item> {
        let mut whole = Vec::new();
        let mut amended: Option<(Amends, Vec<Item>)> = None;
        let mut used: Vec<(Within, Span)> = Vec::new();
        // What is amended comes first, with all that it uses; what this file uses too is there then.
        let (amends, others): (Vec<Item>, Vec<Item>) = items.into_iter().partition(|item| matches!(item, Item::Amends(_)));
        for item in amends.into_iter().chain(others) {
            match item {
                Item::Use(name) => whole.extend(self.named(&name, &mut used, false)),
                Item::Amends(other) if !may_amend || amended.is_some() => {
                    self.may_not_amend(&other, amended.as_ref().map(|(first, _)| first));
                }
                Item::Amends(other) => {
                    let mut base = self.named(&other.path, &mut used, true);
                    // Its tests are of the policy without the amendments.
                    base.retain(|item| !matches!(item, Item::Test(_)));
                    amended = Some((other, base));
                }
                item => whole.push(item),
            }
        }
        match amended {
            Some((amends, base)) => self.amended(amends, base, whole),
            None => whole,
        }
    }

    /// The items of a file that another one uses or amends; none where it was read before.
    fn named(&mut self, name: &Quoted, used: &mut Vec<(Within, Span)>, may_amend: bool) -> Vec<Item> {
        let Some(file) = self.place(name) else { return Vec::new() };
        if let Some((_, first)) = used.iter().find(|(other, _)| *other == file) {
            self.used_twice(name, *first);
            return Vec::new();
        }
        used.push((file.clone(), name.span));
        // What two files use is read once: its names are there for both.
        if self.closes_circle(&file, name) {
            self.lacks_files |= may_amend;
            return Vec::new();
        }
        if self.read.iter().any(|(other, _)| *other == file) {
            return Vec::new();
        }
        self.file(file, name, may_amend)
    }

    /// The items of a policy as another one amends it, which adds its own.
    fn amended(&mut self, amends: Amends, mut base: Vec<Item>, mut own: Vec<Item>) -> Vec<Item> {
        if !base.is_empty() && !base.iter().any(|item| matches!(item, Item::Policy(_))) {
            self.findings.push(no_policy(&amends.path));
        }
        let (policy, other, of_head, mut amiss) = amend::merged_heads(&mut base, &mut own);
        // Where a file is missing, or a line was not understood, what is amended may be in it.
        let (changes, mut patches, findings) = amend::carry_out(&mut base, &mut self.amendments, amends);
        amiss.extend(findings);
        if !self.lacks_files && self.broken.is_empty() {
            self.findings.append(&mut amiss);
        }
        patches.extend(of_head);
        self.amendments.push(Amending { policy, base: other, changes, patches });
        let head = own.iter().position(|item| matches!(item, Item::Policy(_))).map(|at| own.remove(at));
        head.into_iter().chain(base).chain(own).collect()
    }

    fn may_not_amend(&mut self, amends: &Amends, first: Option<&Amends>) {
        let finding = match first {
            Some(first) => Diagnostic::new(Code::E0120, say!("a policy amends one other policy", "一个办法只修订一个办法"))
                .label(amends.path.span, say!("the second one", "第二个"))
                .label(first.path.span, say!("the first one", "第一个")),
            None => Diagnostic::new(Code::E0120, say!("a file that is used amends nothing", "被引用的文件不能作修订"))
                .label(amends.path.span, say!("this file is only used", "本文件只是被引用")),
        };
        self.findings.push(finding.help(say!(
            "write `amends` once, in the policy's own file; a policy that amends may be amended in its turn",
            "`修订` 只在办法自己的文件中写一次；作了修订的办法可以再被修订"
        )));
    }

    /// The items of a file that is named in another one.
    fn file(&mut self, file: Within, name: &Quoted, may_amend: bool) -> Vec<Item> {
        let Some(loader) = self.loader else {
            self.findings.push(only_one_text(name));
            self.lacks_files = true;
            return Vec::new();
        };
        let path = file.beside(&self.main);
        match self.sources.load_beside(loader, &path, file.shown()) {
            Ok(id) => {
                self.read.push((file.clone(), id));
                self.path.push(Step { file, named_at: Some(name.span) });
                let items = self.parsed(id).items;
                let items = self.expanded(items, may_amend);
                self.path.pop();
                items
            }
            Err(error) => {
                // The place that names the file is the author's; the file itself is said in the message.
                let mut finding = Diagnostic::from(error).label(name.span, say!("named here", "此处写明"));
                finding.data = finding.data.filter(|place| place.line.is_some());
                self.lacks_files = true;
                self.read.push((file, SourceId(u32::MAX)));
                self.findings.push(finding);
                Vec::new()
            }
        }
    }

    /// The file that a name means where it stands, or a finding.
    fn place(&mut self, name: &Quoted) -> Option<Within> {
        let from = self.path.last().map(|step| step.file.clone())?;
        match from.named(&name.text, &self.main) {
            Ok(file) => Some(file),
            Err(refusal) => {
                self.findings.push(refusal.finding(name));
                self.lacks_files = true;
                None
            }
        }
    }

    fn used_twice(&mut self, name: &Quoted, first: Span) {
        let path = &name.text;
        self.findings.push(
            Diagnostic::new(Code::E0115, say!("`{path}` is used twice", "`{path}` 引用了两次"))
                .label(name.span, say!("the second time", "第二次"))
                .label(first, say!("the first time", "第一次"))
                .help(say!("leave one of the two lines out", "去掉其中一行")),
        );
    }

    /// Whether a file is being read already, which is told as the path that closes.
    fn closes_circle(&mut self, file: &Within, name: &Quoted) -> bool {
        let Some(start) = self.path.iter().position(|step| step.file == *file) else { return false };
        let circle = self.path.get(start..).unwrap_or(&[]);
        let names = circle.iter().map(|step| &step.file).chain([file]).map(|file| format!("`{}`", file.shown()));
        let path = names.collect::<Vec<_>>().join(" → ");
        let mut finding =
            Diagnostic::new(Code::E0114, say!("the files use or amend each other in a circle: {path}", "文件循环引用或修订：{path}"))
                .label(name.span, say!("here the circle closes", "在此首尾相接"));
        for (step, named_at) in circle.iter().skip(1).filter_map(|step| step.named_at.map(|span| (step, span))) {
            let used = step.file.shown();
            finding = finding.label(named_at, say!("`{used}` is named here", "此处写明 `{used}`"));
        }
        self.findings.push(
            finding
                .help(say!("put what both need into a third file that uses neither", "把双方都要用的内容放进第三个文件，由双方分别引用")),
        );
        true
    }
}

/// Says that what is amended has no head.
fn no_policy(name: &Quoted) -> Diagnostic {
    let path = &name.text;
    Diagnostic::new(Code::E0120, say!("`{path}` is no policy of its own", "`{path}` 不是完整的办法"))
        .label(name.span, say!("it has no `policy` block", "其中没有 `办法` 一节"))
        .help(say!("what is written for other policies is used: `use \"{path}\"`", "供其他办法共用的文件用 `引用 “{path}”`"))
}

/// Says that a text that was handed in alone names another file.
fn only_one_text(name: &Quoted) -> Diagnostic {
    let path = &name.text;
    Diagnostic::new(Code::E0113, say!("`{path}` is not read: only this text was given", "不会读取 `{path}`：只给出了这一份文本"))
        .label(name.span, say!("another file is named here", "此处写明另一个文件"))
        .help(say!("give the policy as a file, or its texts through a loader", "请以文件给出办法，或经加载器给出各份文本"))
}
