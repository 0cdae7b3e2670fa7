"""The real template on one machine: MiniStack plays AWS, one origin serves pages and API (docs/local.md)."""
