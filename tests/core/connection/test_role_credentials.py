"""A role's temporary credentials outlive the run that fetched them (SDK reference 6.3)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from authbench.events import Outcome, RunKind
from authbench.http import Routes
from authbench.journal.reveal import Reveal
from support.connection_runs import Bench, Received, ScriptedApi

SOURCE = """{
  title: 'Buckets',
  connection: {
    fields: [{ name: 'aws_assume_role' }, { name: 'aws_api_key' },
             { name: 'aws_secret_key', control_type: 'password' }],
    authorization: { type: 'custom_auth' }
  },
  methods: {
    signed: lambda do |connection|
      aws.generate_signature(connection: connection, service: 's3', region: 'eu-west-1', path: '/b')
    end
  },
  test: lambda do |connection|
    signature = call('signed', connection)
    get(signature['url']).headers(signature['headers']).response_format_raw
  end
}
"""
KEYS = {"aws_assume_role": "arn:aws:iam::1:role/r", "aws_api_key": "AKID", "aws_secret_key": "SECRETSECRET"}


def answer(request: Received) -> tuple[int, str]:
    expires = (datetime.now(UTC) + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    if "AssumeRole" in request.url:
        return 200, (
            "<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>ASIA</AccessKeyId>"
            "<SecretAccessKey>TEMPSECRET</SecretAccessKey><SessionToken>TOKENTOKEN</SessionToken>"
            f"<Expiration>{expires}</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>"
        )
    return 200, "ok"


def test_a_second_run_uses_what_the_first_was_given(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    with ScriptedApi(answer=answer) as api:
        hosts = ("https://sts.amazonaws.com", "https://s3.eu-west-1.amazonaws.com")
        routes = Routes.parse([f"{host}={api.origin}" for host in hosts])
        first = bench.run(RunKind.TEST, SOURCE, KEYS, api.origin, routes=routes)
        second = bench.run(RunKind.TEST, SOURCE, KEYS, api.origin, routes=routes)
        assert (first.outcome, second.outcome) == (Outcome.OK, Outcome.OK), (first.failure, second.failure)
        assert first.changed == ("temp_credentials",)
        assert second.changed == ()
        assert ["AssumeRole" in request.url for request in api.received] == [True, False, False]
        assert api.received[-1].headers["X-Amz-Security-Token"] == "TOKENTOKEN"
        other = {**KEYS, "aws_assume_role": "arn:aws:iam::1:role/other"}
        assert bench.run(RunKind.TEST, SOURCE, other, api.origin, routes=routes).outcome is Outcome.OK
        assert "AssumeRole" in api.received[-2].url
    assert not any(
        secret in bench.journal.redactor.text(f"{exchange}")
        for exchange in Reveal(bench.journal).exchanges()
        for secret in ("TEMPSECRET", "TOKENTOKEN", "SECRETSECRET")
    )
    bench.close()
