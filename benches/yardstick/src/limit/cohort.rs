//! Article 8: the place within the branch and the last 5 % of it, by parting managers by branch and sorting each by two digits.

use std::sync::atomic::{AtomicU32, Ordering};

/// The numbers of branches, 000 to 999.
const BRANCHES: usize = 1000;
/// A score in millionths is below 2^22; a digit has half of the bits.
const DIGIT: u32 = 11;
/// Below so many managers comparing is quicker than counting digits.
const FEW: usize = 400;

/// A place, and in the first bit whether the manager must leave.
pub type Standing = AtomicU32;

/// The places of all managers; keeps its room between runs.
#[derive(Default)]
pub struct Ranking {
    /// By row.
    pub standings: Vec<Standing>,
    /// Score and row, branch by branch.
    keys: Vec<u64>,
    spare: Vec<u64>,
}

impl Ranking {
    /// Ranks managers that are given piece by piece as branches and scores.
    pub fn rank<'a>(&mut self, pieces: impl Iterator<Item = (&'a [u16], &'a [u32])> + Clone, threads: usize) {
        // Where each branch begins.
        let mut places = [0usize; BRANCHES + 1];
        for branch in pieces.clone().flat_map(|(branches, _)| branches) {
            places[usize::from(*branch) + 1] += 1;
        }
        for branch in 0..BRANCHES {
            places[branch + 1] += places[branch];
        }
        let (starts, rows) = (places, places[BRANCHES]);
        self.standings.resize_with(rows, Standing::default);
        self.keys.resize(rows, 0);
        self.spare.resize(rows, 0);
        let mut row = 0;
        for (branches, scores) in pieces {
            for (branch, score) in branches.iter().zip(scores) {
                let place = &mut places[usize::from(*branch)];
                self.keys[*place] = u64::from(*score) << 32 | row;
                *place += 1;
                row += 1;
            }
        }
        let half = if threads > 1 { starts.partition_point(|start| *start < rows / 2) } else { BRANCHES };
        let (keys, later_keys) = self.keys.split_at_mut(starts[half]);
        let (spare, later_spare) = self.spare.split_at_mut(starts[half]);
        let standings = &self.standings;
        std::thread::scope(|scope| {
            if threads > 1 {
                scope.spawn(|| branches(&starts[half..], later_keys, later_spare, standings));
            }
            branches(&starts[..=half], keys, spare, standings);
        });
    }
}

/// Ranks branches that stand one after the other; `starts` ends with where the last one ends.
fn branches(starts: &[usize], mut keys: &mut [u64], mut spare: &mut [u64], standings: &[Standing]) {
    for bounds in starts.windows(2) {
        let (branch, later) = keys.split_at_mut(bounds[1] - bounds[0]);
        let (room, later_room) = spare.split_at_mut(branch.len());
        if branch.len() < FEW {
            branch.sort_unstable();
        } else {
            sort(branch, room);
        }
        stand(branch, standings);
        (keys, spare) = (later, later_room);
    }
}

/// Sorts by score, lowest first, digit by digit.
fn sort(keys: &mut [u64], room: &mut [u64]) {
    const DIGITS: usize = 1 << DIGIT;
    let digit = |key: u64, number: u32| (key >> (32 + number * DIGIT)) as usize % DIGITS;
    let mut places = [[0u32; DIGITS]; 2];
    for key in &*keys {
        places[0][digit(*key, 0)] += 1;
        places[1][digit(*key, 1)] += 1;
    }
    for places in &mut places {
        let mut before = 0;
        for place in places {
            (*place, before) = (before, before + *place);
        }
    }
    let mut pass = |from: &[u64], to: &mut [u64], number: u32| {
        for key in from {
            let place = &mut places[number as usize][digit(*key, number)];
            to[*place as usize] = *key;
            *place += 1;
        }
    };
    pass(keys, room, 0);
    pass(room, keys, 1);
}

/// Notes the standing of the managers of a branch, the lowest score first.
fn stand(keys: &[u64], standings: &[Standing]) {
    let leaving = keys.len() / 20;
    let worst = leaving.checked_sub(1).map(|last| keys[last] >> 32);
    let (mut ahead, mut above) = (0, None);
    for (number, key) in keys.iter().rev().enumerate() {
        let score = key >> 32;
        if above != Some(score) {
            (ahead, above) = (number as u32, Some(score));
        }
        let leaves = worst.is_some_and(|worst| score <= worst);
        standings[*key as u32 as usize].store((ahead + 1) << 1 | u32::from(leaves), Ordering::Relaxed);
    }
}
