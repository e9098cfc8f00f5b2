"""What is deployed where: a file in `infra/stages/` for each stage, checked before anything is sent to AWS."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import infra.functions_path  # noqa: F401 - so that takepart is found
from infra.places import FUNCTIONS, ROOT
from takepart.adapters.policy.file import load
from takepart.domain.email_addresses import mailable

STAGES = ROOT / "infra" / "stages"
PRODUCTION = "production"
STACK = re.compile(r"[a-z][a-z0-9-]{0,40}")
"""Buckets are called `<stack>-receipts-<account>`: small letters, and 63 of them at most."""
REGION = re.compile(r"[a-z]{2}(-[a-z]+)+-\d")
SITE = re.compile(r"https://[a-z0-9.-]+\.[a-z]{2,}")
SECRET = "_secret"
"""How a key ends that names a secret."""
NAME_OF_SECRET = re.compile(r"[A-Za-z0-9/_+=.@-]{1,200}")
EXAMPLE = re.compile(r"\bexample\.(org|com|net)\b|\.example\b")


class BrokenStage(SystemExit):
    """A stage's file cannot be deployed; says all that is wrong."""


@dataclass(frozen=True, kw_only=True)
class Stage:
    """One copy of the service on AWS."""

    name: str
    stack: str
    policy: str
    site_url: str
    sender: str
    region: str = "eu-west-2"
    alarm_email: str = ""
    protect: bool = True
    texts_from: str = ""
    """What text messages come from, of AWS End User Messaging or, with ``notify_secret``, Notify's template."""
    notify_secret: str = ""
    """The name of the secret that holds the key of GOV.UK Notify, never the key itself."""
    monthly_budget: int = 60
    """US dollars. Somebody hears of it when the account has cost 80 of 100 of it, or will cost more."""
    edge_secret: str = ""
    """The name of the secret that the edge says (infra/edge.yaml), never the secret itself; empty: no edge."""

    def outside(self) -> dict[str, str]:
        """What infra/outside.yaml is given; nothing for a stage whose alarms nobody gets."""
        if not self.alarm_email:
            return {}
        return {
            "ServiceStack": self.stack,
            "ServiceRegion": self.region,
            "SiteDomain": self.site_url.removeprefix("https://"),
            "AlarmEmail": self.alarm_email,
            "MonthlyBudget": str(self.monthly_budget),
        }

    def parameters(self, *, version: str) -> dict[str, str]:
        """What template.yaml is given."""
        return {
            "Stage": "prod" if self.name == PRODUCTION else "test",
            "Policy": self.policy,
            "SiteUrl": self.site_url,
            "Sender": self.sender,
            "AlarmEmail": self.alarm_email,
            "Protect": "yes" if self.protect else "no",
            "KeepDays": str(days_kept(self.policy)),
            "Version": version,
            "TextsFrom": self.texts_from,
            "NotifyKey": _secret(self.notify_secret),
            "EdgeSecret": _secret(self.edge_secret),
        }


def _secret(name: str) -> str:
    """What CloudFormation reads a secret by; nothing for none."""
    return f"{{{{resolve:secretsmanager:{name}}}}}" if name else ""


def days_kept(policy: str) -> int:
    """For how long files about money are kept: the policy's whole financial years, the one that runs, and some days."""
    return (load(FUNCTIONS / "policies" / f"{policy}.toml").retention.finance_years + 1) * 366


def stage(name: str, folder: Path = STAGES) -> Stage:
    """The stage of a name. Raises BrokenStage."""
    path = folder / f"{name}.toml"
    if not re.fullmatch(r"[a-z][a-z0-9-]*", name) or not path.exists():
        known = ", ".join(sorted(each.stem for each in folder.glob("*.toml")))
        raise BrokenStage(f"takepart: there is no stage {name!r}; there are {known}. Say which: STAGE=production")
    try:
        told = tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BrokenStage(f"takepart: {path.name}: {error}") from error
    problems = list(problems_of(told, name=name))
    if problems:
        raise BrokenStage("\n".join(f"takepart: {path.name}: {each}" for each in problems))
    return Stage(name=name, **told)


def problems_of(told: Mapping[str, Any], *, name: str) -> Iterator[str]:
    """All that AWS, or a person who gets a letter, would stumble over later."""
    known = {each.name: each for each in fields(Stage) if each.name != "name"}
    for key in sorted(set(told) - set(known)):
        yield f"{key}: there is no such key; there are {', '.join(known)}"
    for key, each in known.items():
        value = told.get(key, each.default)
        kind = {"protect": bool, "monthly_budget": int}.get(key, str)
        if key not in told and not isinstance(value, str | int):
            yield f"{key}: is missing"
        elif not isinstance(value, kind):
            yield f"{key}: { {bool: 'true or false', int: 'a whole number'}.get(kind, 'words in quotes') }"
        elif isinstance(value, str) and (wrong := wrong_with(key, value)):
            yield f"{key}: {wrong}"
    budget = told.get("monthly_budget", 1)
    if isinstance(budget, bool) or (isinstance(budget, int) and budget < 1):
        yield "monthly_budget: US dollars, 1 or more"
    if name == PRODUCTION and not told.get("alarm_email"):
        yield "alarm_email: somebody must be told when a letter or a payment is stuck"
    if name == PRODUCTION and told.get("protect") is False:
        yield "protect: the tables of production refuse to be deleted"


def wrong_with(key: str, value: str) -> str:
    """What is wrong with one value; empty when nothing is."""
    if EXAMPLE.search(value):
        return f"{value} is an example: write your own"
    if key == "stack" and not STACK.fullmatch(value):
        return "small letters, digits and hyphens, a letter first, 41 at most: buckets are named after it"
    if key == "region" and not REGION.fullmatch(value):
        return "a region of AWS, such as eu-west-2 (London)"
    if key == "site_url" and not SITE.fullmatch(value):
        return "the address that people see, such as https://takepart.yours.gov.uk, with nothing after it"
    if key in {"sender", "alarm_email"} and value and mailable(value) != value:
        return "one plain email address"
    if key == "sender" and not value:
        return "letters come from somebody"
    if key.endswith(SECRET) and value and not NAME_OF_SECRET.fullmatch(value):
        return "the name of a secret in Secrets Manager, such as takepart/edge, and never the secret itself"
    if key == "policy" and not (FUNCTIONS / "policies" / f"{value}.toml").exists():
        return f"there is no functions/policies/{value}.toml"
    return ""
