//! Readers and writers of data, against a small policy whose program is written by hand.

mod bytes;
mod fixtures;
mod given;
mod policy;
mod writing;
