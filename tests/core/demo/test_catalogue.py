"""The samples as files: valid Ruby and Python, real hosts that the provider stands in for, no secret inside."""

import ast
import re
import subprocess
from urllib.parse import urlsplit

import pytest

from authbench.demo import Language, Sample, UnknownSample, sample, sample_path, samples
from authbench.demo.providers import SERVICES
from authbench_resources import root

EVERY = pytest.mark.parametrize("chosen", samples(), ids=lambda chosen: chosen.name)


def test_each_authorization_has_a_sample() -> None:
    kinds = {chosen.authorization for chosen in samples()}
    assert kinds == {"oauth2", "custom_auth", "multi", "basic_auth", "api_key", "aws_auth"}
    names = [chosen.name for chosen in samples()]
    assert len(set(names)) == len(names) == 17
    folder = root().joinpath("samples")
    for suffix in (".rb", ".py"):
        files = {entry.name for entry in folder.iterdir() if entry.name.endswith(suffix)}
        assert files == {name + suffix for name in names}


def test_every_sample_is_valid_ruby() -> None:
    files = [str(sample_path(chosen.name)) for chosen in samples()]
    for file in files:
        done = subprocess.run(["ruby", "-wc", file], capture_output=True, text=True, timeout=20)
        assert (done.stdout, done.stderr) == ("Syntax OK\n", ""), file


@EVERY
def test_every_sample_is_valid_python(chosen: Sample) -> None:
    ast.parse(chosen.file_in("python").read_text("utf-8"))


def test_no_sample_can_be_imported() -> None:
    assert not any(f"{chosen.name}.py".removesuffix(".py").isidentifier() for chosen in samples())


def test_a_name_may_carry_the_language() -> None:
    ruby = sample_path("zendesk-basic")
    assert ruby.name == "zendesk-basic.rb"
    assert sample_path("zendesk-basic.rb") == sample_path("zendesk-basic", "ruby") == ruby
    python = sample_path("zendesk-basic.py")
    assert python.name == "zendesk-basic.py"
    assert sample_path("zendesk-basic", "python") == python
    assert sample("zendesk-basic.py") is sample("zendesk-basic")
    with pytest.raises(UnknownSample, match=r"zendesk-basi\.py"):
        sample_path("zendesk-basi.py")


@EVERY
def test_the_definition_says_what_the_catalogue_says(chosen: Sample) -> None:
    text = chosen.file.read_text("utf-8")
    assert f"title: '{chosen.title}'," in text
    assert f"type: '{chosen.authorization}'," in text
    fields = set(re.findall(r"name: '(\w+)'", text))
    assert set(chosen.settings) <= fields
    python = chosen.file_in("python").read_text("utf-8")
    assert f'"title": "{chosen.title}",' in python
    assert f'"type": "{chosen.authorization}",' in python
    assert set(re.findall(r'"name": "(\w+)"', python)) == fields


@EVERY
@pytest.mark.parametrize("language", ["ruby", "python"])
def test_every_host_in_the_definition_is_routed_and_served(chosen: Sample, language: Language) -> None:
    routed = {urlsplit(host).hostname or "" for host in chosen.hosts}
    assert all(host.startswith("https://") for host in chosen.hosts)
    assert all(any(service.serves(host) for service in SERVICES) for host in routed)
    text = chosen.file_in(language).read_text("utf-8")
    code = re.sub(r"hint\"?:.*?(?=,\n|\n\s*\})", "", text, flags=re.DOTALL)
    for host in re.findall(r"https://([\w.\-]+)(?=[/'\"])", code):
        assert host in routed, host


def test_routes_point_every_host_at_the_provider() -> None:
    routes = sample("percolate-client-credentials").routes("http://127.0.0.1:48011")
    assert routes == ("https://percolate.com=http://127.0.0.1:48011",)


def test_no_secret_lies_in_the_files() -> None:
    text = root().joinpath("samples", "samples.toml").read_text("utf-8")
    for name, value in re.findall(r'^(\w+) = "(.*)"$', text, flags=re.MULTILINE):
        if re.search(r"secret|password|token|private_key|^api_key|application_key", name):
            assert re.fullmatch(r"\{[\w:\-]+\}", value), name
    for chosen in samples():
        for file in (chosen.file_in("ruby"), chosen.file_in("python")):
            assert not re.search(r"BEGIN (RSA |EC )?PRIVATE KEY-----\S", file.read_text("utf-8"))


@EVERY
def test_sign_in_is_named_where_a_browser_opens(chosen: Sample) -> None:
    opens = "authorization_url" in re.sub(r"#.*", "", chosen.file.read_text("utf-8"))
    assert (chosen.sign_in is not None) == opens
