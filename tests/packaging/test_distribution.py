"""Wheel, sdist and the one-folder application: built, installed apart from the source, and started."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
import venv
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.displays import virtual_display

ROOT = Path(__file__).resolve().parents[2]


def run(command: list[str], **options: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, timeout=300, check=False, **options)  # type: ignore[call-overload,no-any-return]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with wheel and sdist; the wheel is built from the sdist, so both are complete."""
    folder = tmp_path_factory.mktemp("built")
    result = run([sys.executable, "-m", "build", "--outdir", str(folder), str(ROOT)])
    assert result.returncode == 0, result.stdout + result.stderr
    return folder


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory, built: Path) -> Path:
    """The bin folder of an environment with the wheel, without the extra `gui` and without this
    source tree. What the wheel depends on comes from the environment that runs the tests."""
    home = tmp_path_factory.mktemp("bare")
    venv.create(home, with_pip=False)
    bin_folder = home / ("Scripts" if os.name == "nt" else "bin")
    wheel = next(built.glob("*.whl"))
    (site,) = home.glob("lib/python*/site-packages")
    ours = Path(next(path for path in sys.path if path.endswith("site-packages")))
    for package in ours.iterdir():
        if not package.name.lower().startswith(
            ("pyside6", "shiboken6", "authbench", "_authbench", "__editable__", "_virtualenv")
        ):
            (site / package.name).symlink_to(package)
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)
    script = bin_folder / "authbench"
    script.write_text(
        f"#!{bin_folder / 'python'}\nimport sys\nfrom authbench_gui.main import main\nsys.exit(main())\n"
    )
    script.chmod(0o755)
    return bin_folder


def test_wheel_holds_the_three_packages_and_nothing_else(built: Path) -> None:
    with zipfile.ZipFile(next(built.glob("*.whl"))) as wheel:
        names = wheel.namelist()
        tops = {name.split("/", 1)[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {
        "authbench",
        "authbench_gui",
        "authbench_resources",
    }
    for suffix in (".rb", ".py"):
        assert any(name.endswith(f"samples/dropbox-pkce{suffix}") for name in names)
    assert any(name.endswith("entry_points.txt") for name in names)


def test_sdist_can_be_tested(built: Path) -> None:
    result = run(["tar", "-tzf", str(next(built.glob("*.tar.gz")))])
    assert "/tests/packaging/test_distribution.py" in result.stdout
    assert "/packaging/setup.sh" in result.stdout


def test_command_line_works_without_the_window_toolkit(bare: Path, tmp_path: Path) -> None:
    environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "LANG": "C.UTF-8"}
    listed = run([str(bare / "authbench"), "lint", "-c", "demo:dropbox-pkce"], cwd=tmp_path, env=environment)
    assert listed.returncode == 0, listed.stderr
    tested = run(
        [str(bare / "authbench"), "connect", "-c", "demo:zendesk-basic", "--no-keychain"],
        cwd=tmp_path,
        env=environment,
    )
    assert tested.returncode == 0, tested.stderr
    assert "connected" in tested.stdout


def test_opening_the_window_without_the_toolkit_says_what_is_missing(bare: Path, tmp_path: Path) -> None:
    environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "LANG": "C.UTF-8"}
    result = run([str(bare / "authbench")], cwd=tmp_path, env=environment)
    assert result.returncode == 2
    assert "authbench[gui]" in result.stderr
    assert "Traceback" not in result.stderr


@pytest.fixture(scope="module")
def application(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The packaged application's executable."""
    folder = tmp_path_factory.mktemp("application")
    result = run(
        [
            sys.executable,
            str(ROOT / "packaging" / "build_app.py"),
            "--dist",
            str(folder / "dist"),
            "--work",
            str(folder / "work"),
        ]
    )
    assert result.returncode == 0, result.stderr[-3000:]
    return folder / "dist" / "authbench" / "authbench"


@pytest.fixture
def display() -> Iterator[str]:
    with virtual_display() as name:
        yield name


@pytest.mark.parametrize("reference", ["demo:google-service-account", "demo:google-service-account.py"])
def test_packaged_application_connects_on_the_command_line(
    application: Path, tmp_path: Path, reference: str
) -> None:
    environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "LANG": "C.UTF-8"}
    result = run(
        [str(application), "connect", "-c", reference, "--no-keychain"], cwd=tmp_path, env=environment
    )
    assert result.returncode == 0, result.stderr
    assert "connected" in result.stdout


def test_packaged_application_has_pythons_own_library_for_definitions(
    application: Path, tmp_path: Path
) -> None:
    (tmp_path / "connector.py").write_text(
        "import colorsys, statistics, xmlrpc.client\n"
        "import email.mime.text, xml.etree.ElementTree as tree\n"
        "connector = {'title': 'Library', 'connection': {},"
        " 'test': lambda: [statistics.median([1, 2, 9]), tree.fromstring('<a>b</a>').text]}\n"
    )
    result = run(
        [str(application), "exec", "-c", "connector.py", "--trust", "--no-keychain", "test"],
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"], "HOME": str(tmp_path), "LANG": "C.UTF-8"},
    )
    assert result.returncode == 0, result.stderr
    assert json.loads(result.stdout) == [2, "b"]


def test_packaged_application_opens_its_window(application: Path, tmp_path: Path, display: str) -> None:
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path),
        "LANG": "C.UTF-8",
        "DISPLAY": display,
        "AUTHBENCH_HOME": str(tmp_path / "home"),
        "QT_QPA_PLATFORM": "xcb",
    }
    window = subprocess.Popen(
        [str(application)], env=environment, cwd=tmp_path, stderr=subprocess.PIPE, text=True
    )
    try:
        xdotool = shutil.which("xdotool")
        assert xdotool is not None
        found = ""
        deadline = time.monotonic() + 30
        while not found and time.monotonic() < deadline and window.poll() is None:
            found = run(
                [xdotool, "search", "--sync", "--onlyvisible", "--name", "Authbench"], env=environment
            ).stdout.strip()
        assert found, (
            window.stderr.read() if window.poll() is not None and window.stderr else "no window appeared"
        )
    finally:
        window.terminate()
        _, errors = window.communicate(timeout=20)
    assert "Traceback" not in errors
