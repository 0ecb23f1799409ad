"""Opening the person's own browser, on a checked URL and never waiting for it."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from authbench.http import InvalidUrl, parse_url
from authbench.oauth.errors import InvalidAuthorizationUrl

_PATIENCE_SECONDS = 2.0
"""A browser command that runs in the foreground never returns: it has opened something by then."""

_MAX_LENGTH = 32 * 1024
_FROZEN_VARIABLES = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "QT_PLUGIN_PATH", "QML2_IMPORT_PATH")


class Browser(Protocol):
    """Whatever opens a URL for the person; injected so that tests can be the person."""

    def open(self, url: str) -> bool:
        """Open `url`; False where nothing could be opened."""


def check_browser_url(url: str) -> None:
    """Raise `InvalidAuthorizationUrl` unless `url` may be handed to a browser.

    https, or http to this machine; printable ASCII; no user name in front of the host, which is how
    one host is made to look like another.
    """
    if len(url) > _MAX_LENGTH:
        raise InvalidAuthorizationUrl("The authorization URL is too long for a browser.")
    if not url.isascii() or not url.isprintable() or any(character in url for character in ' "<>'):
        raise InvalidAuthorizationUrl("The authorization URL has characters that no URL has.")
    try:
        address = parse_url(url)
    except InvalidUrl as error:
        raise InvalidAuthorizationUrl(error.message, hint=error.hint) from error
    if address.credentials is not None or "@" in url.partition("://")[2].partition("/")[0]:
        raise InvalidAuthorizationUrl("The authorization URL has a user name in front of its host.")
    if "\\" in url:
        raise InvalidAuthorizationUrl(
            "The authorization URL has a backslash, which browsers read as a slash."
        )
    if address.origin.scheme != "https" and not address.origin.is_loopback:
        raise InvalidAuthorizationUrl(
            f"The authorization URL is plain http on {address.origin.host}; it is not opened.",
            hint="Everything typed there could be read on the way. Providers have an https address.",
        )


def open_browser(url: str) -> bool:
    """Open `url` in the person's browser; `$BROWSER` decides which. Returns within two seconds.

    False where no browser could be started. True proves nothing: always show the URL as well.
    Raises `InvalidAuthorizationUrl` for a URL that is no fit address.
    """
    check_browser_url(url)
    if not _has_display():
        return False
    opened: list[bool] = []

    def run() -> None:
        import webbrowser

        try:
            with _environment_of_the_system():
                opened.append(webbrowser.open(url, new=2))
        except (OSError, webbrowser.Error):
            opened.append(False)

    thread = threading.Thread(target=run, name="browser", daemon=True)
    thread.start()
    thread.join(_PATIENCE_SECONDS)
    return opened[0] if opened else True


class SystemBrowser:
    """The person's own browser."""

    def open(self, url: str) -> bool:
        """Open `url`; see `open_browser`."""
        return open_browser(url)


def _has_display() -> bool:
    # Without one, Python falls back to text browsers, which would take over this terminal.
    if sys.platform in ("win32", "darwin"):
        return True
    return any(os.environ.get(name) for name in ("BROWSER", "DISPLAY", "WAYLAND_DISPLAY"))


@contextmanager
def _environment_of_the_system() -> Iterator[None]:
    """The environment as the system had it: a packaged application points library paths at itself,
    and a browser that inherits them loads the wrong libraries."""
    if not getattr(sys, "frozen", False):
        yield
        return
    own = {name: os.environ.get(name) for name in _FROZEN_VARIABLES}
    try:
        for name in _FROZEN_VARIABLES:
            original = os.environ.get(f"{name}_ORIG")
            if original is not None:
                os.environ[name] = original
            else:
                os.environ.pop(name, None)
        yield
    finally:
        for name, value in own.items():
            if value is not None:
                os.environ[name] = value
