"""The built-in methods, one module per group of receivers.

`MODULES` says which module of this package defines the table of each name (see `authbench.ruby.dispatch`);
a module is imported when a method of one of its tables is first called.
"""

from __future__ import annotations

MODULES: dict[str, str] = {}
