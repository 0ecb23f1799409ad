"""A real, headless Chromium, and people who sign in with it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--no-proxy-server",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--password-store=basic",
    "--window-size=1100,900",
)


@contextmanager
def chromium(profile: Path, *, recording: bool = False) -> Iterator[webdriver.Chrome]:
    """A browser with a profile of its own. `recording`: what its pages ask the network for is in its
    `performance` log, what goes wrong in them in its `browser` log."""
    options = Options()
    if recording:
        options.set_capability("goog:loggingPrefs", {"performance": "ALL", "browser": "ALL"})
    options.binary_location = "/usr/bin/chromium"
    for flag in (*FLAGS, f"--user-data-dir={profile}"):
        options.add_argument(flag)
    driver = webdriver.Chrome(options=options, service=Service("/usr/bin/chromedriver"))
    driver.set_page_load_timeout(20)
    try:
        yield driver
    finally:
        driver.quit()


class Person:
    """An `oauth.Browser` whose opened pages are walked by `act`, on a thread as a real browser's are.

    `errors` holds what went wrong while walking; `pages` the titles seen at the end of each visit.
    """

    def __init__(self, driver: webdriver.Chrome, act: Callable[[webdriver.Chrome], None]) -> None:
        self._driver = driver
        self._act = act
        self._threads: list[threading.Thread] = []
        self.opened: list[str] = []
        self.errors: list[BaseException] = []

    def open(self, url: str) -> bool:
        """Walk the page at `url` in the background."""
        self.opened.append(url)
        thread = threading.Thread(target=self._walk, args=(url,), daemon=True)
        self._threads.append(thread)
        thread.start()
        return True

    def finish(self) -> None:
        """Wait for the last visit, and fail if walking failed."""
        for thread in self._threads:
            thread.join(30)
        assert not self.errors, self.errors

    def _walk(self, url: str) -> None:
        try:
            self._driver.get(url)
            self._act(self._driver)
        except Exception as error:  # noqa: BLE001  # told to the test by `finish`
            self.errors.append(error)


def submit(driver: webdriver.Chrome, **fields: str) -> None:
    """Fill in fields by name, press the page's first submit button, and wait for the next page."""
    for name, value in fields.items():
        element = WebDriverWait(driver, 10).until(lambda d, n=name: d.find_element(By.NAME, n))
        element.clear()
        element.send_keys(value)
    button = WebDriverWait(driver, 10).until(lambda d: d.find_element(By.CSS_SELECTOR, "button[type=submit]"))
    page = driver.find_element(By.TAG_NAME, "html")
    button.click()
    WebDriverWait(driver, 10).until(lambda d: d.find_element(By.TAG_NAME, "html") != page)


def allow_at_demo_provider(driver: webdriver.Chrome) -> None:
    """Sign in as the user that is filled in, allow access, and wait for the outcome page."""
    press_primary(driver, "sign-in")
    press_primary(driver, "allow")


def press_primary(driver: webdriver.Chrome, action: str) -> None:
    """Press the demo provider's button of that action, if its page is there, and wait for the next."""
    buttons = WebDriverWait(driver, 10).until(lambda d: d.find_elements(By.CSS_SELECTOR, "button.primary"))
    wanted = [button for button in buttons if button.get_attribute("value") == action]
    if not wanted:
        return
    page = driver.find_element(By.TAG_NAME, "html")
    wanted[0].click()
    WebDriverWait(driver, 10).until(lambda d: d.find_element(By.TAG_NAME, "html") != page)
