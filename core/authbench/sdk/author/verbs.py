"""The HTTP verbs: each builds a request, which is sent when its value is needed (SDK reference 5.1).

return get("/me")                                   # sent because the lambda returns it
token = post("/token", {"grant_type": "x"})["access_token"]
"""

from __future__ import annotations

from typing import Any

from authbench.sdk.author.lazy_request import LazyRequest
from authbench.sdk.author.running import Inside, running


def get(url: Any, params: Any = None) -> LazyRequest:
    """GET `url`, relative to the definition's `base_uri`, with query parameters."""
    return _request("get", url, params)


def post(url: Any, payload: Any = None) -> LazyRequest:
    """POST `payload`, as JSON unless another format is chained."""
    return _request("post", url, payload)


def put(url: Any, payload: Any = None) -> LazyRequest:
    """PUT `payload`, as JSON unless another format is chained."""
    return _request("put", url, payload)


def patch(url: Any, payload: Any = None) -> LazyRequest:
    """PATCH with `payload`, as JSON unless another format is chained."""
    return _request("patch", url, payload)


def delete(url: Any, payload: Any = None) -> LazyRequest:
    """DELETE; `payload` becomes a JSON body."""
    return _request("delete", url, payload)


def options(url: Any, params: Any = None) -> LazyRequest:
    """OPTIONS, with query parameters."""
    return _request("options", url, params)


def head(url: Any, params: Any = None) -> LazyRequest:
    """HEAD, with query parameters."""
    return _request("head", url, params)


def copy(url: Any, payload: Any = None) -> LazyRequest:
    """COPY (WebDAV), with a JSON body."""
    return _request("copy", url, payload)


def move(url: Any, payload: Any = None) -> LazyRequest:
    """MOVE (WebDAV), with a JSON body."""
    return _request("move", url, payload)


def _request(verb: str, url: Any, argument: Any) -> LazyRequest:
    from authbench.sdk.author.values import settled, to_engine

    present = running(verb)
    address, given = settled(url, "the URL"), to_engine(argument, verb)
    with Inside(present.context) as context:
        return LazyRequest(context.new_request(verb, address, given), present)
