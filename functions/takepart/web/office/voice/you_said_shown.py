"""A quote and a photo for "You said, we did": put in with the consent that they stand on, taken out with it."""

from __future__ import annotations

import re
from typing import Final

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.api_gateway import Router

from takepart.domain.policy import StaffMember
from takepart.domain.refused import NotAllowed, Refused
from takepart.domain.voice.consent import MOST_QUOTED, Consent, GivenBy, QuoteShown, ShownWithConsent, UseFor
from takepart.domain.voice.pictures import without_what_is_hidden
from takepart.domain.voice.refusals import VoiceRefusal
from takepart.domain.voice.you_said import YouSaid, YouSaidId, YouSaidState
from takepart.use_cases.ports import ChangedMeanwhile
from takepart.web import responses
from takepart.web.forms.base import PageForm
from takepart.web.forms.fields import Choice, Day, LongWords, Words, enum_options
from takepart.web.forms.govuk import error_links
from takepart.web.office.voice.desk import VoiceOffice, explained
from takepart.web.problems import Problem
from takepart.web.requests import Request, Typed

_FILE: Final = re.compile(r"[0-9a-f]{16,64}")
_ABOUT_THE_FILE: Final = frozenset(
    {VoiceRefusal.NO_FILE, VoiceRefusal.NOT_A_PHOTO, VoiceRefusal.PHOTO_TOO_BIG, VoiceRefusal.PHOTO_BROKEN}
)


class ShownConsentForm(PageForm):
    """Who said yes, when, until when, and to what."""

    given_by = Choice("Who said yes?", options=enum_options(GivenBy), missing="Choose who said yes")
    given_on = Day("When did they say yes?", missing="Enter the day they said yes", hint="Like 23 11 2026")
    until = Day("Until when?", missing="Enter the last day it may be shown", hint="Five years at most.")
    use = Choice("What did they say yes to?", options=enum_options(UseFor), missing="Choose what they said yes to")

    def validate_given_on(self, field: Day) -> None:
        """Not in the future."""
        if field.data is not None and field.data > self.rules.today:
            field.refuse("The day cannot be in the future")

    def validate_until(self, field: Day) -> None:
        """Still to come."""
        if field.data is not None and field.data < self.rules.today:
            field.refuse("This day must be still to come")

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


def router(office: VoiceOffice) -> Router:
    """``/office/voice/you-said/<reference>/quote``, ``…/photo`` and ``…/end-consent``."""
    routes = Router()  # type: ignore[no-untyped-call]

    def request() -> Request:
        return Request.of(routes.current_event.raw_event)

    @routes.get("/office/voice/you-said/<reference>/quote")
    def ask_quote(reference: str) -> Response[str]:
        member = office.member(request())
        return _quote_page(office, member, _draft(office, member, reference), QuoteShownForm(Typed(), office.rules))

    @routes.post("/office/voice/you-said/<reference>/quote")
    def add_quote(reference: str) -> Response[str]:
        return _add_quote(office, request(), reference)

    @routes.get("/office/voice/you-said/<reference>/photo")
    def ask_photo(reference: str) -> Response[str]:
        asked = request()
        member = office.member(asked)
        draft = _draft(office, member, reference)
        file = asked.query.get("file", "")
        refused = _problem(office, draft, file) if file else ""
        return _photo_page(office, member, draft, PhotoForm(Typed(), office.rules), file=file, refused=refused)

    @routes.get("/office/voice/you-said/<reference>/picture")
    def picture(reference: str) -> Response[str]:
        found = _read(office, office.member(request()), reference)
        if found.photo is None:
            raise Problem.not_found("It was taken out.")
        return responses.see_other(office.photos.link(found.id))

    @routes.post("/office/voice/you-said/<reference>/photo")
    def add_photo(reference: str) -> Response[str]:
        return _add_photo(office, request(), reference)

    @routes.post("/office/voice/you-said/<reference>/end-consent")
    def end_consent(reference: str) -> Response[str]:
        asked = request()
        member, typed = office.member(asked), asked.form()
        found = _read(office, member, reference)
        of = typed.get("of", "")
        if of not in set(ShownWithConsent):
            raise Problem.bad("Nothing was changed. Go back, load the page again and send it from there.")
        try:
            office.publishing(member, typed).end_consent(found.id, ShownWithConsent(of), files=office.photos)
        except (Refused, ChangedMeanwhile) as refused:
            raise explained(refused) from refused
        return _back(found)

    return routes


def _add_quote(office: VoiceOffice, request: Request, reference: str) -> Response[str]:
    member, typed = office.member(request), request.form()
    found, form = _read(office, member, reference), QuoteShownForm(typed, office.rules)
    if form.problems():
        return _quote_page(office, member, found, form, status=422)
    quote = QuoteShown(text=form.text.data, named_as=form.named_as.data, consent=form.consent())
    try:
        office.publishing(member, typed).show(found.id, quote)
    except Refused as refused:
        if not _told_beside_its_box(form, refused):
            raise explained(refused) from refused
        return _quote_page(office, member, found, form, status=422)
    except ChangedMeanwhile as changed:
        raise explained(changed) from changed
    return _back(found)


def _add_photo(office: VoiceOffice, request: Request, reference: str) -> Response[str]:
    member, typed = office.member(request), request.form()
    found, form, file = _read(office, member, reference), PhotoForm(typed, office.rules), typed.get("file", "")
    if form.problems():
        return _photo_page(office, member, found, form, file=file, status=422)
    try:
        office.publishing(member, typed).show_photo(
            found.id, _named(file), alt=form.alt.data, consent=form.consent(), files=office.photos
        )
    except Refused as refused:
        if refused.reason in _ABOUT_THE_FILE:
            return _photo_page(office, member, found, form, file=file, refused=refused.reason.plain, status=422)
        if not _told_beside_its_box(form, refused):
            raise explained(refused) from refused
        return _photo_page(office, member, found, form, file=file, status=422)
    except ChangedMeanwhile as changed:
        raise explained(changed) from changed
    return _back(found)


def _told_beside_its_box(form: ShownConsentForm, refused: Refused) -> bool:
    if refused.reason not in (VoiceRefusal.CONSENT_TOO_LONG, VoiceRefusal.NO_CONSENT):
        return False
    form.until.errors = [refused.reason.plain]
    form.until.wrong_parts = ("day", "month", "year")
    return True


def _problem(office: VoiceOffice, you_said: YouSaid, file: str) -> str:
    """Why a file that was sent cannot be used, told before anybody types anything about it."""
    content = office.photos.uploaded(you_said.id, _named(file))
    try:
        if not content:
            raise Refused(you_said.id, reason=VoiceRefusal.NO_FILE)
        without_what_is_hidden(you_said.id, content)
    except Refused as refused:
        return refused.reason.plain
    return ""


def _named(file: str) -> str:
    """The name of a file as we gave it out. Raises Problem 400 for another."""
    if not _FILE.fullmatch(file):
        raise Problem.bad("Nothing was changed. Go back, and choose the photo again.")
    return file


def _read(office: VoiceOffice, member: StaffMember, reference: str) -> YouSaid:
    try:
        return office.publishing(member).read(YouSaidId(reference))
    except Refused as refused:
        raise explained(refused) from refused


def _draft(office: VoiceOffice, member: StaffMember, reference: str) -> YouSaid:
    found = _read(office, member, reference)
    if found.state is not YouSaidState.DRAFT:
        raise explained(Refused(found.id, reason=NotAllowed.IN_THIS_STATE))
    return found


def _quote_page(
    office: VoiceOffice, member: StaffMember, each: YouSaid, form: QuoteShownForm, *, status: int = 200
) -> Response[str]:
    page = office.page("office/voice/you_said_quote.html", member, each=each, form=form, errors=error_links([form]))
    return responses.html(page, status=status)


def _photo_page(
    office: VoiceOffice,
    member: StaffMember,
    each: YouSaid,
    form: PhotoForm,
    *,
    file: str,
    refused: str = "",
    status: int = 200,
) -> Response[str]:
    """First the file, then what it shows and who said yes."""
    new = office.new_id()
    here = f"{office.url}/office/voice/you-said/{each.id}/photo"
    wanted = not file or bool(refused)
    page = office.page(
        "office/voice/you_said_photo.html",
        member,
        each=each,
        form=form,
        file=file,
        refused=refused,
        upload=office.photos.upload_form(each.id, new, back_to=f"{here}?file={new}") if wanted else None,
        errors=error_links([form]),
    )
    return responses.html(page, status=422 if refused else status)


def _back(you_said: YouSaid) -> Response[str]:
    return responses.see_other(f"/office/voice/you-said/{you_said.id}")
