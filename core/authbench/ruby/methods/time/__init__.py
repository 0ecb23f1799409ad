"""Time and ActiveSupport::TimeWithZone (SDK reference 7.6)."""

from authbench.ruby.methods.time import calendar, fields
from authbench.ruby.methods.time.table import TIME

__all__ = ["TIME", "calendar", "fields"]
