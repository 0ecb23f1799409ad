import pytest

from authbench.encoding import labelize


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("client_id", "Client ID"),
        ("api_key", "Api key"),
        ("APIKey", "API key"),
        ("url_prefix", "URL prefix"),
        ("tenant_id", "Tenant ID"),
        ("OAuth2Token", "O auth 2 token"),
        ("access_token_2", "Access token 2"),
        ("HTTPServer", "HTTP server"),
        ("client-id", "Client-id"),
        ("clientId", "Client ID"),
        ("API_KEY", "API KEY"),
        ("api_url", "Api URL"),
        ("base_urls", "Base urls"),
        ("baseURL", "Base URL"),
        ("client42id", "Client 42 ID"),
        ("accessToken2FA", "Access token 2 FA"),
        ("IDs", "I ds"),
        ("_x", "X"),
        ("foo_bar id url", "Foo bar id url"),
        ("", ""),
        ("__", ""),
    ],
)
def test_labels_of_the_reference(name: str, label: str) -> None:
    assert labelize(name) == label
