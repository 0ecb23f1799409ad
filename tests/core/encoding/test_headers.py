import pytest

from authbench.encoding import symbol_header, wire_header


@pytest.mark.parametrize(
    ("name", "header"),
    [
        ("api_key", "Api-Key"),
        ("content_type", "Content-Type"),
        ("Authorization", "Authorization"),
        ("X-Api_Key", "X-Api-Key"),
        ("x", "X"),
        ("trailing_", "Trailing"),
    ],
)
def test_symbols(name: str, header: str) -> None:
    assert symbol_header(name) == header


@pytest.mark.parametrize(
    ("name", "header"),
    [("api_key", "Api_key"), ("X-API-KEY", "X-Api-Key"), ("content-type", "Content-Type"), ("x-", "X")],
)
def test_the_wire(name: str, header: str) -> None:
    assert wire_header(name) == header
