"""What leaves the journal: copies for the clipboard, HAR, JSON lines, case files; and reading those."""
