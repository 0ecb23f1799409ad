"""The helpers and namespaces that definitions in Python import."""

from __future__ import annotations

import inspect
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import authbench.sdk
from authbench.demo import sample_path, samples
from authbench.sdk import AUTHOR_NAMES, Request
from support.python_definitions import called
from support.sdk_runs import desk

CSV = "a,b\\n1,2\\n"


@pytest.mark.parametrize(
    ("expression", "result"),
    [
        ("account_property('host')", "h"),
        ("account_property('none')", None),
        ("lookup('Regions', code='eu')", {"code": "eu", "host": "e"}),
        ("lookup('Regions', {'code': 'us'})", {}),
        ("now().timestamp()", 1_000_000_000.0),
        ("str(now().tzinfo)", "America/Los_Angeles"),
        ("today().isoformat()", "2001-09-08"),
        ("parse_json('[1]')", [1]),
        ("parse_json(None)", None),
        ("len(uuid())", 36),
        ("sleep(0)", 0),
        ("decrypt(encrypt('x', 'k'), 'k')", b"x"),
        ("execution_context()", {}),
        ("[null(), skip(), clear(), blank()]", [None, None, None, ""]),
        ("[blank(x) for x in (None, False, '', ' \\n', [], {}, 0, [None], 'a', True)]", [True] * 6 + [False] * 4),
        ("[present(''), presence(''), presence('a')]", [False, None, "a"]),
        ("to_param({'b': 'x y', 'a': [1]})", "a%5B%5D=1&b=x+y"),
        ("workato.uuid().count('-')", 4),
        ("workato.parse_yaml('a: 1')", {"a": 1}),
        ("workato.jwt_decode(workato.jwt_encode({'a': 1}, 'k' * 40, 'HS256', kid='7'), 'k' * 40, 'HS256')", {"payload": {"a": 1}, "header": {"typ": "JWT", "alg": "HS256", "kid": "7"}}),
        (f"workato.csv.parse('{CSV}', headers=True)", [{"a": "1", "b": "2"}]),
        ("workato.csv.generate(([n, 'x'] for n in range(2)), headers=['n', 't'])", "n,t\n0,x\n1,x\n"),
        ("parallel([])", [True, [], []]),
        ("hasattr(workato, 'nothing')", False),
        ("sorted(aws.generate_signature(connection={'aws_api_key': 'a', 'aws_secret_key': 'b'}, service='s3', region='eu')['headers'])[0]", "Accept"),
    ],
)  # fmt: skip
def test_helpers(expression: str, result: Any) -> None:
    source = f"from authbench.sdk import *\nconnector = {{'methods': {{'m': lambda: {expression}}}}}"
    with desk(
        account_properties={"host": "h"},
        lookup_tables={"Regions": {"rows": [{"code": "eu", "host": "e"}]}},
        clock=lambda: 1_000_000_000.0,
    ) as run:
        assert called(source, run.context()) == result


def test_every_name_is_there_and_documented() -> None:
    for name in AUTHOR_NAMES:
        value = getattr(authbench.sdk, name)
        assert name in authbench.sdk.__all__
        if inspect.isfunction(value) or inspect.isclass(value):
            assert inspect.getdoc(value), name


def test_every_chain_call_of_a_request_is_offered() -> None:
    engine = {
        name
        for name, member in vars(Request).items()
        if not name.startswith("_")
        and "Request" in str(getattr(member, "__annotations__", {}).get("return", ""))
    } - {"for_verb", "edit_payload"}
    missing = engine - set(dir(authbench.sdk.LazyRequest)) | engine - set(AUTHOR_NAMES)
    assert missing == set()


def test_definitions_type_check_against_the_names(tmp_path: Path) -> None:
    """A definition that uses most names, and every sample, under the strictest rules."""
    (tmp_path / "connector.py").write_text(
        """
import re
from typing import Any

from authbench.sdk import (
    RequestFailed, account_property, aws, blank, call, current_url, error, get, headers, lookup, now, params,
    payload, post, presence, to_param, today, user, workato,
)


def apply(connection: dict[str, Any], access_token: str) -> None:
    headers({"X-Key": connection["key"]}, authorization=f"Bearer {access_token}")
    params(limit=1)
    payload(a=current_url())
    user(presence(connection.get("user")))


def test(connection: dict[str, Any]) -> Any:
    try:
        me = get("/me").params(fields="email").headers(x_page=1)
        if blank(me["email"]):
            error("No address")
        return me
    except RequestFailed as failed:
        return [failed.status, failed.message, failed.body]


def acquire(connection: dict[str, Any]) -> dict[str, Any]:
    claims = {"iat": now().timestamp(), "day": today().isoformat()}
    token: str = workato.jwt_encode(claims, connection["key"], "RS256", kid="1")
    signature: dict[str, Any] = aws.generate_signature(connection=connection, service="s3", region="eu")
    answer = post("/token", {"assertion": token}).request_format_www_form_urlencoded()
    answer.after_error_response(401, re.compile("no"), lambda code, body: None)
    return {"t": answer["t"], "q": to_param(signature), "l": lookup("T", a=1), "p": account_property("p"), "c": call("x")}


connector = {"title": "T", "connection": {"authorization": {"apply": apply, "acquire": acquire}}, "test": test}
"""
    )
    root = Path(authbench.sdk.__file__).parents[3]
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--config-file", "", "--cache-dir", str(root / ".mypy_cache" / "definitions"),
         "--follow-imports", "silent", str(tmp_path / "connector.py")],
        capture_output=True, text=True, env={"MYPYPATH": f"{root / 'core'}:{root / 'resources'}", "PATH": ""}, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("name", [sample.name for sample in samples()])
def test_samples_import_nothing_that_is_not_there(name: str) -> None:
    import ast

    tree = ast.parse(sample_path(name, "python").read_text("utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "authbench.sdk":
            assert {alias.name for alias in node.names} <= set(authbench.sdk.__all__)
