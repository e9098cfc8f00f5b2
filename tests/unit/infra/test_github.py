"""The example that deploys from GitHub: its commands are there, no key is kept, and nobody else is lent the role."""

from __future__ import annotations

import re
from typing import Any

import yaml

from infra.local.translate import parse
from infra.places import ROOT
from infra.stages import STAGES

WORKFLOW: dict[Any, Any] = yaml.safe_load((ROOT / "infra" / "github-deploy.yaml").read_text("utf-8"))
STEPS = [(name, step) for name, job in WORKFLOW["jobs"].items() for step in job["steps"]]
ON = WORKFLOW[True]
"""YAML reads the word ``on`` as true; GitHub does not."""


def test_each_command_is_one_of_ours() -> None:
    """A target of the Makefile; and each stage that can be chosen has its file."""
    commands = [step["run"] for _, step in STEPS if "run" in step]
    targets = set(re.findall(r"^([a-z-]+):.* ## ", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))

    assert {re.fullmatch(r"make ([a-z-]+)( STAGE=\"\$STAGE\")?", each)[1] for each in commands} <= targets  # type: ignore[index]
    assert {"make check", "make test"} <= set(commands)
    assert set(ON["workflow_dispatch"]["inputs"]["stage"]["options"]) == {each.stem for each in STAGES.glob("*.toml")}


def test_nothing_is_deployed_that_was_not_tested_and_nothing_is_written_to_the_repository() -> None:
    """Only the job that deploys may ask for a token, and only for itself."""
    jobs = WORKFLOW["jobs"]

    assert jobs["deployed"]["needs"] == "tested"
    assert WORKFLOW["permissions"] == {"contents": "read"}
    assert jobs["deployed"]["permissions"] == {"contents": "read", "id-token": "write"}
    assert "permissions" not in jobs["tested"]
    assert set(ON) == {"workflow_dispatch"}, "no pull request starts it"


def test_no_key_is_kept_and_every_action_is_one_version_for_ever() -> None:
    """By its commit: a tag can be moved. What is typed reaches a shell as a variable, never as part of a command."""
    used = [step["uses"] for _, step in STEPS if "uses" in step]

    assert all(re.fullmatch(r"[a-z-]+/[a-z-]+@[0-9a-f]{40}", each) for each in used)
    assert "secrets." not in str(WORKFLOW)
    assert not [step for _, step in STEPS if "${{" in step.get("run", "")]


def test_the_role_is_lent_to_one_environment_of_one_repository() -> None:
    """Exactly: a star in the name would lend it to whoever forks or opens a pull request."""
    (trusted,) = parse(ROOT / "infra" / "deployer.yaml")["Resources"]["Deployer"]["Properties"][
        "AssumeRolePolicyDocument"
    ]["Statement"]

    assert set(trusted["Condition"]) == {"StringEquals"}
    its = {name.rpartition(":")[2]: value for name, value in trusted["Condition"]["StringEquals"].items()}
    assert its == {"aud": "sts.amazonaws.com", "sub": {"Fn::Sub": "repo:${Repository}:environment:${Stage}"}}
