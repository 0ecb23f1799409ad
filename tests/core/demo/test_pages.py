"""The pages: what they hold by themselves, and a walk through them in a real browser."""

import re
import shutil
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

from authbench.demo import DemoProvider
from authbench.demo.pages import Markup, fragment, page
from authbench_resources import root
from support.chromium import press_primary
from support.demo_oauth import CHALLENGE, authorization_url
from support.demo_person import parameters

FOLDER = root().joinpath("pages")
PAGES = sorted(entry.name for entry in FOLDER.iterdir() if entry.name.endswith(".html"))
STATIC = [name for name in PAGES if name.startswith("redirect_")]


class Seen(HTMLParser):
    """The tags of a page, and what they would load."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))


def arrived(browser: webdriver.Chrome, start: str) -> None:
    """Wait until the browser is at an address that begins so; a click does not wait for it."""
    WebDriverWait(browser, 10).until(lambda driver: driver.current_url.startswith(start))


def test_every_outcome_of_a_redirect_has_its_page() -> None:
    outcomes = ("denied", "done", "expired", "failed", "ignored", "ok")
    assert [f"redirect_{outcome}.html" for outcome in outcomes] == STATIC


@pytest.mark.parametrize("name", PAGES)
def test_pages_load_nothing_and_run_nothing(name: str) -> None:
    text = FOLDER.joinpath(name).read_text("utf-8")
    assert text.startswith("<!doctype html>\n")
    for tag, attributes in Seen(text).tags:
        assert tag not in ("script", "link", "img", "iframe", "base", "object")
        assert not set(attributes) & {"src", "href", "style", "srcset"}
        assert not any(attribute.startswith("on") for attribute in attributes)
    assert "url(" not in text
    assert "@import" not in text


@pytest.mark.parametrize("name", PAGES)
def test_pages_are_accessible(name: str) -> None:
    tags = Seen(FOLDER.joinpath(name).read_text("utf-8")).tags
    names = [tag for tag, _ in tags]
    assert ("html", {"lang": "en"}) in tags
    assert names.count("h1") == names.count("main") == names.count("title") == 1
    labelled = {attributes["for"] for tag, attributes in tags if tag == "label"}
    for tag, attributes in tags:
        if tag == "input" and attributes.get("type") != "hidden":
            assert attributes["id"] in labelled
        if tag == "svg":
            assert any(outer.get("aria-hidden") == "true" for _, outer in tags)


@pytest.mark.parametrize("name", STATIC)
def test_redirect_pages_are_whole_as_they_are(name: str) -> None:
    text = FOLDER.joinpath(name).read_text("utf-8")
    assert "$" not in text
    assert "{{" not in text
    assert "prefers-color-scheme: dark" in text


@given(st.text(max_size=60))
def test_values_never_become_markup(text: str) -> None:
    answer = page(200, "problem", title=text, text=text, facts=fragment("<dd>$x</dd>", x=text))
    expected = page(200, "problem", title="", text="", facts=Markup("<dd></dd>"))
    found = [tag for tag, _ in Seen(answer.body.decode()).tags]
    assert found == [tag for tag, _ in Seen(expected.body.decode()).tags]


@pytest.fixture
def browser(tmp_path: Path) -> Iterator[webdriver.Chrome]:
    options = webdriver.ChromeOptions()
    options.binary_location = shutil.which("chromium") or ""
    for flag in (
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        f"--user-data-dir={tmp_path}",
    ):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    service = webdriver.ChromeService(shutil.which("chromedriver"))
    driver = webdriver.Chrome(options=options, service=service)
    yield driver
    driver.quit()


def test_a_newcomer_presses_sign_in_and_allow(browser: webdriver.Chrome) -> None:
    with DemoProvider() as provider:
        redirect = f"{provider.origin}/oauth/callback"
        browser.get(authorization_url(provider, redirect_uri=redirect))
        assert browser.title == "Sign in – Demo provider (demo)"
        focused = browser.switch_to.active_element
        assert focused.text == "Sign in"
        assert focused.value_of_css_property("background-color") == "rgba(47, 111, 237, 1)"
        focused.send_keys(Keys.ENTER)
        wanted = "Authbench wants access to your Demo provider account"
        WebDriverWait(browser, 10).until(lambda driver: wanted in driver.page_source)
        scopes = [item.text for item in browser.find_elements(By.CSS_SELECTOR, ".scopes li")]
        assert [re.sub(r"\s+", " ", text) for text in scopes] == [
            "See who you are openid",
            "Read through the API api.read",
        ]
        complaints = [entry["message"] for entry in browser.get_log("browser")]
        assert complaints == []
        assert browser.switch_to.active_element.text == "Allow"
        browser.switch_to.active_element.send_keys(Keys.ENTER)
        arrived(browser, f"{redirect}?code=")
        assert parameters(browser.current_url)["state"] == "s-1"
        refused = [
            line for line in (entry["message"] for entry in browser.get_log("browser")) if "CSP" in line
        ]
        assert refused == []


def test_a_redirect_to_another_port_passes_the_content_policy(browser: webdriver.Chrome) -> None:
    with DemoProvider() as provider, DemoProvider() as elsewhere:
        redirect = f"http://localhost:{elsewhere.port}/oauth/callback"
        browser.get(authorization_url(provider, redirect_uri=redirect))
        press_primary(browser, "sign-in")
        browser.find_element(By.CSS_SELECTOR, "button[value='cancel']").click()
        arrived(browser, f"{redirect}?error=access_denied")
        assert elsewhere.requests()[0].path == "/oauth/callback"


def test_before_an_audience_the_pages_are_large_and_say_nothing_technical(
    browser: webdriver.Chrome, provider: DemoProvider
) -> None:
    def size() -> float:
        body = browser.find_element(By.TAG_NAME, "body")
        return float(body.value_of_css_property("font-size").removesuffix("px"))

    sizes, texts = [], []
    for presenting in (False, True):
        provider.presenting = presenting
        browser.delete_all_cookies()
        browser.get(authorization_url(provider))
        sizes.append(size())
        texts.append(browser.find_element(By.TAG_NAME, "body").text)
        assert browser.find_element(By.NAME, "password").get_attribute("type") == "password"
        press_primary(browser, "sign-in")
        sizes.append(size())
        texts.append(browser.find_element(By.TAG_NAME, "body").text)
        assert bool(browser.find_elements(By.TAG_NAME, "details")) is not presenting
        assert bool(browser.find_elements(By.TAG_NAME, "code")) is not presenting
    assert sizes[2] >= 1.5 * sizes[0]
    assert sizes[3] >= 1.5 * sizes[1]
    technical = ("localhost", "127.0.0.1", "client_id", "PKCE", CHALLENGE, "s-1", "openid")
    assert [word for word in technical if word in texts[2] + texts[3]] == []
    assert "127.0.0.1" in texts[1]
    assert "It will be able to" in texts[3]
