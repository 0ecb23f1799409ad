"""The Ruby of the Connector SDK: a syntax tree of our own and a sandboxed evaluator for it."""
