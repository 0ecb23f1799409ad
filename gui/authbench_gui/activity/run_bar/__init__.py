"""What a run came to besides its requests, in one line that unfolds."""

from authbench_gui.activity.run_bar.bar import RunBar
from authbench_gui.activity.run_bar.words import Section

__all__ = ["RunBar", "Section"]
