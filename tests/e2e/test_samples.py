"""Every sample connects, by its name and as a plain file with what `authbench demo` prints."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from selenium import webdriver

from authbench.demo import samples
from support.chromium import allow_at_demo_provider
from support.connection_runs import free_port

NAMES = [sample.name for sample in samples()]


def authbench(folder: Path, *arguments: str) -> subprocess.Popen[str]:
    environment = {
        **os.environ,
        "AUTHBENCH_HOME": str(folder / "home"),
        "HOME": str(folder),
        "LANG": "C.UTF-8",
    }
    return subprocess.Popen(
        [sys.executable, "-m", "authbench", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
        text=True,
        cwd=folder,
        env=environment,
    )


def connect(folder: Path, driver: webdriver.Chrome, *arguments: str) -> tuple[int, dict[str, Any], str]:
    """Run `authbench connect`, walking the consent page if one is asked for."""
    process = authbench(
        folder, "connect", "--json", "--no-browser", "--no-keychain", "--port", str(free_port()), *arguments
    )
    assert process.stdout is not None
    assert process.stderr is not None
    said: list[str] = []
    for line in process.stderr:
        said.append(line)
        if line.startswith("http"):
            driver.get(line.strip())
            allow_at_demo_provider(driver)
    output = process.stdout.read()
    status = process.wait(30)
    process.stdout.close()
    process.stderr.close()
    return status, json.loads(output), "".join(said)


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, dict[str, Any]]]:
    """What `authbench demo` prints for each sample, while it runs."""
    folder = tmp_path_factory.mktemp("demo")
    process = authbench(folder, "demo", "--port", "0", "--json")
    assert process.stdout is not None
    text = ""
    for line in process.stdout:
        text += line
        if line == "}\n":
            break
    yield {sample["name"]: sample for sample in json.loads(text)["samples"]}
    process.terminate()
    process.communicate(timeout=10)


def test_there_is_a_sample_for_each_kind_of_authorization() -> None:
    assert len(NAMES) >= 16
    assert len(set(NAMES)) == len(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_sample_connects_by_name(name: str, tmp_path: Path, driver: webdriver.Chrome) -> None:
    driver.delete_all_cookies()
    status, document, said = connect(tmp_path, driver, "-c", f"demo:{name}")
    assert status == 0, (document["error"], said)
    assert document["ok"]
    assert document["connected"]
    assert document["steps"][-1]["ok"]
    assert any(exchange["status"] == 200 for exchange in document["exchanges"])


@pytest.mark.parametrize("name", NAMES)
def test_sample_connects_as_a_plain_file(
    name: str, tmp_path: Path, driver: webdriver.Chrome, printed: dict[str, dict[str, Any]]
) -> None:
    driver.delete_all_cookies()
    sample = printed[name]
    connector = tmp_path / "connector.rb"
    connector.write_bytes(Path(sample["definition"]).read_bytes())
    (tmp_path / "settings.yaml").write_text(yaml.safe_dump(sample["settings"]))
    routes = [part for route in sample["routes"] for part in ("--route", route)]
    status, document, said = connect(tmp_path, driver, "-c", str(connector), *routes)
    assert status == 0, (document["error"], said)
    assert document["connected"]
