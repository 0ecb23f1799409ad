"""What a definition in Python imports from `authbench.sdk`: verbs, decorations, helpers, namespaces
(SDK reference 10). Every name is exported by `authbench.sdk` itself, which is where to import it from."""
