"""Staff make a newsletter of what is new, change it, look at it as readers will, and send it once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from wtforms.validators import StopValidation

from takepart.domain import journal as journals
from takepart.domain.aggregate import Step
from takepart.domain.newsletter.newsletter import (
    MOST_LETTERS,
    Newsletter,
    NewsletterId,
    NewsletterPart,
    NewsletterState,
    NewsletterWords,
    PartKind,
    blocks,
)
from takepart.domain.references import read_reference
from takepart.domain.refused import Refused
from takepart.use_cases.newsletter.gather import (
    Gathering,
    HeldSessions,
    Making,
    NewOpportunities,
    PublicFigures,
    PublishedYouSaids,
)
from takepart.use_cases.newsletter.ports import Audience, Newsletters
from takepart.use_cases.office import Right
from takepart.use_cases.ports import ChangedMeanwhile
from takepart.web import responses
from takepart.web.app import App
from takepart.web.forms.base import PageForm, Rules
from takepart.web.forms.fields import LongWords, Tick, Whole
from takepart.web.forms.fields import Words as Line
from takepart.web.forms.govuk import error_links
from takepart.web.office.reception import Reception
from takepart.web.problems import Problem
from takepart.web.requests import Typed, number_in
from takepart.web.route import Answer, Call, NoForm, Routes


@dataclass(frozen=True, kw_only=True)
class NewsletterOffice(Reception):
    """One organisation's office for newsletters. It reads nobody's address, and of what people said what is public."""

    section: ClassVar[str] = "newsletters"
    newsletters: Newsletters
    audience: Audience
    opportunities: NewOpportunities
    meetings: HeldSessions
    you_saids: PublishedYouSaids
    figures: PublicFigures

    def newsletter(self, reference: str) -> Newsletter:
        """One of them. Raises Problem 404."""
        id = read_reference(reference)
        found = self.newsletters.get(NewsletterId(id)) if id else None
        if found is None:
            raise Problem.not_found("Look for it in the list of newsletters.")
        return found

    def gathering(self) -> Gathering:
        """What a draft starts from."""
        return Gathering(
            newsletters=self.newsletters,
            opportunities=self.opportunities,
            sessions=self.meetings,
            you_saids=self.you_saids,
            figures=self.figures,
            site_name=self.policy.organisation.site_name,
            now=self.now(),
        )


MOST_BYTES: Final = 900_000
"""60,000 letters of any script fit: each takes up to 12 bytes in a form."""
SEEN: Final = "version"
CHANGED: Final = "Somebody else changed it since you looked. Yours is below: press Save again to keep yours"
_HOW: Final = "Leave a line empty for a new paragraph. Start a line with “- ” for a list."


class TopForm(PageForm):
    """What stands on top."""

    title = Line("Title", most=150, what="The title", missing="Give the newsletter a title")
    intro = LongWords("First words", most=MOST_LETTERS, what="This", hint=_HOW)


class PartForm(PageForm):
    """One part."""

    picked = Tick("Put this in")
    place = Whole("Place", least=1, most=999, what="The place", missing="Enter a number for its place")
    title = Line("Title", most=150, what="The title")
    text = LongWords("Words", most=MOST_LETTERS, what="This")

    def validate_title(self, field: Line) -> None:
        """What is in the newsletter has a title."""
        if self.picked.data and field.data is None:
            raise StopValidation("Give this part a title, or take the tick away")


class NewPartForm(PageForm):
    """One more, in one's own words; it stays empty when there is none."""

    title = Line("Title of a part of your own", most=150, what="The title")
    text = LongWords("Its words", most=MOST_LETTERS, what="This", hint=_HOW)

    def validate_title(self, field: Line) -> None:
        """Words alone have no place."""
        if self.text.data and field.data is None:
            raise StopValidation("Give your part a title")


@dataclass(frozen=True, kw_only=True)
class NewsletterForm:
    """All of it."""

    top: TopForm
    parts: Sequence[tuple[NewsletterPart, PartForm]]
    more: NewPartForm

    @classmethod
    def of(cls, newsletter: Newsletter, typed: Typed, rules: Rules) -> NewsletterForm:
        """The form of a newsletter's own parts, filled with what was typed."""
        return cls(
            top=TopForm(typed, rules),
            parts=[(part, PartForm(typed, rules, prefix=f"part-{part.id}")) for part in newsletter.words.parts],
            more=NewPartForm(typed, rules, prefix="new"),
        )

    @property
    def forms(self) -> list[PageForm]:
        """Its pieces, in the order of the page."""
        return [self.top, *(form for _, form in self.parts), self.more]

    def problems(self) -> bool:
        """Whether something needs another try."""
        found = [form.problems() for form in self.forms]  # every form, so that all is told at once
        return any(found)

    def words(self, newsletter: Newsletter) -> NewsletterWords:
        """What the newsletter says now, in the order of the places."""
        ordered = sorted(self.parts, key=lambda pair: pair[1].place.data)
        parts = [_part(part, form) for part, form in ordered]
        if self.more.title.data:
            more = NewsletterPart(
                id=newsletter.words.next_part,
                kind=PartKind.OWN,
                title=self.more.title.data,
                text=self.more.text.data or "",
            )
            parts.append(more)
        return NewsletterWords(title=self.top.title.data, intro=self.top.intro.data or "", parts=tuple(parts))


def as_typed(newsletter: Newsletter) -> Typed:
    """The words that the form starts from."""
    pairs = [("title", newsletter.words.title), ("intro", newsletter.words.intro)]
    for place, part in enumerate(newsletter.words.parts, 1):
        pairs += [
            (f"part-{part.id}-picked", "yes" if part.picked else ""),
            (f"part-{part.id}-place", str(place)),
            (f"part-{part.id}-title", part.title),
            (f"part-{part.id}-text", part.text),
        ]
    return Typed(pairs)


def _part(part: NewsletterPart, form: PartForm) -> NewsletterPart:
    return NewsletterPart(
        id=part.id,
        kind=part.kind,
        title=form.title.data or "",
        text=form.text.data or "",
        path=part.path,
        picked=bool(form.picked.data),
    )


_MOST_COUNTED: Final = 5_000
_ONE: Final = "/office/newsletters/<reference>"
routes: Routes[NewsletterOffice] = Routes("newsletter-office", right=Right.RUN_SESSIONS)


@routes.get("/office/newsletters")
def listed(call: Call[NewsletterOffice, NoForm]) -> Answer:
    """Drafts, and what everyone can read."""
    office = call.site
    found, after = office.newsletters.public(start=call.request.query.get("next") or None)
    drafts = office.newsletters.drafts()
    return office.html(call, "office/newsletter/list.html", drafts=drafts, found=found, after=after)


@routes.post("/office/newsletters/new", form=NoForm, shown=listed)
def begin(call: Call[NewsletterOffice, NoForm]) -> Answer:
    """A draft of what is new."""
    return _there(_making(call).begin(call.site.gathering()))


@routes.get(_ONE)
def one(call: Call[NewsletterOffice, NoForm]) -> Answer:
    """A draft to change, or what was sent."""
    office, found = call.site, _newsletter(call)
    if found.state is not NewsletterState.DRAFT:
        return office.html(call, "office/newsletter/sent.html", newsletter=found)
    return _edit(call, found, NewsletterForm.of(found, as_typed(found), office.rules))


@routes.post(f"{_ONE}/save", form=NoForm, shown=one)
def save(call: Call[NewsletterOffice, NoForm]) -> Answer:
    """Keep what was changed. Two who change it at once are told, and each keeps what they typed."""
    found, making = _newsletter(call), _making(call)
    form = NewsletterForm.of(found, call.typed, call.site.rules)
    if form.problems():
        return _edit(call, found, form, status=422)
    if call.typed.get(SEEN, "") != str(found.version) and form.words(found) != found.words:
        form.top.title.errors = [CHANGED]
        return _edit(call, found, form, status=409)
    try:
        kept = making.edit(found, form.words(found))
    except Refused as refused:
        if found.state is not NewsletterState.DRAFT:
            raise
        form.top.title.errors = [refused.reason.plain]
        return _edit(call, found, form, status=422)
    except ChangedMeanwhile:
        form.top.title.errors = [CHANGED]
        return _edit(call, _newsletter(call), form, status=409)
    return responses.see_other(f"/office/newsletters/{kept.id}{'/preview' if call.typed.get('then') == 'look' else ''}")


@routes.get(f"{_ONE}/preview")
def preview(call: Call[NewsletterOffice, NoForm]) -> Answer:
    """As readers will see it, and how many there are."""
    office, found = call.site, _newsletter(call)
    return office.html(
        call,
        "office/newsletter/preview.html",
        newsletter=found,
        words=found.words,
        blocks=blocks,
        readers=office.audience.count(most=_MOST_COUNTED),
        most=_MOST_COUNTED,
        seen=SEEN,
    )


@routes.post(f"{_ONE}/send", form=NoForm, shown=preview)
def send(call: Call[NewsletterOffice, NoForm]) -> Answer:
    """It goes out. Of two who press at one moment, one sends it, and both see that it went."""
    seen = number_in(call.typed.get(SEEN, ""))
    try:
        return _there(_making(call).send(_newsletter(call), seen_version=seen or 0))
    except ChangedMeanwhile:
        again = _newsletter(call)
        if again.is_public:
            return _there(again)
        raise


@routes.post(f"{_ONE}/drop", form=NoForm, shown=one)
def drop(call: Call[NewsletterOffice, NoForm]) -> Answer:
    """Put it away."""
    _making(call).drop(_newsletter(call))
    return responses.see_other("/office/newsletters")


def _making(call: Call[NewsletterOffice, NoForm]) -> Making:
    step = Step(journals.staff(call.who.id), call.site.now(), call.step)
    return Making(newsletters=call.site.newsletters, step=step)


def _newsletter(call: Call[NewsletterOffice, NoForm]) -> Newsletter:
    return call.site.newsletter(call.params["reference"])


def _edit(
    call: Call[NewsletterOffice, NoForm], newsletter: Newsletter, form: NewsletterForm, *, status: int = 200
) -> Answer:
    page = call.site.page(
        "office/newsletter/edit.html",
        call.who,
        newsletter=newsletter,
        form=form,
        errors=[*call.errors, *error_links(form.forms)],
        seen=SEEN,
    )
    return responses.html(page, status=status)


def _there(newsletter: Newsletter) -> Answer:
    return responses.see_other(f"/office/newsletters/{newsletter.id}")


def newsletter_office_app(office: NewsletterOffice) -> App:
    """Every route, ready to be called."""
    return office.app([routes.serve(office)], most_bytes=MOST_BYTES)
