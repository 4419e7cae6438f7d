//! The `merit` command.

fn main() -> merit::frontend::cli::Exit {
    merit::frontend::cli::main()
}
