"""An exchange for the clipboard: as a command that sends it again, as raw HTTP, as a note for a ticket."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from authbench.events import HttpExchange
from authbench.journal.decoding import unpacked
from authbench.journal.exports.message_bodies import ContentOf, kept_content
from authbench.journal.exports.outgoing import Outgoing, outgoing
from authbench.journal.exports.pieces import Variable, Variables, as_text
from authbench.journal.exports.refusal import ExportRefused, is_unredacted, refuse_secrets
from authbench.journal.redaction import Redactor
from authbench.journal.sides import Side

_PACKED = (
    "A packed body cannot be shown with a hole in it. Copy the exchange with its secrets, or read its parts "
    "in the detail pane, which shows them with the secret masked."
)


class CopyFormat(StrEnum):
    """What an exchange can be copied as."""

    CURL = "curl"
    HTTPIE = "httpie"
    HTTPX = "httpx"
    RAW = "raw"
    MARKDOWN = "markdown"


@dataclass(frozen=True, slots=True)
class Copied:
    """What goes to the clipboard. `variables` have to be set before a command runs; `content` is the same
    as bytes, which differs from `text` only for raw HTTP with bytes that are no text. `notes` say where
    the client cannot send just what was sent."""

    text: str
    content: bytes
    variables: tuple[Variable, ...] = ()
    notes: tuple[str, ...] = ()


def copied(
    exchange: HttpExchange,
    redactor: Redactor,
    form: CopyFormat,
    content: ContentOf = kept_content,
) -> Copied:
    """`exchange` in `form`, with variables for its secrets; with an `Unredacted`, as it is.

    Raises `CannotCopy` where the client has no way to send it, and `ExportRefused`.
    """
    variables = Variables()
    notes: tuple[str, ...] = ()
    sent = content(exchange, Side.REQUEST)
    binary: bytes | None = None
    if form is CopyFormat.RAW:
        from authbench.journal.exports.raw_http import raw_request, wire_as_text, wire_bytes

        message = raw_request(exchange, sent, redactor, variables)
        text, binary = wire_as_text(message), wire_bytes(message)
    elif form is CopyFormat.MARKDOWN:
        text = _markdown(exchange, sent, content(exchange, Side.RESPONSE), redactor, variables)
    else:
        request = outgoing(exchange, sent, redactor, variables)
        text, notes = _command(request, len(sent), form, redactor, variables)
    if unpacked(sent) is not None and redactor.contains(sent):
        raise ExportRefused(
            "The body is packed and holds a secret, which nothing can stand for.", hint=_PACKED
        )
    refuse_secrets(text, redactor)
    return Copied(
        text,
        binary if binary is not None else text.encode("utf-8", "surrogatepass"),
        tuple(variables.named.values()),
        notes,
    )


def _command(
    request: Outgoing, size: int, form: CopyFormat, redactor: Redactor, variables: Variables
) -> tuple[str, tuple[str, ...]]:
    notes: tuple[str, ...] = ()
    if form is CopyFormat.HTTPIE:
        from authbench.journal.exports.httpie import httpie_command, httpie_differences

        notes = tuple(httpie_differences(request))
    comments = [*_facts(request, redactor), *notes]
    if variables.named:
        comments.append("Set these variables first:")
        comments += [f"  {variable.comment}" for variable in variables.named.values()]
    if form is CopyFormat.HTTPX:
        from authbench.journal.exports.python_httpx import httpx_script

        return httpx_script(request, tuple(comments)), notes
    if form is CopyFormat.HTTPIE:
        command = httpie_command(request)
    else:
        from authbench.journal.exports.curl import curl_command

        command = curl_command(request, size)
    # An interactive zsh takes these lines for commands, so nothing in them may mean anything to a shell.
    return "".join(f"# {_harmless(comment)}\n" for comment in comments) + command + "\n", notes


def _facts(request: Outgoing, redactor: Redactor) -> list[str]:
    facts = []
    if is_unredacted(redactor):
        facts.append("NOT REDACTED: this holds secrets in clear text")
    if request.routed_from is not None:
        target = f"{redactor.text(request.routed_from)} was routed to the server below"
        facts.append(f"{target}, with the Host header kept")
    return facts


def _harmless(comment: str) -> str:
    return "".join(c if c.isalnum() or c in " _.,:/+-%?=@" else " " for c in comment)


def _markdown(
    exchange: HttpExchange, sent: bytes, received: bytes, redactor: Redactor, variables: Variables
) -> str:
    from authbench.journal.exports.raw_http import fenced, raw_request, raw_response
    from authbench.journal.formatting import duration_text

    request = raw_request(exchange, sent, redactor, variables)
    if exchange.status is not None:
        outcome = f"{exchange.status} {redactor.text(exchange.reason)}".rstrip()
    elif exchange.error is not None:
        outcome = f"failed: {redactor.text(exchange.error.message)}"
    else:
        outcome = "no answer"
    about = [f"step {exchange.step}" if exchange.step else "", redactor.text(exchange.cause or "")]
    about.append(f"sent to {redactor.text(exchange.sent_to)}" if exchange.sent_to else "")
    facts = ", ".join(fact for fact in (*about, duration_text(exchange.elapsed)) if fact)
    blocks = [f"**{_inline(as_text(request.head[0]))}** → **{_inline(outcome)}**", _inline(facts)]
    if is_unredacted(redactor):
        blocks.insert(0, "**NOT REDACTED: this holds secrets in clear text.**")
    blocks += ["Request:", fenced(request, cut=False)]
    if exchange.status is not None:
        # Of something packed, nothing can stand for the secret alone; the rest of the note is worth having.
        hidden = unpacked(received) is not None and redactor.contains(received)
        response = raw_response(exchange, b"" if hidden else received, redactor, variables)
        blocks += ["Response:", fenced(response, cut=True)]
        if hidden:
            size = f"{len(received):,} bytes"
            blocks.append(f"Its body of {size} is left out: it is packed and holds a secret.")
    if variables.named:
        blocks.append(
            "\n".join(
                f"- `${v.name}`: {_inline(v.label)}, {v.length} characters" for v in variables.named.values()
            )
        )
    return "\n\n".join(block for block in blocks if block) + "\n"


def _inline(text: str) -> str:
    """Text for a line of Markdown, none of which is taken for mark-up."""
    return "".join(f"\\{c}" if c in "\\`*_{}[]<>()#+!|~" else " " if c in "\r\n\t" else c for c in text)[
        :2000
    ]
