"""`make seed`: a generated province on this machine. Its people and shops are made up by a random generator."""
