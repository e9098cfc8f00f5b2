"""`make judge`: what checkov says of the templates as AWS would have them, expanded by AWS's own translator.

Whatever it finds is put right, or stands in `accepted.toml` with its reason. It runs before each deployment, and not in
`make check`: it takes a quarter of a minute, and a hundred packages of its own.
"""

from __future__ import annotations

import json
import subprocess
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from infra.places import BUILD, ROOT
from infra.rights.roles import Account

CHECKOV = ROOT / ".venv-judge" / "bin" / "checkov"
ACCEPTED = ROOT / "infra" / "accepted.toml"
OTHERS = ("infra/edge.yaml", "infra/outside.yaml")
"""Templates that need no translator."""
EVERY = ["*"]


class Found(NamedTuple):
    """One thing that checkov would have otherwise."""

    check: str
    resource: str
    """By its name in the template."""
    why: str


def accepted(path: Path = ACCEPTED) -> Mapping[str, Mapping[str, Any]]:
    """What stays as it is, by the check's id."""
    return tomllib.loads(path.read_text("utf-8"))


def findings(told: Any) -> Iterator[Found]:
    """Every failed check of checkov's report."""
    for report in told if isinstance(told, list) else [told]:
        for each in report["results"]["failed_checks"]:
            yield Found(each["check_id"], each["resource"].rpartition(".")[2], each["check_name"])


def problems(found: Iterable[Found], stays: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    """What is found and not accepted, and what is accepted and not found any more."""
    seen = set[tuple[str, str]]()
    for each in found:
        resources = stays.get(each.check, {}).get("resources", [])
        name = "*" if resources == EVERY else each.resource
        seen.add((each.check, name))
        if name not in resources:
            yield f"{each.check} {each.resource}: {each.why}"
    for check, its in stays.items():
        for name in its["resources"]:
            if (check, name) not in seen:
                yield f"{check} {name}: accepted in {ACCEPTED.name}, and not found any more: take it out"


def report() -> Any:
    """What checkov says. Raises SystemExit when it could not look."""
    whole = BUILD / "translated.json"
    whole.parent.mkdir(exist_ok=True)
    template = {"AWSTemplateFormatVersion": "2010-09-09", "Resources": Account().resources}
    whole.write_text(json.dumps(template, default=str), "utf-8")
    options = ["--framework", "cloudformation", "--compact", "--quiet", "--skip-download", "--output", "json"]
    command = [str(CHECKOV), "--file", str(whole), *OTHERS, *options]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    try:
        return json.loads(done.stdout)
    except ValueError as error:
        raise SystemExit(f"takepart: checkov could not look at the templates:\n{done.stderr[-2000:]}") from error


def main() -> None:
    """Tell what is to be put right; exit code 1 when something is."""
    wrong = list(problems(findings(report()), accepted()))
    for line in wrong:
        print(f"  {line}")
    if wrong:
        raise SystemExit(f"takepart: checkov has {len(wrong)} findings: put them right, or say in {ACCEPTED} why not")
    print("checkov has nothing to say but what stays for a reason.")


if __name__ == "__main__":
    main()
