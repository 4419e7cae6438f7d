//! Loops compiled once for each instruction set that has wider registers, of which the widest is taken that the processor has.

/// Makes a function of one that is always inlined: it is compiled for 512, 256 and whatever other bits.
///
/// The loops must be inlined into it down to the last closure; what is not is compiled without the wider registers.
macro_rules! wide {
    ($(#[$about:meta])* $vis:vis fn $name:ident($($argument:ident: $type:ty),* $(,)?) $(-> $given:ty)? { $loops:path }) => {
        $(#[$about])*
        #[allow(unsafe_code, reason = "a function for wider registers is called only where the processor has them")]
        $vis fn $name($($argument: $type),*) $(-> $given)? {
            #[cfg(target_arch = "x86_64")]
            {
                #[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512bw,avx2,bmi1,bmi2")]
                fn with_512_bits($($argument: $type),*) $(-> $given)? {
                    $loops($($argument),*)
                }
                #[target_feature(enable = "avx2,bmi1,bmi2")]
                fn with_256_bits($($argument: $type),*) $(-> $given)? {
                    $loops($($argument),*)
                }
                match $crate::wide::registers() {
                    // SAFETY: the processor has what the function is compiled for.
                    $crate::wide::Registers::Of512Bits => return unsafe { with_512_bits($($argument),*) },
                    // SAFETY: as above.
                    $crate::wide::Registers::Of256Bits => return unsafe { with_256_bits($($argument),*) },
                    $crate::wide::Registers::Others => {}
                }
            }
            $loops($($argument),*)
        }
    };
}
pub(crate) use wide;

/// The registers that loops are compiled for.
#[cfg(target_arch = "x86_64")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Registers {
    Of512Bits,
    Of256Bits,
    Others,
}

/// The widest registers that the processor has.
#[cfg(target_arch = "x86_64")]
pub(crate) fn registers() -> Registers {
    use std::arch::is_x86_feature_detected as has;
    // The functions for wider registers may use what narrower ones have.
    if !(has!("avx2") && has!("bmi1") && has!("bmi2")) {
        Registers::Others
    } else if has!("avx512f") && has!("avx512dq") && has!("avx512vl") && has!("avx512bw") {
        Registers::Of512Bits
    } else {
        Registers::Of256Bits
    }
}
