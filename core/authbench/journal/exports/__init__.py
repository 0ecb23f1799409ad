"""What leaves the journal: copies for the clipboard, HAR, JSON lines and case files, and how they are read."""
