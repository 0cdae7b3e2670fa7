"""What turns the sources into what AWS runs: artifacts of functions, lock files, keys."""
