"""The page that plays a flow, in a real Chromium that reaches nothing."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from selenium import webdriver
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

from authbench.journal.flow.exports.html import detail_of, html
from authbench.journal.flow.exports.palette import Scheme, palette
from authbench.journal.flow.picture import AUTHBENCH, BROWSER, Picture
from support.flow_pictures import HOSTILE, PICTURES, SamplePictures, saying
from support.flow_rows import message
from support.loopback_server import LoopbackServer, QuietHandler

SEEN = "return document.querySelectorAll('g.seen').length"
SHORT = saying("one", "two", "three")
ROWS = len(SHORT.rows)


class Player:
    """A page in the browser, from a file, without a network."""

    def __init__(self, driver: webdriver.Chrome, folder: Path) -> None:
        self.driver = driver
        self.path = folder / "flow.html"

    def open(self, page: str, *, offline: bool = True) -> None:
        self.path.write_text(page, "utf-8", newline="")
        self.driver.execute_cdp_cmd("Network.enable", {})
        nothing = {"offline": offline, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
        self.driver.execute_cdp_cmd("Network.emulateNetworkConditions", nothing)
        self.driver.get("about:blank")
        self.asked(), self.complaints()
        self.driver.get(self.path.as_uri())

    def asked(self) -> list[str]:
        """The addresses that were asked for since the last call."""
        entries = [json.loads(entry["message"])["message"] for entry in self.driver.get_log("performance")]
        sent = [entry["params"] for entry in entries if entry["method"] == "Network.requestWillBeSent"]
        return [params["request"]["url"] for params in sent if params["request"]["url"] != "about:blank"]

    def complaints(self) -> list[str]:
        """What went wrong in the page since the last call."""
        return [entry["message"] for entry in self.driver.get_log("browser")]

    def loaded_nothing_else(self) -> None:
        assert self.asked() == [self.path.as_uri()]
        assert self.complaints() == []

    @property
    def seen(self) -> int:
        return int(self.driver.execute_script(SEEN))

    def one(self, selector: str) -> Any:
        return self.driver.find_element(By.CSS_SELECTOR, selector)

    def press(self, *keys: str) -> None:
        ActionChains(self.driver).send_keys(*keys).perform()

    def style(self, selector: str, name: str) -> str:
        script = "return getComputedStyle(document.querySelector(arguments[0]))[arguments[1]]"
        return str(self.driver.execute_script(script, selector, name))


@pytest.fixture
def player(browser: webdriver.Chrome, tmp_path: Path) -> Player:
    return Player(browser, tmp_path)


def inner_texts(player: Player, selector: str) -> list[str]:
    script = "return Array.from(document.querySelectorAll(arguments[0]), (one) => one.textContent)"
    return list(player.driver.execute_script(script, selector))


def test_every_sample_is_played_to_its_end(player: Player, drawn_samples: list[SamplePictures]) -> None:
    steps = """
      const seen = [];
      for (let at = 0; at <= arguments[0]; at += 1) {
        seen.push(document.querySelectorAll("g.seen").length);
        seen.push(document.getElementById("what").textContent);
        document.getElementById("next").click();
      }
      return seen;
    """
    for one in drawn_samples:
        picture = one.pictures[0]
        player.open(html(picture, title=f"How {one.sample} signs in"))
        assert player.driver.title == f"How {one.sample} signs in"
        told = player.driver.execute_script(steps, len(picture.rows))
        assert told[::2] == list(range(len(picture.rows) + 1))
        assert told[3::2] == [row.title for row in picture.rows]
        assert inner_texts(player, "ol > li > b") == [row.title for row in picture.rows]
        assert inner_texts(player, "ol > li > span") == [detail_of(row) for row in picture.rows]
        player.loaded_nothing_else()


def test_buttons(player: Player) -> None:
    player.open(html(SHORT))
    where = player.one("#where")
    assert (player.seen, where.text) == (0, f"0 / {ROWS}")
    player.one("#next").click()
    player.one("#next").click()
    assert (player.seen, where.text) == (2, f"2 / {ROWS}")
    assert player.one("#what").text == SHORT.rows[1].title
    player.one("#back").click()
    assert player.seen == 1
    player.one("#first").click()
    player.one("#back").click()
    assert player.seen == 0
    for _ in range(ROWS + 2):
        player.one("#next").click()
    assert player.seen == ROWS
    player.loaded_nothing_else()


PRESS_PLAY = """
  const play = document.getElementById("play");
  play.click();
  return [play.textContent, play.getAttribute("aria-pressed"), document.querySelectorAll("g.seen").length];
"""


def test_it_plays_by_itself_and_stops_at_the_end(player: Player) -> None:
    player.open(html(Picture("run", None, SHORT.lanes, SHORT.rows[:2])))
    assert player.driver.execute_script(PRESS_PLAY) == ["Pause", "true", 1]
    WebDriverWait(player.driver, 10, poll_frequency=0.05).until(lambda _: player.seen == 2)
    button = player.one("#play")
    assert (button.text, button.get_attribute("aria-pressed")) == ("Play", "false")
    assert player.driver.execute_script(PRESS_PLAY) == ["Pause", "true", 1]


def test_a_pause_stays_where_it_is(player: Player) -> None:
    player.open(html(SHORT))
    twice = f"return [(() => {{{PRESS_PLAY}}})(), (() => {{{PRESS_PLAY}}})()]"
    assert player.driver.execute_script(twice) == [["Pause", "true", 1], ["Play", "false", 1]]


def test_keys(player: Player) -> None:
    picture = saying(*"abcdefghijklmno")
    player.open(html(picture))
    player.press(Keys.ARROW_RIGHT, Keys.ARROW_RIGHT)
    assert player.seen == 2
    player.press(Keys.ARROW_LEFT)
    assert player.seen == 1
    player.press(Keys.END)
    assert player.seen == len(picture.rows)
    player.press(Keys.HOME)
    assert player.seen == 0
    player.press(Keys.SPACE)
    assert player.one("#play").text == "Pause"
    player.press(Keys.SPACE)
    assert player.one("#play").text == "Play"


def test_keys_of_buttons_and_of_the_list_are_their_own(player: Player) -> None:
    player.open(html(SHORT))
    player.driver.execute_script("document.querySelector('summary').focus()")
    player.press(Keys.SPACE)
    assert player.one("details").get_attribute("open") is not None
    assert player.seen == 0
    assert player.one("#play").text == "Play"
    player.driver.execute_script("document.getElementById('next').focus()")
    player.press(Keys.SPACE)
    assert player.seen == 1


def test_the_slider(player: Player) -> None:
    player.open(html(SHORT))
    place = player.one("#place")
    assert (place.get_attribute("min"), place.get_attribute("max")) == ("0", str(ROWS))
    place.send_keys(Keys.ARROW_RIGHT, Keys.ARROW_RIGHT)
    assert player.seen == 2
    place.send_keys(Keys.END)
    assert player.seen == ROWS
    player.one("#first").click()
    assert place.get_attribute("value") == "0"


def test_rows_are_seen_as_they_come(player: Player) -> None:
    player.open(html(SHORT))
    reduced = [{"name": "prefers-reduced-motion", "value": "reduce"}]
    assert player.style("g[data-row]", "transitionDuration") == "0.25s"
    try:
        player.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": reduced})
        assert player.style("g[data-row]", "transitionDuration") == "0s"
        assert player.style("g[data-row]", "opacity") == "0.1"
        player.one("#next").click()
        assert player.style("g[data-row]", "opacity") == "1"
        player.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print", "features": reduced})
        assert player.style(f"g[data-row='{ROWS - 1}']", "opacity") == "1"
        assert player.style("footer", "display") == "none"
    finally:
        player.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "", "features": []})


def as_html_has_it(text: str) -> str:
    """A text of ours as a page holds it: without what no file can hold, and with one kind of line end."""
    clean = "".join("�" if impossible(character) else character for character in text)
    return clean.replace("\r\n", "\n").replace("\r", "\n")


def impossible(character: str) -> bool:
    code = ord(character)
    if code < 32:
        return character not in "\t\n\r"
    return 127 <= code < 160 or 0xD800 <= code < 0xE000 or code in (0xFFFE, 0xFFFF)


def test_whatever_is_said_is_a_text(player: Player) -> None:
    picture = saying(*HOSTILE)
    player.open(html(picture, title="".join(HOSTILE)))
    assert inner_texts(player, "ol > li > b") == [as_html_has_it(row.title) for row in picture.rows]
    assert inner_texts(player, "ol > li > span") == [as_html_has_it(detail_of(row)) for row in picture.rows]
    assert inner_texts(player, "h1") == [as_html_has_it("".join(HOSTILE))]
    assert player.driver.execute_script("return [document.scripts.length, window.hit ?? null]") == [1, None]
    assert player.driver.execute_script("return document.querySelectorAll('img, [onerror], a').length") == 0
    player.press(Keys.END)
    assert player.seen == len(picture.rows)
    player.loaded_nothing_else()


@settings(deadline=None)
@given(PICTURES)
def test_any_text_makes_a_page(picture: Picture) -> None:
    page = html(picture, title=picture.rows[0].title if picture.rows else "")
    page.encode()
    assert page.count("<script") == page.count("</script") == 1
    assert page.count("<li>") == len(picture.rows)


def test_names_with_a_dollar_sign_are_not_filled_in() -> None:
    names = ["title", "count", "svg", "list", "script", "fonts", "scheme", *palette(Scheme.LIGHT).roles]
    said = [text for name in names for text in (f"${name}", f"${{{name}}}")]
    said += ["$", "$$", "${", "$ 5", "5$"]
    rows = tuple(message(AUTHBENCH, BROWSER, text, text) for text in said)
    page = html(Picture("run", None, SHORT.lanes, rows), title="$count ${list} $")
    assert "<title>$count ${list} $</title>" in page
    for text in said:
        assert f"<li><b>{text}</b> <span>{text}</span></li>" in page


class Counting(QuietHandler):
    """Anything may be had of it, from anywhere."""

    asked: list[str]

    def do_GET(self) -> None:
        self.asked.append(self.path)
        self.send_response(200)
        self.send_header("Access-Control-Allow-Origin", "*")
        self.send_header("Content-Length", "0")
        self.end_headers()


REACH = """
  const [origin, done] = arguments;
  const told = new Set();
  document.addEventListener("securitypolicyviolation", (event) => told.add(event.effectiveDirective));
  const image = new Promise((over) => {
    const one = new Image();
    one.onload = one.onerror = over;
    one.src = origin + "/image";
  });
  const frame = document.createElement("iframe");
  const framed = new Promise((over) => { frame.onload = frame.onerror = over; });
  frame.src = origin + "/frame";
  document.body.append(frame);
  const script = document.createElement("script");
  script.textContent = "window.hit = 1";
  document.body.append(script);
  const call = fetch(origin + "/call").catch(() => null);
  Promise.all([image, call, framed]).then(() => setTimeout(() => done([Array.from(told).sort(), window.hit ?? null])));
"""


def reached(player: Player, page: str) -> tuple[list[str], list[str], Any]:
    """What a page that wants to reach a server reaches, what is refused it, and what its script left."""
    handler = type("Handler", (Counting,), {"asked": []})
    with closing(LoopbackServer(handler)) as server:
        player.open(page, offline=False)
        player.driver.set_script_timeout(20)
        told, hit = player.driver.execute_async_script(REACH, server.origin)
    return sorted(handler.asked), told, hit


def test_the_page_may_load_and_run_nothing_else(player: Player) -> None:
    page = html(SHORT)
    asked, refused, hit = reached(player, page)
    assert asked == []
    assert refused == ["connect-src", "frame-src", "img-src", "script-src-elem"]
    assert hit is None


def test_without_its_policy_it_might(player: Player) -> None:
    page = html(SHORT)
    policy = next(line for line in page.splitlines() if "Content-Security-Policy" in line)
    asked, refused, hit = reached(player, page.replace(policy, ""))
    assert asked == ["/call", "/frame", "/image"]
    assert (refused, hit) == ([], 1)


def test_without_a_network_the_record_tells_what_was_asked_for(player: Player) -> None:
    page = html(SHORT)
    policy = next(line for line in page.splitlines() if "Content-Security-Policy" in line)
    asking = page.replace(policy, "").replace("<header>", '<header><img src="http://127.0.0.1:9/x">')
    player.open(asking)
    assert player.asked() == [player.path.as_uri(), "http://127.0.0.1:9/x"]
    assert any("ERR_INTERNET_DISCONNECTED" in complaint for complaint in player.complaints())
