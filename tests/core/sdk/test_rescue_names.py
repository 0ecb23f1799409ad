from authbench.errors import AuthbenchError
from authbench.http import ConnectionRefused, DnsFailed, InvalidResponse
from authbench.sdk import (
    BadUri,
    ConnectorError,
    HelperArgumentError,
    RequestFailed,
    UndefinedMethod,
    rescue_names,
)

SDK = "Workato::Connector::Sdk::"


def test_an_error_is_known_by_rubys_name_first_and_by_the_sdks() -> None:
    assert rescue_names(ConnectorError("x"))[:2] == ("RuntimeError", f"{SDK}RuntimeError")
    assert rescue_names(HelperArgumentError("x"))[:2] == ("ArgumentError", f"{SDK}ArgumentError")


def test_an_error_without_a_counterpart_has_the_sdks_name_and_its_ancestors() -> None:
    failed = RequestFailed("401 Unauthorized", status=401, body="")
    assert rescue_names(failed) == (f"{SDK}RequestFailedError", f"{SDK}RequestError", f"{SDK}Error")
    assert rescue_names(UndefinedMethod("x"))[:2] == (
        f"{SDK}UndefinedMethodError",
        f"{SDK}InvalidDefinitionError",
    )
    assert rescue_names(BadUri("x"))[:2] == ("URI::BadURIError", f"{SDK}InvalidURIError")


def test_transport_errors_have_the_systems_names() -> None:
    assert rescue_names(ConnectionRefused("x"))[0] == "Errno::ECONNREFUSED"
    assert rescue_names(DnsFailed("x")) == ("SocketError",)
    assert rescue_names(InvalidResponse("x")) == ("RuntimeError",)


def test_other_errors_cannot_be_rescued() -> None:
    assert rescue_names(AuthbenchError("x")) == ()
