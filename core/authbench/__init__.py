"""The engine of Authbench: definitions, connections, runs and their journal. It never imports Qt."""

__version__ = "0.1.0"
