"""The window of Authbench. It shows what the engine in `authbench` does and holds no truth of its own."""
