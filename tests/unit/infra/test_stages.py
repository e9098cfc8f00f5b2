"""A stage's file is checked before anything is sent to AWS, and all that is wrong with it is said at once."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from cfnlint.api import lint  # type: ignore[import-untyped]  # it ships no types

from infra.stages import SECRET, STAGES, BrokenStage, Stage, stage
from tests.template import template

GOOD = {
    "stack": '"takepart"',
    "policy": '"wirral"',
    "site_url": '"https://takepart.council.gov.uk"',
    "sender": '"participation@council.gov.uk"',
    "alarm_email": '"digital@council.gov.uk"',
}


SECRETS = sorted(key for key in Stage.__dataclass_fields__ if key.endswith(SECRET))
"""Every key that names a secret."""
A_FUNCTION = {
    "Runtime": "python3.13",
    "Handler": "website.handler",
    "Role": "arn:aws:iam::111122223333:role/x",
    "Code": {"S3Bucket": "artefacts", "S3Key": "x"},
}


def judged(value: str) -> list[str]:
    """What CloudFormation's own schemas say of a function whose setting is this."""
    properties = A_FUNCTION | {"Environment": {"Variables": {"SETTING": value}}}
    told = {"Resources": {"A": {"Type": "AWS::Lambda::Function", "Properties": properties}}}
    return [match.rule.id for match in lint(json.dumps(told), regions=["eu-west-2"])]


@pytest.mark.parametrize("key", SECRETS)
def test_a_secret_is_read_as_cloudformation_reads_one(key: str) -> None:
    """By its name alone, in a way that CloudFormation knows: the judge refuses others."""
    stage = Stage(name="staging", stack="t", policy="wirral", site_url="https://t.gov.uk", sender="a@t.gov.uk")
    before = stage.parameters(version="1")
    after = replace(stage, **{key: "takepart/it"}).parameters(version="1")  # type: ignore[arg-type]  # all are names

    ((given, value),) = set(after.items()) - set(before.items())

    assert given in template()["Parameters"]
    assert judged(value) == []
    assert judged(value.replace("secretsmanager", "secretmanager")) == ["E1050"]


def written(folder: Path, name: str = "production", **changed: str) -> Path:
    """A folder with one stage's file."""
    text = "\n".join(f"{key} = {value}" for key, value in (GOOD | changed).items() if value)
    (folder / f"{name}.toml").write_text(text)
    return folder


def refused(folder: Path, name: str = "production", **changed: str) -> str:
    with pytest.raises(BrokenStage) as said:
        stage(name, written(folder, **changed))
    return str(said.value)


def test_a_stage_is_london_and_protected_unless_it_says_otherwise(tmp_path: Path) -> None:
    """So that nobody deploys to another country, or without protection, by saying nothing."""
    found = stage("production", written(tmp_path))

    assert (found.region, found.protect) == ("eu-west-2", True)


def test_every_parameter_of_the_template_has_a_value(tmp_path: Path) -> None:
    """But for the address of files, which is the bucket's own on AWS; the version is that of the checkout."""
    given = stage("production", written(tmp_path)).parameters(version="1.0")

    assert set(template()["Parameters"]) == {*given, "FilesUrl"}
    assert int(given["KeepDays"]) == 7 * 366, "six whole financial years, and the one that runs"
    assert (given["Version"], given["Stage"], given["Protect"]) == ("1.0", "prod", "yes")


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("stack", '"Takepart"'),
        ("stack", '"takepart_two"'),
        ("stack", f'"{"t" * 42}"'),
        ("stack", '""'),
        ("region", '"london"'),
        ("site_url", '"http://takepart.council.gov.uk"'),
        ("site_url", '"https://takepart.council.gov.uk/"'),
        ("site_url", '"https://localhost"'),
        ("sender", '"Participation <participation@council.gov.uk>"'),
        ("sender", '"participation@localhost"'),
        ("sender", '""'),
        ("sender", "12"),
        ("sender", ""),
        ("alarm_email", '""'),
        ("alarm_email", '"a@council.gov.uk, b@council.gov.uk"'),
        ("policy", '"nowhere"'),
        ("policy", '"../wirral"'),
        ("protect", "false"),
        *((key, value) for key in SECRETS for value in ('"a:b"', '"take part"', '"{{resolve:ssm:x}}"')),
        ("monthly_budget", "0"),
        ("monthly_budget", "true"),
        ("monthly_budget", '"60"'),
        ("protect", '"yes"'),
        ("stakc", '"takepart"'),
        ("site_url", '"https://takepart.example.org"'),
    ],
)
def test_what_aws_would_refuse_late_is_refused_at_once(tmp_path: Path, key: str, value: str) -> None:
    """By the key's name, and before anything was built."""
    assert f"production.toml: {key}: " in refused(tmp_path, **{key: value})


def test_all_that_is_wrong_is_said_together(tmp_path: Path) -> None:
    """Nobody mends one line and waits for the next."""
    said = refused(tmp_path, stack='"A"', sender='"x"', policy='"y"')

    assert len(said.splitlines()) == 3


@pytest.mark.parametrize("name", ["", "nowhere", "../production", "Production"])
def test_a_stage_that_is_not_there_is_told_with_those_that_are(tmp_path: Path, name: str) -> None:
    """With how to say which."""
    with pytest.raises(BrokenStage, match=r"production.*STAGE=production"):
        stage(name, written(tmp_path))


def test_a_file_that_cannot_be_read_says_where(tmp_path: Path) -> None:
    """TOML's own words."""
    (tmp_path / "production.toml").write_text("stack = takepart")

    with pytest.raises(BrokenStage, match="line 1"):
        stage("production", tmp_path)


@pytest.mark.parametrize("name", ["staging", "production"])
def test_the_examples_are_whole_and_nobody_deploys_them(name: str) -> None:
    """They lack nothing but an organisation's own values."""
    with pytest.raises(BrokenStage) as said:
        stage(name)

    assert {line.partition(" is an example")[2] for line in str(said.value).splitlines()} == {": write your own"}
    assert set(Stage.__dataclass_fields__) - {"name"} == {
        line.split(" = ")[0] for line in (STAGES / f"{name}.toml").read_text().splitlines() if " = " in line
    }
