"""Asking back before a token is ended at the provider."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from authbench_gui.dialogs.frame import DialogFrame
from authbench_gui.theme.widgets import label, restyle
from authbench_gui.wording import breakable


class RevokeDialog(DialogFrame):
    """`confirmed`: the token is to be revoked."""

    def __init__(
        self, parent: QWidget, token: str, endpoint: str, connection: str, foreign: str = ""
    ) -> None:
        """`foreign` is the endpoint's origin where the definition does not sign in there."""
        super().__init__(parent, "Revoke the token?", "Revoke")
        restyle(self.ok, "kind", "danger")
        text = label("", wrap=True)
        text.setText(
            breakable(
                f"{token} of “{connection}” is sent to {endpoint}, which ends it for good: "
                "requests with it are refused from then on, often those with tokens that belong to it, too. "
                "To go on, connect again."
                + (
                    f" This definition does not sign in at {foreign}: only the provider's metadata names it. "
                    "The client's id and secret would go there, too."
                    if foreign
                    else ""
                )
            )
        )
        self.body.addWidget(text)
        # The Enter key does no harm.
        self.cancel.setDefault(True)
        self.cancel.setFocus()
