"""The template and the handlers say the same: each function has its module, and the settings that it reads."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from infra.places import FUNCTIONS, TEMPLATE
from tests.template import as_list, functions, logical_id, resources, template

FROM_LAMBDA = {"AWS_REGION"}
"""Set by Lambda itself."""
MOST_LINES = 1_200
"""A goal: the whole system is one page that somebody can read."""
READ_BY_POWERTOOLS = "POWERTOOLS_"
READ_BY_SETTINGS = {"EDGE_SECRET", "ORGANISATION_TABLE", "POLICY", "SITE_URL"}
"""Read by name in takepart/adapters/settings.py, for every function that asks for its policy, staff or address."""


def asked_for(module: str) -> set[str]:
    """Every name that a handler reads from its settings: `settings["X"]` and `settings.get("X")`."""
    return set(_names(ast.parse((FUNCTIONS / f"{module}.py").read_text("utf-8"))))


def _names(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        match node:
            case ast.Subscript(value=ast.Name(id="settings"), slice=ast.Constant(value=str(name))):
                yield name
            case ast.Call(
                func=ast.Attribute(value=ast.Name(id="settings"), attr="get"), args=[ast.Constant(value=str(name)), *_]
            ):
                yield name


MODULES = sorted(path.stem for path in FUNCTIONS.glob("*.py"))


def given_to_all() -> set[str]:
    return set(template()["Globals"]["Function"]["Environment"]["Variables"])


def given_to(module: str) -> set[str]:
    return set(functions()[module].get("Environment", {}).get("Variables", {}))


def test_the_whole_system_is_one_page() -> None:
    """What is said twice is said once, by an alias, before anything is added."""
    assert len(TEMPLATE.read_text("utf-8").splitlines()) <= MOST_LINES


def test_every_handler_has_its_function_and_every_function_its_handler() -> None:
    """A module in functions/ that nothing starts is dead, a function without a module fails at its first event."""
    assert set(functions()) == {path.stem for path in FUNCTIONS.glob("*.py")}


@pytest.mark.parametrize("module", sorted(functions()))
def test_a_function_is_called_after_its_module(module: str) -> None:
    """`website` is WebsiteFunction, and its handler is website.handler."""
    assert resources("AWS::Serverless::Function")[logical_id(module)]["Handler"] == f"{module}.handler"


@pytest.mark.parametrize("module", MODULES)
def test_a_function_is_given_every_setting_that_it_reads(module: str) -> None:
    """Else it would stop at its first start, naming the variable."""
    assert asked_for(module) - FROM_LAMBDA <= given_to(module) | given_to_all()


@pytest.mark.parametrize("module", MODULES)
def test_a_function_is_given_nothing_in_vain(module: str) -> None:
    """The name of a table that a function does not read is a right that it does not need."""
    assert given_to(module) <= asked_for(module)


def test_what_all_functions_are_given_is_read() -> None:
    """By a handler, by the settings themselves or by Powertools."""
    read = set().union(*(asked_for(module) for module in MODULES)) | READ_BY_SETTINGS

    assert {name for name in given_to_all() if not name.startswith(READ_BY_POWERTOOLS)} <= read


def test_every_function_is_the_same_artefact() -> None:
    """Built once, by one rule (functions/Makefile)."""
    every = template()["Resources"].values()
    built = [each["Metadata"] for each in every if each["Type"] == "AWS::Serverless::Function"]

    assert all(metadata == {"BuildMethod": "makefile"} for metadata in built)
    assert template()["Globals"]["Function"]["CodeUri"] == "functions/"


@pytest.mark.parametrize("module", sorted(functions()))
def test_every_function_is_described(module: str) -> None:
    """One sentence that says what it is for."""
    description = functions()[module]["Description"]

    assert description.endswith(".")
    assert len(as_list(description)) == 1
