//! The lines of a program, compiled for each instruction set that has wider registers.
#![allow(unsafe_code, reason = "a function for wider registers is called only where the processor has them")]

use super::kernels::{lies_within, line};
use super::{Frame, Scratch};
use crate::plan::narrow::Line;

/// Carries out all lines; false where a number is out of its range, or the batch is otherwise to be left.
pub(super) fn lines(lines: &[Line], frame: &Frame<'_>, scratch: &mut Scratch) -> bool {
    #[cfg(target_arch = "x86_64")]
    {
        if std::arch::is_x86_feature_detected!("avx512f")
            && std::arch::is_x86_feature_detected!("avx512dq")
            && std::arch::is_x86_feature_detected!("avx512vl")
            && std::arch::is_x86_feature_detected!("avx512bw")
        {
            // SAFETY: the processor has what the function is compiled for.
            return unsafe { with_512_bits(lines, frame, scratch) };
        }
        if std::arch::is_x86_feature_detected!("avx2") {
            // SAFETY: as above.
            return unsafe { with_256_bits(lines, frame, scratch) };
        }
    }
    all(lines, frame, scratch)
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512bw,avx2,bmi1,bmi2")]
fn with_512_bits(lines: &[Line], frame: &Frame<'_>, scratch: &mut Scratch) -> bool {
    all(lines, frame, scratch)
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,bmi1,bmi2")]
fn with_256_bits(lines: &[Line], frame: &Frame<'_>, scratch: &mut Scratch) -> bool {
    all(lines, frame, scratch)
}

#[inline(always)]
fn all(lines: &[Line], frame: &Frame<'_>, scratch: &mut Scratch) -> bool {
    // No closure here or below stands between these functions and the loops: it would be compiled without the wider registers.
    for column in frame.columns {
        if !lies_within(column) {
            return false;
        }
    }
    for one in lines {
        if !line(one, frame, scratch) {
            return false;
        }
    }
    true
}
