"""What is drawn of every sample, once for all tests of the files."""

from __future__ import annotations

import pytest

from support.flow_pictures import SamplePictures, sample_pictures


@pytest.fixture(scope="session")
def drawn_samples(tmp_path_factory: pytest.TempPathFactory) -> list[SamplePictures]:
    """The pictures of every sample's runs."""
    return sample_pictures(tmp_path_factory.mktemp("samples"))
