"""The picture of a run in the window. Made when somebody first looks at it."""
