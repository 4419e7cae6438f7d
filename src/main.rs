//! The `merit` command.

/// Columns are made and dropped by several threads: with this allocator they do not wait for one another, and memory is used again.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> merit::frontend::cli::Exit {
    merit::frontend::cli::main()
}
