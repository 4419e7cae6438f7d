//! What is measured, and how the times of many rounds become ratios.

use clap::ValueEnum;
use rustix::time::{ClockId, clock_gettime};
use std::io;
use std::path::PathBuf;
use std::time::Duration;

/// A clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Clock {
    /// The time that passes.
    Wall,
    /// The time that all threads of the process were given: on a busy machine, for one thread
    Cpu,
}

impl Clock {
    fn now(self) -> Duration {
        let now = clock_gettime(match self {
            Clock::Wall => ClockId::Monotonic,
            Clock::Cpu => ClockId::ProcessCPUTime,
        });
        Duration::new(now.tv_sec as u64, now.tv_nsec as u32)
    }

    /// How long something takes; what it gives is dropped afterwards.
    pub fn time<T>(self, work: impl FnOnce() -> io::Result<T>) -> io::Result<Duration> {
        let before = self.now();
        let given = work()?;
        let taken = self.now() - before;
        drop(given);
        Ok(taken)
    }
}

/// Something that is asked of every engine that can do it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Task {
    /// From a file to a file; otherwise from columns in memory to columns in memory.
    pub from_csv: bool,
    /// Article 8 as well: score, place and exit.
    pub ranked: bool,
    pub threads: usize,
}

impl Task {
    /// All of them, in the order of the table's columns.
    pub const ALL: [Task; 8] = {
        let mut all = [Task { from_csv: false, ranked: false, threads: 1 }; 8];
        let mut at = 0;
        while at < 8 {
            all[at] = Task { from_csv: at >= 4, ranked: at % 4 >= 2, threads: 1 + at % 2 };
            at += 1;
        }
        all
    };

    /// What the table calls it.
    pub fn name(self) -> String {
        let articles = if self.ranked { "R8" } else { "R7" };
        format!("{articles} {} {}t", if self.from_csv { "CSV" } else { "memory" }, self.threads)
    }
}

/// An engine at a task.
pub struct Subject<'a> {
    pub engine: &'static str,
    pub task: Task,
    /// How many rows it is given.
    pub rows: usize,
    /// The file that it writes, if it writes one.
    pub writes: Option<PathBuf>,
    /// Does it once and tells how long it took.
    pub run: Box<dyn FnMut() -> io::Result<Duration> + 'a>,
}

/// Many figures by their middle and their ends.
#[derive(Clone, Copy, Debug)]
pub struct Spread {
    pub least: f64,
    pub median: f64,
    pub most: f64,
}

impl Spread {
    /// Of what was measured; nothing of nothing.
    pub fn of(mut figures: Vec<f64>) -> Option<Spread> {
        figures.sort_by(f64::total_cmp);
        let middle = figures.len() / 2;
        let median = match figures.len() % 2 {
            0 => (figures.get(middle.checked_sub(1)?)? + figures.get(middle)?) / 2.0,
            _ => *figures.get(middle)?,
        };
        Some(Spread { least: *figures.first()?, median, most: *figures.last()? })
    }
}

/// The nanoseconds a row of each subject in each round.
pub struct Times {
    /// By subject, then by round.
    pub taken: Vec<Vec<f64>>,
}

impl Times {
    /// Runs all subjects, one after the other, round after round; the first round warms up and is not counted. What a subject wrote in
    /// the round before is removed first: the file system's work to give up an old file is nobody's.
    pub fn measure(subjects: &mut [Subject<'_>], rounds: usize, mut told: impl FnMut(usize)) -> io::Result<Times> {
        let mut taken = vec![Vec::with_capacity(rounds); subjects.len()];
        for round in 0..=rounds {
            told(round);
            for (subject, taken) in subjects.iter_mut().zip(&mut taken) {
                if let Some(written) = subject.writes.as_ref().filter(|written| written.exists()) {
                    std::fs::remove_file(written)?;
                }
                let time = (subject.run)()?;
                if round > 0 {
                    taken.push(time.as_secs_f64() * 1e9 / subject.rows.max(1) as f64);
                }
            }
        }
        Ok(Times { taken })
    }

    /// How many times as long a subject took as another one in the same round.
    pub fn ratio(&self, subject: usize, to: usize) -> Option<Spread> {
        Spread::of(self.taken[subject].iter().zip(&self.taken[to]).map(|(one, other)| one / other).collect())
    }

    /// How long a subject took.
    pub fn nanoseconds(&self, subject: usize) -> Option<Spread> {
        Spread::of(self.taken[subject].clone())
    }
}
