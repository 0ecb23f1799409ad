"""Asking back before a token goes to a host that the definition itself does not sign in at."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from authbench_gui.dialogs.frame import DialogFrame
from authbench_gui.theme.widgets import label
from authbench_gui.wording import breakable


class SendTokenDialog(DialogFrame):
    """`confirmed`: the token may go there. `with_client`: so may the client's id and secret."""

    def __init__(
        self, parent: QWidget, token: str, endpoint: str, origin: str, connection: str, *, with_client: bool
    ) -> None:
        super().__init__(parent, "Send the token there?", "Send")
        along = ", with the client's id and secret," if with_client else ""
        text = label("", wrap=True)
        text.setText(
            breakable(
                f"{token} of “{connection}”{along} would be sent to {endpoint}. "
                f"This definition does not sign in at {origin}: only the provider's metadata names it. "
                "Send it if you know that host as the provider's own."
            )
        )
        self.body.addWidget(text)
        # The Enter key does no harm.
        self.cancel.setDefault(True)
        self.cancel.setFocus()
