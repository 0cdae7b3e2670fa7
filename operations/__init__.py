"""What an operator does by hand, rarely: a full recount, and bringing lost items back (docs/runbook.md)."""
