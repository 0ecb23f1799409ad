"""What is drawn of every sample, and a browser that shows it, once for all tests of the files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium import webdriver

from support.chromium import chromium
from support.flow_pictures import SamplePictures, sample_pictures
from support.vector_pictures import one_font


@pytest.fixture(scope="session")
def drawn_samples(tmp_path_factory: pytest.TempPathFactory) -> list[SamplePictures]:
    """The pictures of every sample's runs."""
    return sample_pictures(tmp_path_factory.mktemp("samples"))


@pytest.fixture(scope="session")
def fonts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Settings by which every program writes in the same font."""
    return one_font(tmp_path_factory.mktemp("fonts"))


@pytest.fixture(scope="module")
def browser(fonts: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    """A Chromium that writes in that font, and records what its pages ask for."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FONTCONFIG_FILE", str(fonts))
        with chromium(tmp_path_factory.mktemp("profile"), recording=True) as driver:
            yield driver
