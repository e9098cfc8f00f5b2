"""A quote and a photo for "You said, we did": put in with the consent that they stand on, taken out with it."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from typing import Any, Final

from takepart.domain.refused import NotAllowed, Refused
from takepart.domain.voice import you_said as steps
from takepart.domain.voice.consent import MOST_QUOTED, Consent, GivenBy, QuoteShown, ShownWithConsent, UseFor
from takepart.domain.voice.pictures import MOST_BYTES, without_what_is_hidden
from takepart.domain.voice.refusals import VoiceRefusal
from takepart.domain.voice.you_said import YouSaid, YouSaidId, YouSaidState
from takepart.use_cases.voice.publish import Publishing
from takepart.web import responses
from takepart.web.forms.base import PageForm
from takepart.web.forms.fields import Choice, Day, LongWords, Option, Words, enum_options
from takepart.web.forms.govuk import error_links
from takepart.web.office.voice.desk import VoiceOffice
from takepart.web.office.voice.you_said_pages import one as whole
from takepart.web.problems import Problem
from takepart.web.route import Answer, Call, NoForm, Routes

_FILE: Final = re.compile(r"[0-9a-f]{16,64}")
_ONE: Final = "/office/voice/you-said/<reference>"
routes: Routes[VoiceOffice] = Routes("voice-office")


class ShownConsentForm(PageForm):
    """Who said yes, when, until when, and to what."""

    given_by = Choice("Who said yes?", options=enum_options(GivenBy), missing="Choose who said yes")
    given_on = Day(
        "When did they say yes?",
        missing="Enter the day they said yes",
        hint="Like 23 11 2026",
        not_ahead="The day cannot be in the future",
    )
    until = Day(
        "Until when?",
        missing="Enter the last day it may be shown",
        hint="Five years at most.",
        not_past="This day must be still to come",
    )
    use = Choice("What did they say yes to?", options=enum_options(UseFor), missing="Choose what they said yes to")

    def consent(self) -> Consent:
        """The consent. Raises ValueError before the form was checked."""
        on, until = self.given_on.data, self.until.data
        if on is None or until is None:
            raise ValueError("not checked")
        return Consent(given_by=GivenBy(self.given_by.data), on=on, until=until, use=UseFor(self.use.data))


class QuoteShownForm(ShownConsentForm):
    """Somebody's own words."""

    text = LongWords("What they said", most=MOST_QUOTED, what="The quote", missing="Write what they said")
    named_as = Words(
        "How do they want to be named?",
        most=100,
        what="This",
        missing="Write how they want to be named",
        hint="Like: a young person, 15",
    )


class PhotoForm(ShownConsentForm):
    """What a photo shows."""

    alt = LongWords(
        "What does it show?",
        most=300,
        what="This",
        missing="Say what the photo shows, for people who cannot see it",
    )
    file = Words("The photo", most=64, what="The name of the file")


class EndConsentForm(PageForm):
    """What they do not want to be shown any more."""

    of = Choice(
        "Which",
        options=tuple(Option(value=each.value, label=each.value) for each in ShownWithConsent),
        missing="Choose what is taken out",
    )


def _id(call: Call[VoiceOffice, Any]) -> YouSaidId:
    return YouSaidId(call.params["reference"])


def _read(call: Call[VoiceOffice, Any]) -> YouSaid:
    return call.site.acting(call, Publishing).read(_id(call))


def _draft(call: Call[VoiceOffice, Any]) -> YouSaid:
    found = _read(call)
    if found.state is not YouSaidState.DRAFT:
        raise Refused(found.id, reason=NotAllowed.IN_THIS_STATE)
    return found


def named(file: str) -> str:
    """The name of a file as we gave it out, or none. Raises Problem 400 for another."""
    if file and not _FILE.fullmatch(file):
        raise Problem.bad("Nothing was changed. Go back, and choose the file again.")
    return file


@routes.get(f"{_ONE}/quote")
def ask_quote(call: Call[VoiceOffice, Any]) -> Answer:
    """A form for somebody's own words."""
    found, form = _draft(call), call.filled(QuoteShownForm)
    return call.html(
        call.site.page(
            "office/voice/you_said_quote.html", call.who, each=found, seen=found.version, form=form, errors=call.errors
        )
    )


@routes.post(f"{_ONE}/quote", form=QuoteShownForm, shown=ask_quote)
def add_quote(call: Call[VoiceOffice, QuoteShownForm]) -> None:
    """Put it in."""
    form = call.form
    quote = QuoteShown(text=form.text.data, named_as=form.named_as.data, consent=form.consent())
    call.site.acting(call, Publishing).do(_id(call), partial(steps.show, thing=quote))


@routes.get(f"{_ONE}/photo")
def ask_photo(call: Call[VoiceOffice, Any]) -> Answer:
    """First the file, then what it shows and who said yes. What is wrong with the file is told before."""
    office, found, form = call.site, _draft(call), call.filled(PhotoForm)
    here, problem = f"/office/voice/you-said/{found.id}/photo", partial(picture_problem, office, found.id)
    return call.html(
        office.page(
            "office/voice/you_said_photo.html",
            call.who,
            each=found,
            seen=found.version,
            **first_the_file(call, form, found.id, here, problem),
            errors=error_links([form]) if form is not call.form else call.errors,
        )
    )


@routes.post(f"{_ONE}/photo", form=PhotoForm, shown=ask_photo)
def add_photo(call: Call[VoiceOffice, PhotoForm]) -> None:
    """Put it in."""
    form, file = call.form, named(call.form.file.data or "")
    call.site.acting(call, Publishing).show_photo(_id(call), file, alt=form.alt.data, consent=form.consent())


@routes.get(f"{_ONE}/picture")
def picture(call: Call[VoiceOffice, NoForm]) -> Answer:
    """The photo itself."""
    found = _read(call)
    if found.photo is None:
        raise Problem.not_found("It was taken out.")
    return responses.see_other(call.site.stores.photos.link(found.id))


@routes.post(f"{_ONE}/end-consent", form=EndConsentForm, shown=whole)
def end_consent(call: Call[VoiceOffice, EndConsentForm]) -> None:
    """They took it back."""
    call.site.acting(call, Publishing).end_consent(_id(call), ShownWithConsent(call.form.of.data))


def first_the_file(
    call: Call[VoiceOffice, Any], form: Any, id: str, page: str, problem_of: Callable[[str], str]
) -> dict[str, Any]:
    """For a page that asks for a file, then what is in it: what was sent, and the form that sends it where it must.

    Why a file that was sent cannot be used is told before anybody types anything about it.
    """
    file = named(call.typed.get("file", "") or call.request.query.get("file", ""))
    if file and call.form is not form and (problem := problem_of(file)):
        form.file.errors, call.status = [problem], 422
    new, photos = call.site.new_id(), call.site.stores.photos
    wanted = not file or bool(form.file.errors)
    upload = photos.upload_form(id, new, back_to=f"{call.site.url}{page}?file={new}") if wanted else None
    return {"form": form, "file": file, "upload": upload}


def picture_problem(office: VoiceOffice, id: str, file: str, *, most: int = MOST_BYTES) -> str:
    """Why a file that was sent is no picture that can be shown; nothing for one that is."""
    content = office.stores.photos.uploaded(id, file)
    try:
        if not content:
            raise Refused(id, reason=VoiceRefusal.NO_FILE)
        without_what_is_hidden(id, content, most=most)
    except Refused as refused:
        return refused.reason.plain
    return ""
