"""The page of words names what is kept, and nothing that the code no longer has."""

from __future__ import annotations

import importlib
import re

from infra.places import FUNCTIONS, ROOT
from takepart.domain.aggregate import Aggregate, Journalled

PAGE = (ROOT / "infra" / "glossary.md").read_text("utf-8")
NAMED = re.findall(r"^\| `(\w+)` \|", PAGE, re.MULTILINE)
DOMAIN = FUNCTIONS / "takepart" / "domain"


def classes() -> set[type]:
    """Every class of the domain."""
    modules = [
        importlib.import_module(".".join(path.relative_to(FUNCTIONS).with_suffix("").parts))
        for path in DOMAIN.rglob("*.py")
        if path.name != "__init__.py"
    ]
    return {
        each
        for module in modules
        for each in vars(module).values()
        if isinstance(each, type) and each.__module__ == module.__name__
    }


def test_everything_that_is_kept_has_a_line() -> None:
    """A kind with a journal is what people talk about: its word is on the page."""
    kept = {
        each.__name__
        for each in classes()
        if issubclass(each, Journalled) and each not in (Aggregate, Journalled) and not each.__subclasses__()
    }

    assert kept - {*NAMED} == set()


def test_every_word_is_the_name_of_a_class_in_the_domain() -> None:
    """A class that was renamed takes its word along."""
    assert {*NAMED} - {each.__name__ for each in classes()} == set()


def test_no_word_is_there_twice() -> None:
    """One meaning each."""
    assert len(NAMED) == len({*NAMED})
