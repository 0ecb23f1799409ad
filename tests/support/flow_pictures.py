"""Pictures of flows: of every sample, and of texts that mean something to what reads the files."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import strategies as st

from authbench.demo import DemoProvider, sample
from authbench.events import HttpExchange, RunKind
from authbench.journal.flow.drawing import picture_of
from authbench.journal.flow.picture import (
    AUTHBENCH,
    BROWSER,
    Lane,
    LaneKind,
    Message,
    MessageKind,
    MessageState,
    Picture,
    Wait,
)
from authbench.journal.reveal import Reveal
from support.flow_rows import OURS, browser, message
from support.flow_runs import SAMPLES, SampleRuns

AT = datetime(2026, 1, 1, tzinfo=UTC)
LOGIN, SERVICE = "https://login.example", "https://api.example"

HOSTILE = (
    "end",
    "END of it; loop forever",
    "a;b",
    "a#b #59; #quot; &amp; &#60;",
    "%% a comment",
    "%%{init: {'theme':'dark'}}%%",
    "\"double\" and 'single'",
    "<b>bold</b><img src=x onerror=alert(1)>",
    "</text></svg><script>window.hit = 1</script>",
    "</script><script>window.hit = 1</script>",
    "<!-- not --> ]]> <![CDATA[ x",
    "one\ntwo\r\nthree\ttabs",
    "line\u2028separator\x85next\x0bvertical",
    "emoji 🔑👩‍👩‍👧 and é",
    "",
    "   ",
    "wrap: this",
    "nowrap:that",
    "$title ${title} $ $$ $$x^2$$ $background ${",
    "ﬂ°°60¶ß and ﬂ°36¶ß",
    "L0->>L1: forged",
    "participant L9 as Nobody",
    "as L0 : x",
    "{json: [1, 2]}",
    "back\\slash \\u003c",
    "A" * 400,
    "nul\x00 bell\x07 delete\x7f half \ud83d pair \ufffe",
    "right \u202eto left\u202c and مرحبا",
    "(1) - + () @{ alt else opt rect par and critical option break note over autonumber title",
)


@dataclass(frozen=True)
class SamplePictures:
    """What was drawn of a sample's runs, what is secret in them, and the exchanges as they were."""

    sample: str
    pictures: tuple[Picture, ...]
    secrets: tuple[tuple[str, str], ...]
    exchanges: tuple[HttpExchange, ...]


def sample_pictures(home: Path) -> list[SamplePictures]:
    """Every sample connected, tested, tested again with no token valid, and renewed."""
    drawn = []
    with DemoProvider() as provider:
        for name in SAMPLES:
            runs = SampleRuns(sample(name), provider, home / name)
            try:
                runs.run(RunKind.CONNECT)
                runs.run(RunKind.TEST)
                provider.revoke_all()
                runs.run(RunKind.TEST)
                runs.run(RunKind.REFRESH)
                journal = runs.journal
                pictures = tuple(picture_of(journal, run_id) for run_id in journal.run_ids())
                exchanges = tuple(Reveal(journal).exchanges())
            finally:
                runs.close()
            issued = [(secret.kind, secret.value) for secret in provider.issued()]
            filled = list(provider.credentials.issued().items())
            drawn.append(SamplePictures(name, pictures, (*issued, *filled), exchanges))
    return drawn


def saying(*texts: str) -> Picture:
    """A picture whose titles, details and lanes say `texts`, in every kind of row and state."""
    states, kinds = list(MessageState), [kind for kind in MessageKind if kind is not MessageKind.LOCAL]
    ends = ((AUTHBENCH, BROWSER), (BROWSER, LOGIN), (LOGIN, AUTHBENCH), (SERVICE, SERVICE))
    first = texts[0] if texts else ""
    lanes = (
        OURS,
        browser(first),
        Lane(LOGIN, first, LaneKind.AUTHORIZATION_SERVER, "login.example"),
        Lane(SERVICE, "API", LaneKind.API, first),
    )
    rows: list[Message | Wait] = []
    for number, text in enumerate(texts):
        source, target = ends[number % len(ends)]
        state, kind = states[number % len(states)], kinds[number % len(kinds)]
        rows.append(message(source, target, text, texts[-1 - number], state, kind))
        if number % 5 == 0:
            rows.append(Wait(BROWSER, text, AT, AT + timedelta(seconds=number)))
    return Picture("run", RunKind.CONNECT, lanes, tuple(rows))


ANY_TEXT = st.text(max_size=60) | st.text(alphabet="end;#%{}<>\"'&$:,-+()@ \n\\ab", max_size=30)
PICTURES = st.builds(lambda texts: saying(*texts), st.lists(ANY_TEXT, max_size=6))
