"""A flow's picture as files: what a person shows where Authbench is not."""
