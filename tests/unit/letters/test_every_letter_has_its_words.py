"""A kind of letter and its template come together: one without the other is named here."""

from __future__ import annotations

import importlib
import pkgutil
import re

import takepart.use_cases
from takepart.letters.writer import Writer
from takepart.use_cases.letters import LetterName
from takepart.use_cases.newsletter.send_out import NewsletterLetter
from tests.policies import WIRRAL

_INSIDE = re.compile(r'{%-? *(?:extends|include|import|from) *"([^"]+)"')


def _kinds() -> set[str]:
    for module in pkgutil.walk_packages(takepart.use_cases.__path__, "takepart.use_cases."):
        importlib.import_module(module.name)
    return {
        kind.value for names in LetterName.__subclasses__() if names.__module__.startswith("takepart") for kind in names
    }


def test_every_kind_has_a_template_and_every_template_a_kind() -> None:
    """But for the newsletter itself, which is written from its own words, and the parts that others are made of."""
    words = Writer(policy=WIRRAL, site="").words
    templates = {name for name in words.list_templates() if name.endswith(".txt")}
    assert words.loader is not None
    sources = [words.loader.get_source(words, name)[0] for name in templates]
    parts = {part for source in sources for part in _INSIDE.findall(source)}

    assert {f"{kind}.txt" for kind in _kinds() - {NewsletterLetter.NEWS.value}} == templates - parts
