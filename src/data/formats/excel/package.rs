//! A workbook as a package of files: what it unpacks to is counted before it is read.

use std::io::{Cursor, Read};
use zip::ZipArchive;

use super::super::Broken;
use super::super::guard::guarded;
use crate::say;

/// The most bytes that a workbook may unpack to for each of its own, and beyond that.
const MOST_FOR_EACH: u64 = 200;
const MOST_BEYOND: u64 = 64 << 20;

/// What workbooks of the format before 2007, and workbooks with a password, begin with.
const COMPOUND: [u8; 8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];

/// Checks that a file is a package and unpacks to no more than one of its size may.
pub(super) fn check(bytes: &[u8]) -> Result<(), Broken> {
    if bytes.starts_with(&COMPOUND) {
        return Err(Broken {
            message: say!("this is a workbook with a password, or of the format before 2007", "该工作簿设有密码，或为 2007 年以前的格式"),
            help: say!("save it as `.xlsx` without a password", "请另存为不带密码的 `.xlsx`"),
        });
    }
    let most = u64::try_from(bytes.len()).unwrap_or(u64::MAX).saturating_mul(MOST_FOR_EACH).saturating_add(MOST_BEYOND);
    guarded(|| {
        let mut package = ZipArchive::new(Cursor::new(bytes))
            .map_err(|_| Broken::new(say!("this is not a workbook of Excel, or not a whole one", "不是 Excel 工作簿，或文件不完整")))?;
        let mut left = most;
        for at in 0..package.len() {
            let mut file = package.by_index(at).map_err(|error| refused(&error))?;
            // Its own word for its size is not taken.
            let unpacked =
                std::io::copy(&mut file.by_ref().take(left.saturating_add(1)), &mut std::io::sink()).map_err(|error| refused(&error))?;
            left = left.checked_sub(unpacked).ok_or_else(|| {
                Broken::new(say!(
                    "the workbook unpacks to more than {most} bytes, too many for its size",
                    "工作簿解压后超过 {most} 字节，与其大小不符"
                ))
            })?;
        }
        Ok(())
    })
}

fn refused(error: &dyn std::fmt::Display) -> Broken {
    Broken::refused(say!("this is not a sound workbook of Excel", "不是有效的 Excel 工作簿"), error)
}
