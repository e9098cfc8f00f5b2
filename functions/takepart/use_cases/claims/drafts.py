"""A claim that is still being written: kept on our side, page by page, so that nothing typed is lost; its claim, too.

A draft is found by its id alone, which is long and random, and is gone after the policy's ``draft_days``. It never
holds bank details: those go straight from the last page into the safe.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol

from takepart.domain.ids import ClaimId, DraftId
from takepart.domain.references import claim_reference
from takepart.use_cases.ports import ChangedMeanwhile

if TYPE_CHECKING:
    from takepart.domain.claims.claim import Claim
    from takepart.use_cases.claims.ports import Claims

Answers = Mapping[str, str]
"""What was typed on one page: field name to text, word for word."""

TRIES: Final = 4
MOST_IN_A_LIST: Final = 15
"""Journeys, and costs, that one draft may hold."""


OFFER_PAGE: Final = "offer"
"""The page of a draft that says which sign-up it comes from. Nobody can type into it: it has no form."""


class AgreedTime(NamedTuple):
    """Extra time that our own record of a session says was agreed before it."""

    activity_type: str
    day: date
    units: int


def agreed_in(agreed: AgreedTime) -> Answers:
    """Extra time as the offer's page of a draft holds it."""
    return {"offer_what": agreed.activity_type, "offer_day": agreed.day.isoformat(), "offer_units": str(agreed.units)}


@dataclass(frozen=True, kw_only=True)
class Draft:
    """The pages answered so far. ``version`` counts its saves; 0 was never saved."""

    id: DraftId
    version: int = 0
    pages: Mapping[str, Answers] = field(default_factory=lambda: MappingProxyType({}))
    """``activity``, ``you`` …, and ``journeys/1``, ``journeys/2`` … for the entries of a list."""
    sent: ClaimId | None = None
    digest: str = ""
    """For a claim sent by a program: of what was sent, so that one key never stands for two claims."""

    def answers(self, page: str) -> Answers:
        """What was typed on a page; nothing when it was not reached yet."""
        return self.pages.get(page, {})

    def answered(self, page: str, answers: Answers) -> Draft:
        """The draft with a page filled in, or filled in again."""
        return replace(self, pages=MappingProxyType({**self.pages, page: dict(answers)}))

    def without(self, *pages: str) -> Draft:
        """The draft with some pages taken out."""
        kept = {page: answers for page, answers in self.pages.items() if page not in pages}
        return replace(self, pages=MappingProxyType(kept))

    @property
    def agreed(self) -> AgreedTime | None:
        """The extra time that was agreed, by the record that it comes from; None for one that somebody began."""
        origin = self.answers(OFFER_PAGE)
        if "offer_units" not in origin:
            return None
        return AgreedTime(origin["offer_what"], date.fromisoformat(origin["offer_day"]), int(origin["offer_units"]))

    def entries(self, list_name: str) -> tuple[tuple[int, Answers], ...]:
        """The entries of a list with their numbers, in order: ``(1, {}), (3, {})`` when the second was removed."""
        prefix = f"{list_name}/"
        numbers = sorted(int(page.removeprefix(prefix)) for page in self.pages if page.startswith(prefix))
        return tuple((number, self.pages[f"{prefix}{number}"]) for number in numbers)

    def next_number(self, list_name: str) -> int:
        """The number for one more entry. A page that is sent twice fills the same entry twice."""
        return max((number for number, _ in self.entries(list_name)), default=0) + 1

    def sent_as(self, claim: ClaimId) -> Draft:
        """The draft once it is a claim: it only remembers which, since the claim holds the rest."""
        return replace(self, pages=MappingProxyType({}), sent=claim)


class DraftChanged(Exception):
    """Another page of the same draft was saved at the same moment. Nothing of this attempt was written."""


class Drafts(Protocol):
    """Where drafts are kept, for the policy's ``draft_days`` after the last save."""

    def load(self, draft_id: DraftId) -> Draft | None:
        """The draft (a consistent read); None when there is none or its time is up."""

    def save(self, draft: Draft) -> Draft:
        """Keep it, on condition that ``draft.version`` is the version kept (0: none is), and give back the next
        version. Raises DraftChanged."""

    def end(self, draft_id: DraftId) -> None:
        """It is over: what it held is gone, and no save or claim that is on its way brings it back.

        One that was sent holds only its claim's reference, and keeps it.
        """


class NoSuchDraft(LookupError):
    """The draft was never there, its time is up, or it ended with the person whom it was about."""


def change_draft(
    draft_id: DraftId, change: Callable[[Draft], Draft], *, drafts: Drafts, found: Draft | None = None
) -> Draft:
    """Change one part of a draft, again from the start when another page was saved at the same moment.

    ``found`` is the draft as it was read a moment ago: it is read again only where it was saved since.
    A change that changes nothing writes nothing. Raises NoSuchDraft, or DraftChanged when it keeps losing.
    """
    for attempt in range(1, TRIES + 1):
        draft = (found if attempt == 1 else None) or drafts.load(draft_id)
        if draft is None:
            raise NoSuchDraft(draft_id)
        changed = change(draft)
        if changed == draft:
            return draft
        try:
            return drafts.save(changed)
        except DraftChanged:
            if attempt == TRIES:
                raise
    raise DraftChanged(draft_id)


MOST_ATTEMPTS: Final = 20
"""References that one draft tries before it gives up: a second try is one in thousands of millions."""


def place_of(draft: DraftId, *, claims: Claims) -> tuple[ClaimId, Claim | None]:
    """The reference that a draft has, or gets when it is sent; and its claim, if it was. Raises ChangedMeanwhile."""
    for attempt in range(MOST_ATTEMPTS):
        reference = claim_reference(draft, attempt=attempt)
        claim = claims.get(reference)
        if claim is None or claim.draft == draft:
            return reference, claim
    raise ChangedMeanwhile(draft)


def find_claim(draft: DraftId, *, claims: Claims) -> Claim | None:
    """The claim that a draft became, or nothing when it was not sent."""
    return place_of(draft, claims=claims)[1]
