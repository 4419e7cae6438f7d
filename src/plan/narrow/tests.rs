//! Divisors made ready, against division.
#![allow(clippy::unwrap_used)]

use super::*;
use proptest::prelude::*;

proptest! {
    #[test]
    fn a_divisor_made_ready_divides(by in 1u64..=1 << 62, small in 1u64..100_000, power in 0u32..19, n in 0u64..1 << 63) {
        for by in [by, small, 10u64.pow(power.min(18))] {
            let divisor = Divisor::new(by).unwrap();
            for n in [n, n / by * by, (n / by * by).saturating_sub(1), 0, (1 << 63) - 1] {
                let whole = (u128::from(n) * u128::from(divisor.magic)) >> 64 >> divisor.shift;
                prop_assert_eq!(if divisor.magic == 0 { u128::from(n) } else { whole }, u128::from(n / by));
            }
        }
    }
}
