"""Every box of every form: what nobody can see is empty, and a name cannot be a link."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator
from typing import Any

import pytest
from wtforms import Form
from wtforms.fields.core import UnboundField

import takepart.web
from takepart.use_cases.letters import ClaimLetter, Lane, LetterName
from takepart.use_cases.newsletter.send_out import NewsletterLetter
from takepart.use_cases.programme.letters import ProgrammeLetter
from takepart.use_cases.voice.letters_due import VoiceLetter
from takepart.web.forms.base import PageForm
from takepart.web.forms.fields import Box, Email, Name
from takepart.web.requests import Typed
from tests.unit.domain.test_typed_words import NOBODY_SEES

_A_PERSONS_NAME = re.compile(r"(your|their) (full )?name|name of (your|the) parent|who is it for", re.IGNORECASE)


def _every_form() -> Iterator[type[PageForm]]:
    for module in pkgutil.walk_packages(takepart.web.__path__, "takepart.web."):
        importlib.import_module(module.name)
    waiting: list[type[PageForm]] = [PageForm]
    for form in waiting:
        waiting += form.__subclasses__()
    yield from dict.fromkeys(waiting)


def _boxes() -> list[tuple[str, UnboundField[Any]]]:
    """Every box that a form declares, by form and name."""
    found = {
        f"{form.__module__.removeprefix('takepart.web.')}.{form.__name__}.{name}": field
        for form in _every_form()
        for name, field in vars(form).items()
        if isinstance(field, UnboundField) and issubclass(field.field_class, Box)
    }
    return sorted(found.items())


BOXES = _boxes()


def _filled(field: UnboundField[Any], text: str) -> Any:
    form = type("OneBox", (Form,), {"box": field})(formdata=Typed({"box": text}))
    form.validate()
    return form["box"]


def test_there_are_boxes() -> None:
    """The others would be green without any."""
    assert len(BOXES) > 100


@pytest.mark.parametrize(("where", "field"), BOXES, ids=[where for where, _ in BOXES])
def test_what_nobody_can_see_is_an_empty_box(where: str, field: UnboundField[Any]) -> None:
    """A NUL, or a character without width, is not an answer; a box that must be filled says so."""
    for text in NOBODY_SEES:
        box = _filled(field, text)

        assert not box.data, where
        assert bool(box.errors) or not box.missing, where


NAMES = [(where, field) for where, field in BOXES if _A_PERSONS_NAME.search(field.args[0])]


@pytest.mark.parametrize(("where", "field"), NAMES, ids=[where for where, _ in NAMES])
def test_a_name_cannot_hold_an_address(where: str, field: UnboundField[Any]) -> None:
    """Our letters greet with it: the words of a stranger must not become a link in them."""
    assert issubclass(field.field_class, Name), where

    box = _filled(field, "CLICK http://evil.example NOW")

    assert box.errors == [f"{box.what} cannot hold a web or email address. Put a space after each full stop"]
    assert box.typed == "CLICK http://evil.example NOW"
    assert _filled(field, "Dr. J.R. Smith").data == "Dr. J.R. Smith"


LETTERS_TO_WHAT_WAS_TYPED: dict[str, set[LetterName]] = {
    "forms.session.YouForm.email": {ClaimLetter.RECEIVED},
    "newsletter.pages.AskForm.email": {NewsletterLetter.CONFIRM},
    "programme.forms.AllDetails.email": {ProgrammeLetter.CONFIRM_EMAIL, ProgrammeLetter.MY_LINK},
    "programme.forms.AllDetails.guardian_email": {ProgrammeLetter.ASK_CONSENT},
    "programme.forms.ChangeForm.guardian_email": {ProgrammeLetter.ASK_CONSENT},
    "programme.forms.EmailForm.email": {ProgrammeLetter.MY_LINK, ProgrammeLetter.CONFIRM_EMAIL},
    "programme.forms.HereForm.email": set(),
    "programme.forms.AddressForm.email": {ProgrammeLetter.IS_IT_YOURS},
    "programme.forms.GuardianForm.email": {ProgrammeLetter.IS_IT_YOURS, ProgrammeLetter.ASK_CONSENT},
    "voice.forms.NamedForm.email": {VoiceLetter.WE_HEARD},
    "voice.forms.ComplaintForm.email": {VoiceLetter.COMPLAINT_CAME},
}


def test_every_public_box_for_an_address_causes_letters_that_are_limited() -> None:
    """Anybody can type anybody's address there. A new form says here which letters follow from it."""
    boxes = {
        where
        for where, field in BOXES
        if issubclass(field.field_class, Email) and not where.startswith(("office.", "assurance."))
    }

    assert boxes == set(LETTERS_TO_WHAT_WAS_TYPED)
    for kinds in LETTERS_TO_WHAT_WAS_TYPED.values():
        assert not any(kind.lane is Lane.ALWAYS for kind in kinds)
