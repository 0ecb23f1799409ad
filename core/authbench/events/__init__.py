"""What can happen, as frozen typed data in the past tense: the closed union `Event`.

Producers (runs, the HTTP client, the redirect listener) hand events to a `Recorder`; consumers
`match` on the class. Content is raw: views are redacted on their way out by the journal.
"""

from authbench.events.exchange import (
    Body,
    ExchangeError,
    Header,
    HttpExchange,
    Phases,
    TlsFacts,
)
from authbench.events.run import (
    AuthorizationUrlReady,
    BrowserOpened,
    ConsoleLine,
    Event,
    ExchangeFinished,
    ExchangeStarted,
    Failure,
    ListenerStarted,
    NoteAdded,
    Outcome,
    Recorder,
    RedirectIgnored,
    RedirectReceived,
    RunFinished,
    RunKind,
    RunStarted,
    SecretLearned,
    SettingsChanged,
    StepFinished,
    StepName,
    StepStarted,
)

__all__ = [
    "AuthorizationUrlReady",
    "Body",
    "BrowserOpened",
    "ConsoleLine",
    "Event",
    "ExchangeError",
    "ExchangeFinished",
    "ExchangeStarted",
    "Failure",
    "Header",
    "HttpExchange",
    "ListenerStarted",
    "NoteAdded",
    "Outcome",
    "Phases",
    "Recorder",
    "RedirectIgnored",
    "RedirectReceived",
    "RunFinished",
    "RunKind",
    "RunStarted",
    "SecretLearned",
    "SettingsChanged",
    "StepFinished",
    "StepName",
    "StepStarted",
    "TlsFacts",
]
