"""What a run and its MiniStack process say to each other: a line, and exit codes."""

KEEP = "keep\n"
DAMAGED = 3
NOT_SAVED = 4
