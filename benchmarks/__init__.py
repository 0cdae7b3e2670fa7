"""What is measured, side by side with peers and floors: `make bench`, or `python -m benchmarks door cold …`."""
