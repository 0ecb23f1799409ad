from collections.abc import Iterator

import pytest

from authbench.events import SecretLearned
from authbench.http import Routes
from authbench.sdk import HelperArgumentError, ResponseFormatError, UndefinedStdLibMethod, UnsupportedHelper
from authbench.sdk.aws_functions import Aws
from support.sdk_runs import Desk, desk
from support.sdk_server import Answer, Api

AT = 1704164645.0  # 2024-01-02T03:04:05Z
KEY = {"aws_api_key": "AKID", "aws_secret_key": "SECRET"}
ROLE = {**KEY, "aws_assume_role": "arn:aws:iam::1:role/r"}
ASSUMED = b"""<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>
<AccessKeyId>ASIA</AccessKeyId><SecretAccessKey>TEMP</SecretAccessKey><SessionToken>TOKEN</SessionToken>
<Expiration>%s</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>"""


@pytest.fixture
def aws() -> Iterator[Aws]:
    with desk(clock=lambda: AT) as run:
        yield run.context().aws


@pytest.mark.parametrize(
    ("call", "signed", "signature"),
    [
        (
            {"service": "s3", "region": "us-east-1"},
            "accept;content-type;host;x-amz-content-sha256;x-amz-date",
            "841723337c2186ebc5c2d8a48eb58a8668237e1dba4c496b2fd484a1d60889fa",
        ),
        (
            {
                "service": "execute-api",
                "region": "eu-west-1",
                "host": "abc.execute-api.eu-west-1.amazonaws.com",
                "path": "/prod/x",
                "method": "POST",
                "payload": "{}",
            },
            "host;x-amz-content-sha256;x-amz-date",
            "920e7373c5750dc857cf2c5eca21faa697a10172de3bcab6bc89c8964141d6c9",
        ),
        (
            {"service": "lambda", "region": "eu-west-1"},
            "content-type;host;x-amz-date",
            "c88c6ff2db8f27f3509e28ebb10901cea645eca606ef95d2883d9e393efd3526",
        ),
        (
            {"service": "monitoring", "region": "eu-west-1"},
            "accept;content-type;host;x-amz-date",
            "f63f7aee479cb78252d8626972925aab30c70597c0a97199bdbddb21c7cd9e6b",
        ),
    ],
)
def test_signatures_of_the_reference(aws: Aws, call: dict[str, str], signed: str, signature: str) -> None:
    headers = aws.generate_signature(connection=KEY, **call)["headers"]
    assert f"SignedHeaders={signed}, Signature={signature}" in headers["Authorization"]


def test_the_url_is_sorted_and_has_no_plus(aws: Aws) -> None:
    made = aws.generate_signature(
        connection=KEY, service="ses", region="eu-west-1", path="/v2", params={"b": "x y", "a": 1}
    )
    assert made["url"] == "https://ses.eu-west-1.amazonaws.com/v2?a=1&b=x%20y"
    assert list(made["headers"]) == ["Host", "X-Amz-Date", "X-Amz-Content-Sha256", "Authorization"]


def test_given_headers_win_and_are_signed(aws: Aws) -> None:
    made = aws.generate_signature(
        connection=KEY, service="s3", region="r", headers={"accept": "a/b", "X-Amz-Meta-N": 5}, payload="x"
    )["headers"]
    assert made["Accept"] == "a/b"
    assert made["X-Amz-Meta-N"] == "5"
    assert "accept;content-type;host;x-amz-content-sha256;x-amz-date;x-amz-meta-n" in made["Authorization"]
    assert len(made["X-Amz-Content-Sha256"]) == 64


def test_ec2_signs_neither_accept_nor_content_type(aws: Aws) -> None:
    made = aws.generate_signature(
        connection=KEY, service="ec2", region="r", headers={"Accept": "a", "Content-Type": "b"}
    )["headers"]
    assert "SignedHeaders=host;x-amz-date," in made["Authorization"]
    assert "Accept" not in made


def test_no_key_no_signature(aws: Aws) -> None:
    with pytest.raises(HelperArgumentError, match="expected both"):
        aws.generate_signature(connection={}, service="s3", region="r")


def test_there_is_nothing_else(aws: Aws) -> None:
    with pytest.raises(UndefinedStdLibMethod, match="Undefined method 'sign' for \"aws\" namespace"):
        aws.sign()


def test_stand_ins_for_the_platforms_account(aws: Aws) -> None:
    assert (aws.iam_external_id(), aws.workato_account_id()) == (
        "dummy-aws-iam-external-id",
        "dummy-aws-workato-account-id",
    )


@pytest.fixture
def role_run(api: Api) -> Iterator[Desk]:
    routes = Routes.parse([f"https://sts.amazonaws.com={api.origin}"])
    with desk(clock=lambda: AT, routes=routes) as run:
        yield run


def test_a_role_is_assumed_once(role_run: Desk, api: Api) -> None:
    api.answer(Answer(body=ASSUMED % b"2024-01-02T04:04:05Z"))
    for _ in range(2):
        made = role_run.context().aws.generate_signature(connection=ROLE, service="s3", region="r")
        assert made["headers"]["X-Amz-Security-Token"] == "TOKEN"
        assert "Credential=ASIA/" in made["headers"]["Authorization"]
    assert len(api.seen) == 1
    assert "Action=AssumeRole" in api.last.target
    assert "RoleArn=arn%3Aaws%3Aiam%3A%3A1%3Arole%2Fr" in api.last.target
    assert "Credential=AKID/" in str(api.last.header("Authorization"))
    assert role_run.notes == ["assume_role"]
    learned = [event for event in role_run.events if isinstance(event, SecretLearned)]
    assert learned == [SecretLearned("TEMP", "secret_key"), SecretLearned("TOKEN", "session_token")]


def test_a_role_is_assumed_again_a_minute_before_it_ends(role_run: Desk, api: Api) -> None:
    api.answer(Answer(body=ASSUMED % b"2024-01-02T03:05:00Z"))
    for _ in range(2):
        role_run.context().aws.generate_signature(connection=ROLE, service="s3", region="r")
    assert len(api.seen) == 2


def kept(**changes: str) -> dict[str, object]:
    """A connection with a role's credentials from before."""
    held = {"api_key": "KEPT", "secret_key": "S", "session_token": "T", "expiration": "2024-01-02T04:04:05Z"}
    return {**ROLE, "temp_credentials": {**held, **changes}}


def test_what_a_role_gave_is_kept_in_the_connection(api: Api) -> None:
    api.answer(Answer(body=ASSUMED % b"2024-01-02T04:04:05Z"))
    changes: list[dict[str, object]] = []
    routes = Routes.parse([f"https://sts.amazonaws.com={api.origin}"])
    with desk(clock=lambda: AT, routes=routes, keep_settings=changes.append) as run:
        run.context().aws.generate_signature(connection=ROLE, service="s3", region="r")
    assert changes == [
        {
            "temp_credentials": {
                "api_key": "ASIA",
                "secret_key": "TEMP",
                "session_token": "TOKEN",
                "expiration": "2024-01-02T04:04:05Z",
                "role": "arn:aws:iam::1:role/r",
            }
        }
    ]
    with desk(clock=lambda: AT, settings=lambda: {**ROLE, **changes[0]}) as run:
        made = run.context().aws.generate_signature(connection=ROLE, service="s3", region="r")
        assert made["headers"]["X-Amz-Security-Token"] == "TOKEN"


def test_credentials_from_before_are_used_while_they_last(aws: Aws) -> None:
    made = aws.generate_signature(connection=kept(), service="s3", region="r")
    assert "Credential=KEPT/" in made["headers"]["Authorization"]


@pytest.mark.parametrize(
    "changes",
    [
        {"expiration": "2024-01-02T03:05:04Z"},
        {"expiration": "soon"},
        {"role": "arn:aws:iam::1:role/other"},
        {"session_token": ""},
    ],
)
def test_credentials_from_before_that_do_not_hold_are_renewed(
    role_run: Desk, api: Api, changes: dict[str, str]
) -> None:
    api.answer(Answer(body=ASSUMED % b"2024-01-02T04:04:05Z"))
    made = role_run.context().aws.generate_signature(connection=kept(**changes), service="s3", region="r")
    assert "Credential=ASIA/" in made["headers"]["Authorization"]


def test_without_the_external_id_where_it_is_refused(role_run: Desk, api: Api) -> None:
    api.answer(Answer(403), Answer(body=ASSUMED % b"2024-01-02T04:04:05Z"))
    role_run.context().aws.generate_signature(
        connection={**ROLE, "aws_external_id": "ext"}, service="s3", region="r"
    )
    assert ["ExternalId=ext" in seen.target for seen in api.seen] == [True, False]


def test_an_answer_without_credentials(role_run: Desk, api: Api) -> None:
    api.answer(Answer(body=b"<x/>"))
    with pytest.raises(ResponseFormatError, match="no credentials"):
        role_run.context().aws.generate_signature(connection=ROLE, service="s3", region="r")


def test_a_role_alone_is_not_enough(aws: Aws) -> None:
    with pytest.raises(UnsupportedHelper, match="access key"):
        aws.generate_signature(connection={"aws_assume_role": "r"}, service="s3", region="r")
