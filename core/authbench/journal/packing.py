"""Exchanges that are not looked at, in a fraction of the memory: each one becomes a few hundred bytes, which
Python's garbage collector need not look into."""

from __future__ import annotations

import marshal
import struct
import zlib
from collections import deque
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from typing import Any, Final

from authbench.errors import Location
from authbench.events import (
    Body,
    ExchangeError,
    ExchangeFinished,
    ExchangeStarted,
    HttpExchange,
    Phases,
    TlsFacts,
    Transport,
)

Packed = bytes | tuple[bytes, bytes, bytes]
"""One exchange; with the contents of its bodies where they are large."""

BATCH: Final = 1_024
"""Exchanges that share a dictionary: compressed, they say only how they differ from it."""
_INLINE: Final = 2_048
"""Bytes of bodies that are compressed with the rest; what is more is kept as it is."""
_WINDOW: Final = 13
_LEVEL: Final = 2
_MEMORY: Final = 6
_DICTIONARY: Final = 7 * 1024
_SAMPLES: Final = 12
# Batch, place of the run in the batch, whether finished and whether by the browser, id, bytes of bodies.
_HEAD: Final = struct.Struct("<IHBqI")
_FINISHED: Final = 1
_BROWSER: Final = 2
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)
_NO_BODY: Final = Body()
_NO_PHASES: Final = Phases()
_DIRECT: Final = Transport()


@dataclass(slots=True)
class Batch:
    """What the exchanges of a batch have in common; `kept` counts those that are still there."""

    dictionary: bytes
    runs: list[str] = field(default_factory=list)
    shared: list[object] = field(default_factory=list)
    made: int = 0
    kept: int = 0


class Packer:
    """Packs exchanges. One thread at a time. `batches_now` is what unpacking needs, until the next call."""

    def __init__(self) -> None:
        self.batches_now: dict[int, Batch] = {}
        self._number = 0
        self._samples: deque[bytes] = deque(maxlen=_SAMPLES)
        self._compressor: Any = None

    def pack(self, event: ExchangeStarted | ExchangeFinished) -> Packed | None:
        """`event` in few bytes; None for one that holds something out of the ordinary."""
        exchange = event.exchange
        batch = self.batches_now.get(self._number)
        shared = () if batch is None else batch.shared
        try:
            flat, contents, found = _flat(exchange, shared)
            written = marshal.dumps(flat)
        except (ValueError, OverflowError):
            return None
        if batch is None or batch.made >= BATCH:
            batch = self._next_batch(written)
            if found:
                flat, contents, found = _flat(exchange, ())
                written = marshal.dumps(flat)
            self._samples.append(written[:_DICTIONARY])
        elif batch.made % (BATCH // _SAMPLES) == 0:
            self._samples.append(written[:_DICTIONARY])
        batch.shared.extend(found[len(batch.shared) :])
        if exchange.run_id not in batch.runs[-1:]:
            batch.runs.append(exchange.run_id)
        head = _HEAD.pack(
            self._number,
            len(batch.runs) - 1,
            _FINISHED * isinstance(event, ExchangeFinished) | _BROWSER * exchange.browser,
            exchange.id,
            len(exchange.request_body.content) + len(exchange.response_body.content),
        )
        compressor = self._compressor.copy()
        packed = b"".join((head, compressor.compress(written), compressor.flush()))
        batch.made += 1
        batch.kept += 1
        return packed if contents is None else (packed, *contents)

    def release(self, packed: Packed) -> None:
        """One that was packed is not kept any more."""
        number = _head(packed)[0]
        batch = self.batches_now[number]
        batch.kept -= 1
        if not batch.kept and number != self._number:
            del self.batches_now[number]

    def batches(self) -> dict[int, Batch]:
        """What unpacking needs, for any time and thread."""
        return self.batches_now.copy()

    def _next_batch(self, written: bytes) -> Batch:
        """A batch whose dictionary is of what came last."""
        before = self.batches_now.get(self._number)
        if before is not None and not before.kept:
            del self.batches_now[self._number]
        dictionary = b"".join((*self._samples, written))[-_DICTIONARY:]
        self._samples.clear()
        self._number += 1
        batch = self.batches_now[self._number] = Batch(dictionary)
        self._compressor = zlib.compressobj(
            _LEVEL, zlib.DEFLATED, -_WINDOW, _MEMORY, zlib.Z_DEFAULT_STRATEGY, dictionary
        )
        return batch


def unpacked(packed: Packed, batches: dict[int, Batch]) -> ExchangeStarted | ExchangeFinished:
    """The event that was packed."""
    content = packed if isinstance(packed, bytes) else packed[0]
    number, run, flags, id_, _ = _HEAD.unpack_from(content)
    batch = batches[number]
    decompressor = zlib.decompressobj(-_WINDOW, batch.dictionary)
    # It was written by `pack`, and never left this process.
    flat = marshal.loads(decompressor.decompress(memoryview(content)[_HEAD.size :]))  # noqa: S302
    contents = None if isinstance(packed, bytes) else packed[1:]
    exchange = _exchange(id_, batch.runs[run], bool(flags & _BROWSER), flat, contents, batch.shared)
    return ExchangeFinished(exchange) if flags & _FINISHED else ExchangeStarted(exchange)


def packed_id(packed: Packed) -> int:
    """The number of the exchange."""
    id_: int = _head(packed)[3]
    return id_


def packed_run(packed: Packed, batches: dict[int, Batch]) -> str:
    """The run that it belongs to."""
    number, place, *_ = _head(packed)
    run: str = batches[number].runs[place]
    return run


def packed_by_browser(packed: Packed) -> bool:
    """Whether it is a part of what the browser did."""
    return bool(_head(packed)[2] & _BROWSER)


def packed_content(packed: Packed) -> int:
    """How many bytes its bodies have."""
    size: int = _head(packed)[4]
    return size


def _head(packed: Packed) -> tuple[Any, ...]:
    return _HEAD.unpack_from(packed if isinstance(packed, bytes) else packed[0])


def _flat(
    exchange: HttpExchange, shared: Any
) -> tuple[tuple[Any, ...], tuple[bytes, bytes] | None, list[object]]:
    """An exchange of plain values only; what does not go in; and what it shares with others of its batch,
    given what was shared before. Raises ValueError for what cannot be had back as it was."""
    found = list(shared)
    at, zone = exchange.started_at, exchange.started_at.tzinfo
    if not isinstance(zone, timezone):
        raise ValueError("a time without a fixed zone")
    request, response = exchange.request_body, exchange.response_body
    contents = None
    if len(request.content) + len(response.content) > _INLINE:
        contents = (request.content, response.content)
    location, error, phases, transport = (
        exchange.lambda_location,
        exchange.error,
        exchange.phases,
        exchange.transport,
    )
    flat = (
        # A step may be a member of an enumeration, and equals its text.
        str(exchange.step),
        exchange.method,
        exchange.url,
        (at - _EPOCH) // _MICROSECOND,
        None if zone is UTC else _place(zone, found),
        exchange.started_clock,
        exchange.request_headers,
        _body(request, inline=contents is None),
        exchange.sent_to,
        exchange.cause,
        location and (location.file, location.line, location.column, location.path, location.source),
        exchange.status,
        exchange.reason,
        exchange.http_version,
        exchange.response_headers,
        _body(response, inline=contents is None),
        exchange.truncated,
        None
        if phases == _NO_PHASES
        else (phases.dns, phases.connect, phases.tls, phases.send, phases.wait, phases.receive),
        None if exchange.tls is None else _place(exchange.tls, found),
        None
        if transport == _DIRECT
        else (transport.address, transport.resolved, transport.proxy, transport.reused),
        exchange.dropped,
        exchange.elapsed,
        error and (error.code, error.message),
        exchange.expected_refusal,
        exchange.redirected_from,
        exchange.notes,
    )
    return flat, contents, found


def _exchange(
    id_: int,
    run_id: str,
    browser: bool,
    flat: tuple[Any, ...],
    contents: tuple[bytes, ...] | None,
    shared: list[object],
) -> HttpExchange:
    (
        step, method, url, at, zone, clock, request_headers, request, sent_to, cause, location, status,
        reason, version, response_headers, response, truncated, phases, tls, transport, dropped, elapsed,
        error, expected, redirected_from, notes,
    ) = flat  # fmt: skip
    started = _EPOCH + timedelta(microseconds=at)
    if zone is not None:
        known = shared[zone]
        assert isinstance(known, timezone)
        started = started.astimezone(known)
    agreed = None if tls is None else shared[tls]
    assert agreed is None or isinstance(agreed, TlsFacts)
    sent, received = contents or (b"", b"")
    return HttpExchange(
        id=id_,
        run_id=run_id,
        step=step,
        method=method,
        url=url,
        started_at=started,
        started_clock=clock,
        request_headers=request_headers,
        request_body=_with_content(request, sent),
        sent_to=sent_to,
        cause=cause,
        lambda_location=location and Location(*location),
        status=status,
        reason=reason,
        http_version=version,
        response_headers=response_headers,
        response_body=_with_content(response, received),
        truncated=truncated,
        phases=_NO_PHASES if phases is None else Phases(*phases),
        tls=agreed,
        transport=_DIRECT if transport is None else Transport(*transport),
        dropped=dropped,
        elapsed=elapsed,
        error=error and ExchangeError(*error),
        expected_refusal=expected,
        browser=browser,
        redirected_from=redirected_from,
        notes=notes,
    )


def _body(body: Body, *, inline: bool) -> tuple[Any, ...] | None:
    if body == _NO_BODY:
        return None
    return (body.content if inline else None, body.wire_size, body.stored)


def _with_content(body: tuple[Any, ...] | None, content: bytes) -> Body:
    if body is None:
        return _NO_BODY
    own, wire_size, stored = body
    return Body(content if own is None else own, wire_size, stored)


def _place(one: object, found: list[object]) -> int:
    """Where `one` is among what is shared, added where it is not."""
    for place, known in enumerate(found):
        if known is one or known == one:
            return place
    found.append(one)
    return len(found) - 1
