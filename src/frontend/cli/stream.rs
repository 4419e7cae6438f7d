//! `merit run` from one file to a folder, batch by batch, where the policy and the file allow it; otherwise all records are read first.

use super::run::{DataArgs, FormatArg, RunArgs, day, encoding, paths};
use super::run_record::{Given, ReadFile, hex, run_record};
use super::{Exit, Ui, scheme, told};
use crate::data::write::whole::Folder;
use crate::data::write::{OutputFormat, WriteOptions};
use crate::data::{InputFormat, ReadOptions};
use crate::diagnostics::Text;
use crate::engine::{Settings, Sink, Source};
use crate::say;
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{self, BufWriter, Read, Seek, SeekFrom};

/// A file that is hashed while it is read, as far as it is read from its beginning on.
struct Hashed {
    file: File,
    /// Where the next byte is read.
    at: u64,
    digest: Sha256,
    /// How many bytes were hashed.
    hashed: u64,
}

impl Hashed {
    fn new(file: File) -> Hashed {
        Hashed { file, at: 0, digest: Sha256::new(), hashed: 0 }
    }

    /// How many bytes it has, and their hash; what was not read in its order is read for it.
    fn finish(mut self) -> io::Result<(u64, String)> {
        self.seek(SeekFrom::Start(self.hashed))?;
        io::copy(&mut self, &mut io::sink())?;
        Ok((self.hashed, hex(&self.digest.finalize())))
    }
}

impl Read for Hashed {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let many = self.file.read(buffer)?;
        let after = self.at.saturating_add(u64::try_from(many).unwrap_or(u64::MAX));
        let known = self.hashed.checked_sub(self.at).and_then(|known| usize::try_from(known).ok());
        if let Some(new) = known.and_then(|known| buffer.get(known..many)) {
            self.digest.update(new);
            self.hashed = after;
        }
        self.at = after;
        Ok(many)
    }
}

impl Seek for Hashed {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.at = self.file.seek(to)?;
        Ok(self.at)
    }
}

/// Runs a policy batch by batch; none where that cannot be, or anything is to be said: then nothing was delivered.
pub fn run(args: &RunArgs, scheme: &scheme::Scheme, ui: &mut Ui) -> Option<Exit> {
    let folder = args.out.as_deref().filter(|out| out.as_os_str() != "-")?;
    let format = match args.format {
        None | Some(FormatArg::Csv) => OutputFormat::Csv,
        Some(FormatArg::Json) => OutputFormat::Json,
        Some(FormatArg::Ndjson) => OutputFormat::Ndjson,
        #[cfg(feature = "parquet")]
        Some(FormatArg::Parquet) => OutputFormat::Parquet,
        #[cfg(feature = "arrow")]
        Some(FormatArg::Arrow) => OutputFormat::Arrow,
        // These are laid out when all of their rows are known.
        Some(_) => return None,
    };
    if args.only.is_some() || args.against.is_some() {
        return None;
    }
    let data: &DataArgs = &args.data;
    let as_of = match day(data.as_of.as_deref(), ui) {
        Ok(as_of) => as_of,
        Err(exit) => return Some(exit),
    };
    let settings = Settings { as_of, threads: data.threads, results: args.result.iter().cloned().collect(), ..Settings::default() };
    let streaming = scheme.policy.streaming(&settings)?;
    let paths = match paths(data, scheme, ui) {
        Ok(paths) => paths,
        Err(exit) => return Some(exit),
    };
    let [(record, path)] = paths.as_slice() else { return None };
    let name = path.display().to_string();
    // What is read may have to be read again.
    let of_name = InputFormat::of_name(&name).filter(|_| path.is_file())?;
    let options = ReadOptions { encoding: encoding(data), strict: data.strict, threads: data.threads, ..ReadOptions::default() };
    let write = WriteOptions { byte_order_mark: args.bom, language: ui.language(), threads: data.threads, ..WriteOptions::default() };
    let progress = ui.progress(&say!("evaluating", "正在计算"));
    let source = Source { name: name.clone(), format: of_name, bytes: Hashed::new(File::open(path).ok()?) };
    let results: Vec<_> = streaming.results().collect();
    let mut draft = Folder::begin(folder).ok()?;
    let mut files = Vec::with_capacity(results.len());
    for delivery in &results {
        files.push(BufWriter::new(draft.create(&format!("{}.{}", delivery.file, format.ending())).ok()?));
    }
    let mut sinks: Vec<&mut dyn Sink> = files.iter_mut().map(|file| -> &mut dyn Sink { file }).collect();
    let (streamed, source) = streaming.run(source, &options, (format, &write), &mut sinks).ok()?;
    let (bytes, sha256) = source.finish().ok()?;
    drop(progress);
    ui.findings(streaming.policy.sources(), &streamed.findings);
    let read = ReadFile { record: *record, file: name, bytes, sha256, rows: streamed.rows };
    let given = results.iter().zip(streamed.results).map(|(delivery, (rows, totals))| Given { delivery, rows, totals });
    let given: Vec<Given<'_>> = given.collect();
    let run_json = run_record(&streaming.policy, streamed.as_of, &[read], &given, None);
    let finished = files.into_iter().try_for_each(|file| file.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all());
    let written = finished.and_then(|()| draft.add("run.json", format!("{run_json}\n").as_bytes())).and_then(|()| draft.finish());
    let name = |file: &str| format!("{file}.{}", format.ending());
    let files = given.iter().map(|Given { delivery, rows, .. }| (Text::both(name(&delivery.file), name(&delivery.file)), *rows));
    Some(told::written(folder, written, files, ui))
}
