"""What can go wrong on one machine, each as a sentence that says what to do."""


class LocalError(Exception):
    """Ends a command with its one sentence and exit code 1."""
