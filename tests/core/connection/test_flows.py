"""Small connectors with what the SDK's own emulator does: the same requests, results and settings.

`vectors/flows.json` was recorded from the emulator; where we deliberately do otherwise, the case says
so under `engine`, with the reason.
"""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path
from typing import Any

import pytest

from authbench.cli.document import jsonable
from authbench.connection import ExecuteCall
from authbench.events import Outcome, RunKind
from support.connection_runs import Bench, Received, ScriptedApi

CASES = json.loads((Path(__file__).parent / "vectors" / "flows.json").read_text())["cases"]
LEFT_OUT = {"user-agent", "accept-encoding", "content-length", "host", "connection"}
MEMBERS = {"acquire", "client_id", "token_url", "authorization_url"}


def path_of(run: str) -> str:
    if run in MEMBERS:
        return f"connection.authorization.{run}"
    return "connection.base_uri" if run == "base_uri" else run


def normal(request: Received) -> dict[str, Any]:
    headers = {name: value for name, value in request.headers.items() if name.lower() not in LEFT_OUT}
    body = request.body
    boundary = re.search(r"boundary=(\S+)", headers.get("Content-Type", ""))
    if boundary and body is not None:
        headers["Content-Type"] = headers["Content-Type"].replace(boundary[1], "BOUNDARY")
        body = body.replace(boundary[1].strip('"'), "BOUNDARY")
    return {"method": request.method, "url": request.url, "headers": headers, "body": body}


def expected_request(recorded: dict[str, Any]) -> dict[str, Any]:
    url = re.sub(r"//[^/@]*@", "//", recorded["url"])
    if re.fullmatch(r"https://[^/]+", url):
        url += "/"
    return {
        "method": recorded["method"],
        "url": url,
        "headers": dict(recorded["headers"]),
        "body": recorded["body"] or None,
    }


def check_digest(header: str, method: str, user: str, password: str) -> None:
    """RFC 7616, 3.4.1, with MD5 and qop=auth."""
    given = {
        key: quoted or bare for key, quoted, bare in re.findall(r'(\w+)=(?:"([^"]*)"|([^\s,]+))', header)
    }
    assert given["nc"] == "00000001"

    def md5(text: str) -> str:
        return hashlib.md5(text.encode()).hexdigest()

    secret = md5(f"{user}:{given['realm']}:{password}")
    target = md5(f"{method}:{given['uri']}")
    assert given["response"] == md5(
        f"{secret}:{given['nonce']}:{given['nc']}:{given['cnonce']}:auth:{target}"
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_flow(case: dict[str, Any], bench: Bench, api: ScriptedApi) -> None:
    api.responses = [tuple(answer) for answer in case.get("responses", [])]  # type: ignore[misc]
    call = ExecuteCall(path_of(case["run"]), oauth2_code="code123", redirect_url="http://127.0.0.1:1/cb")
    result = bench.run(RunKind.EXECUTE, case["source"], case["settings"], api.origin, execute=call)
    engine = case.get("engine", {})
    wanted = engine.get("result", case["result"])
    if "ok" in wanted:
        assert result.failure is None, result.failure
        assert jsonable(result.value) == wanted["ok"]
    else:
        assert result.outcome is Outcome.FAILED
        assert result.failure is not None
        error = wanted["error"]
        if isinstance(error, dict):
            assert result.failure.details["class"].rpartition("::")[2] == error["class"].rpartition("::")[2]
            if error["class"] != "TypeError":
                assert result.failure.message == error["message"]
    if "settings_after" in case:
        assert dict(result.settings) == engine.get("settings_after", case["settings_after"])
    got = [normal(request) for request in api.received]
    want = [expected_request(request) for request in engine.get("requests", case["requests"])]
    if engine.get("authorization") == "recompute":
        check_digest(got[-1]["headers"].pop("Authorization"), "GET", "u", "p")
        want[-1]["headers"].pop("Authorization")
    assert got == want


def test_vectors_are_all_there() -> None:
    assert len(CASES) == 51
