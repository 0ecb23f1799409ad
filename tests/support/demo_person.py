"""Someone who answers the demo provider's pages over plain HTTP, for tests that need no real browser."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from html.parser import HTMLParser
from types import TracebackType
from typing import Self
from urllib.parse import parse_qsl, urljoin, urlsplit

import httpx


@dataclass
class Form:
    """A form of a page: where it goes, and the values it starts with."""

    action: str
    values: dict[str, str] = field(default_factory=dict)


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(Form(given["action"]))
        elif tag == "input" and self.forms:
            self.forms[-1].values[given["name"]] = given.get("value", "")


def forms_in(page: str) -> list[Form]:
    """The forms of a page, in order."""
    parser = _Forms()
    parser.feed(page)
    return parser.forms


class Person:
    """Signs in and answers consent pages. Keeps cookies, as one browser does."""

    def __init__(self) -> None:
        self.http = httpx.Client(trust_env=False, follow_redirects=False, timeout=10)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.http.close()

    def submit(self, page: httpx.Response, action: str, **changes: str) -> httpx.Response:
        """Sends the form of a page that has buttons, pressing the one named `action`."""
        form = forms_in(page.text)[-1]
        target = urljoin(str(page.url), form.action)
        return self.http.post(target, data={**form.values, "action": action, **changes})

    def consent_page(self, url: str) -> httpx.Response:
        """The page behind an authorization URL, signed in."""
        page = self.http.get(url)
        if page.status_code == 200 and 'name="password"' in page.text:
            moved = self.submit(page, "sign-in")
            assert moved.status_code == 303, moved.text
            page = self.http.get(urljoin(url, moved.headers["Location"]))
        return page

    def answer(self, url: str, action: str = "allow") -> str:
        """Answers an authorization URL; returns where the browser is sent: the redirect with its parameters."""
        page = self.consent_page(url)
        if page.status_code == 200:
            page = self.submit(page, action)
        assert page.status_code == 303, page.text
        return str(page.headers["Location"])


def parameters(url: str) -> dict[str, str]:
    """The query parameters of a redirect, each of which may occur once."""
    pairs = parse_qsl(urlsplit(url).query, keep_blank_values=True)
    found = dict(pairs)
    assert len(found) == len(pairs)
    return found


class PersonAtBrowser:
    """A browser with a person before it: opening an authorization URL allows (or denies) access and follows
    the redirect, on a thread, as a real browser would. `locations` are the redirects followed."""

    def __init__(self, action: str = "allow") -> None:
        self.action = action
        self.locations: list[str] = []
        self.threads: list[threading.Thread] = []

    def open(self, url: str) -> bool:
        """Begins to answer; returns at once."""
        thread = threading.Thread(target=self._answer, args=(url,), name="person")
        self.threads.append(thread)
        thread.start()
        return True

    def _answer(self, url: str) -> None:
        with Person() as person:
            location = person.answer(url, self.action)
            self.locations.append(location)
            person.http.get(location, follow_redirects=True)

    def join(self) -> None:
        """Waits until every opened URL was answered."""
        for thread in self.threads:
            thread.join(20)
