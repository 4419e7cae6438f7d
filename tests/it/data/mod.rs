//! Readers and writers of data, against the records of a small policy.

mod bytes;
mod columnar;
mod compressed;
mod every_format;
mod excel;
mod fixtures;
mod given;
#[cfg(feature = "parquet")]
mod hostile;
mod policy;
mod texts;
mod writing;
mod written_ways;
