"""Settings of all tests."""

import os

from hypothesis import settings

# The same examples in every run, so that a change is blamed for what it broke and nothing else.
# HYPOTHESIS_PROFILE=exploring looks for new ones.
settings.register_profile("repeatable", derandomize=True, database=None, deadline=None)
settings.register_profile("exploring", database=None, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repeatable"))
