"""Definitions written in Ruby: their reader, and their lambdas among the helpers."""
