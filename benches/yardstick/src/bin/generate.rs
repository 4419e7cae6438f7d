//! `generate ROWS FILE` writes the workload with so many rows.

use std::io::{BufWriter, Write};

#[path = "../workload.rs"]
mod workload;

fn main() -> std::io::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [rows, file] = arguments.as_slice() else { return Err(std::io::Error::other("generate ROWS FILE")) };
    let rows = rows.parse().map_err(std::io::Error::other)?;
    let mut out = BufWriter::with_capacity(1 << 20, std::fs::File::create(file)?);
    out.write_all(workload::HEADING.as_bytes())?;
    workload::rows(&mut out, 0..rows)?;
    out.flush()
}
