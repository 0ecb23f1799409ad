"""Hints of a definition: a safe subset of rich text, whose links say where they lead and open only
when clicked."""

from __future__ import annotations

import re

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QLabel, QWidget

from authbench.definition.hints import link_target, plain_text, safe_html
from authbench_gui.theme.theme import Theme
from authbench_gui.wording import breakable, shown, tool_tip

_LONG_WORD = re.compile(r"(<[^>]*>|&[^;\s]{1,10};)|([^<>&\s]{29,})")


class HintLabel(QLabel):
    """Shows a hint. `link_clicked(url)` carries http and https addresses only."""

    link_clicked = Signal(str)

    def __init__(self, theme: Theme, html: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._html = _LONG_WORD.sub(_broken, safe_html(html))
        self.setProperty("tone", "caption")
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setWordWrap(True)
        # With room for a focus ring, Qt would indent the text and wrap it sooner than it is shown.
        self.setIndent(0)
        self.setProperty("links", "<a " in self._html)
        self.setOpenExternalLinks(False)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextBrowserInteraction | Qt.TextInteractionFlag.LinksAccessibleByKeyboard
        )
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus if "<a " in self._html else Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(plain_text(html))
        self.linkActivated.connect(self._on_link)
        self.linkHovered.connect(self._on_hover)
        theme.changed.connect(self._apply)
        self._apply()

    @Slot()
    def _apply(self) -> None:
        color = self._theme.tokens["accent_text"]
        style = f"<style>a {{ color: {color}; text-decoration: none; }} p, ul {{ margin: 0; }}</style>"
        self.setText(style + self._html)

    @Slot(str)
    def _on_link(self, href: str) -> None:
        target = link_target(href)
        if target is not None:
            self.link_clicked.emit(target)

    @Slot(str)
    def _on_hover(self, href: str) -> None:
        """Say where the link really leads, hosts in ASCII."""
        self.setToolTip(tool_tip(_ascii_host(shown(href))) if href else "")


def _broken(found: re.Match[str]) -> str:
    """A tag or entity as it is, a word too long for any line with invisible places to break it."""
    return found[1] or breakable(found[2])


def _ascii_host(url: str) -> str:
    """The address with its host as it is looked up, so that look-alike letters show."""
    import re
    from urllib.parse import urlsplit

    try:
        host = urlsplit(url).hostname or ""
        told = host.encode("idna").decode("ascii")
    except ValueError:
        return url
    return re.sub(re.escape(host), told, url, count=1, flags=re.IGNORECASE) if host != told else url
