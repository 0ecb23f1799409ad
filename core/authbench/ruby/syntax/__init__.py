"""The syntax tree: plain classes that evaluate themselves, made by `authbench.ruby.conversion`."""
