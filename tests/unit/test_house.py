"""What the README, the runbook, the decisions and `make help` say is so."""

from __future__ import annotations

import importlib.util
import re
import subprocess
from pathlib import Path

import pytest

from infra.places import ROOT
from tests.template import template

README = (ROOT / "README.md").read_text("utf-8")
RUNBOOK = (ROOT / "infra" / "runbook.md").read_text("utf-8")
PROMISES = (ROOT / "infra" / "promises.md").read_text("utf-8")
LIST_OF_DECISIONS = (ROOT / "infra" / "decisions.md").read_text("utf-8")
MAKEFILE = (ROOT / "Makefile").read_text("utf-8")
DECISIONS = sorted((ROOT / "infra" / "decisions").glob("*.md"))
DOCUMENTS = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "infra").glob("*.md")), *DECISIONS]
FOLDER_MAP = re.findall(r"^\| `([^`]+)` \|", README, re.MULTILINE)
MAPPED = ["functions/takepart", "tests"]
"""Folders whose every folder is in the map."""
INTERNAL = {"setup"}
"""Targets that only others call."""
REGISTRIES = ["pypi" + ".org", "pythonhosted" + ".org", "npmjs" + ".org", "npmjs" + ".com", "yarnpkg" + ".com"]
MACHINES = re.compile(r"(?<![\w.}])/(?:home|root|Users|work)/\w")
LEFT_FOR_LATER = re.compile(
    "|".join(
        [r"\bTO" + r"DO\b", r"\bFIX" + r"ME\b", "NotImplemented" + "Error", r"pytest\.(?:mark\.)?" + "(?:skip|xfail)"]
    )
)


def committed() -> list[Path]:
    """Every file that is committed, as far as it is text."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout  # noqa: S607
    return [ROOT / name.decode() for name in listed.split(b"\0") if name and (ROOT / name.decode()).is_file()]


def text_of(path: Path) -> str:
    return path.read_bytes().decode("utf-8", errors="replace")


def targets() -> set[str]:
    declared = re.search(r"^\.PHONY: (.*)$", MAKEFILE, re.MULTILINE)
    assert declared
    return set(declared[1].split())


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_make_command_that_is_written_down_exists(document: Path) -> None:
    """`make` with a word after it, in code."""
    code = re.findall(r"`([^`\n]+)`|^(make .*)$", document.read_text("utf-8"), re.MULTILINE)
    named = {word for one, other in code for word in re.findall(r"^make ([a-z-]+)", one or other)}

    assert named <= targets()


def test_make_help_lists_every_command() -> None:
    """With a sentence each; what only others call is left out."""
    told = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout  # noqa: S607

    assert set(re.findall(r"^  make ([a-z-]+) +\w", told, re.MULTILINE)) == targets() - INTERNAL


@pytest.mark.parametrize("path", FOLDER_MAP)
def test_what_the_folder_map_names_is_there(path: str) -> None:
    """A folder that was moved or renamed takes its line along."""
    assert (ROOT / path).exists()
    assert (ROOT / path).is_dir() == path.endswith("/")


@pytest.mark.parametrize("folder", MAPPED)
def test_the_folder_map_leaves_no_layer_out(folder: str) -> None:
    """A new layer or tier of tests gets its line."""
    there = {f"{folder}/{path.relative_to(ROOT / folder).parts[0]}/" for path in (ROOT / folder).rglob("*/*.py")}

    assert there <= set(FOLDER_MAP)


def test_the_proofs_of_our_promises_are_there() -> None:
    """A promise without its test is only a promise."""
    named = re.findall(r"`(tests/[\w/.]+\.py)`", PROMISES)

    assert len(named) > 10
    assert [path for path in named if not (ROOT / path).is_file()] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_no_link_leads_nowhere(document: Path) -> None:
    """To files of this repository."""
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", document.read_text("utf-8"))

    assert [link for link in links if not (document.parent / link).exists()] == []


def test_the_readme_is_short_and_starts_with_what_it_is() -> None:
    """What it is, in a few lines, before anything else."""
    assert README.startswith("# Takepart\n\nTakepart ")
    assert len(README.split()) < 1_600


@pytest.mark.parametrize("decision", DECISIONS, ids=lambda path: path.stem)
def test_a_decision_is_dated_reasoned_and_linked(decision: Path) -> None:
    """Numbered in order, with what it follows from and what follows from it."""
    text = decision.read_text("utf-8")
    number = DECISIONS.index(decision) + 1

    assert decision.name.startswith(f"{number:04d}-")
    assert text.startswith(f"# {number}. ")
    assert re.search(r"^\d{1,2} \w+ 20\d\d\. (In force|Replaced by)", text, re.MULTILINE)
    assert re.findall(r"^## (.*)$", text, re.MULTILINE) == ["Context", "Decision", "Consequences"]
    assert f"(decisions/{decision.name})" in LIST_OF_DECISIONS


def test_the_runbooks_commands_name_what_is_there() -> None:
    """Tools of ours, what `make` does, and resources of the template."""
    modules = set(re.findall(r"-m (infra\.[a-z.]+)", RUNBOOK))
    resources = set(re.findall(r"\$\((?:name|arn) (\w+)\)", RUNBOOK))

    targets = set(re.findall(r"(?:`|\{ |^)make ([a-z-]+)", RUNBOOK, re.MULTILINE))
    known = set(re.findall(r"^([a-z-]+):.* ## ", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)) | {"setup"}

    assert {"infra.restore", "infra.verify"} <= modules
    assert {"replay", "deploy"} <= targets <= known
    assert all(importlib.util.find_spec(module) for module in modules)
    assert resources <= set(template()["Resources"])


def test_no_committed_file_names_a_registry_or_a_machine() -> None:
    """A checkout works wherever it lies, and installs from wherever its owner installs."""
    found = [
        f"{path.relative_to(ROOT)}: {word}"
        for path in committed()
        for word in (*(r for r in REGISTRIES if r in text_of(path)), *MACHINES.findall(text_of(path)))
    ]

    assert found == []


def test_nothing_is_left_for_later() -> None:
    """What is not done is in the README's limits or an issue, not in a comment; no test is passed over."""
    found = [
        f"{path.relative_to(ROOT)}: {match[0]}"
        for path in committed()
        for match in LEFT_FOR_LATER.finditer(text_of(path))
    ]

    assert found == []


def test_the_token_of_a_link_is_read_in_one_place() -> None:
    """Where it travels in the address: ``Request.token``, so that it is read in the same way everywhere."""
    by_hand = re.compile(r"""query\.get\(["']t["']""")
    reading = {path.name for path in (ROOT / "functions").rglob("*.py") if by_hand.search(text_of(path))}

    assert reading <= {"requests.py"}


def test_all_of_dynamodb_goes_through_one_client() -> None:
    """A second one costs a tenth of a second, waits a minute for an answer, and no test's table stands for it."""
    made = {
        str(path.relative_to(ROOT))
        for path in (ROOT / "functions").rglob("*.py")
        if re.search(r"pynamodb\.connection import|\bSession\(\)", path.read_text("utf-8"))
    }

    assert made == {"functions/takepart/adapters/clients.py", "functions/takepart/adapters/rows.py"}
