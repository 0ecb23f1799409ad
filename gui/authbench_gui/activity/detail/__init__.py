"""The detail pane: request and response of one exchange side by side."""

from authbench_gui.activity.detail.message_pane import MessagePane
from authbench_gui.activity.detail.pane import DetailPane

__all__ = ["DetailPane", "MessagePane"]
