"""Hash and ActiveSupport's HashWithIndifferentAccess."""

from authbench.ruby.methods.hash import access, changes, choosing, conversions, keys, merging
from authbench.ruby.methods.hash.table import HASH

__all__ = ["HASH", "access", "changes", "choosing", "conversions", "keys", "merging"]
