"""A quote and a photo stand on a consent: in force when published, off the page the day it ends."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from takepart.domain import journal as journals
from takepart.domain.aggregate import Step
from takepart.domain.ids import StaffId, StepId
from takepart.domain.refused import NotAllowed, Refused
from takepart.domain.uk_time import local_date
from takepart.domain.voice import you_said as you_saids
from takepart.domain.voice.consent import Consent, GivenBy, Photo, QuoteShown, ShownWithConsent, UseFor
from takepart.domain.voice.refusals import VoiceRefusal
from takepart.domain.voice.you_said import Decision, Source, YouSaid, YouSaidWords
from tests.voices import NOON, you_said_id

WRITER, CHECKER = StaffId("participation-worker"), StaffId("participation-manager")
TODAY = local_date(NOON)


def a_consent(**changes: Any) -> Consent:
    values = {
        "given_by": GivenBy.BOTH,
        "on": TODAY - timedelta(days=3),
        "until": TODAY + timedelta(days=365),
        "use": UseFor.WEBSITE,
    }
    return Consent(**{**values, **changes})


def a_quote(**changes: Any) -> QuoteShown:
    return QuoteShown(
        **{"text": "It is cool now!", "named_as": "a young person, 15", "consent": a_consent(), **changes}
    )


def a_photo(**changes: Any) -> Photo:
    return Photo(**{"content_type": "image/png", "size": 70, "alt": "Two fans", "consent": a_consent(), **changes})


def a_draft(*shown: QuoteShown | Photo) -> YouSaid:
    words = YouSaidWords(
        said="Hot.", by_how_many=3, source=Source.FEEDBACK, decision=Decision.DONE, did="We bought fans."
    )
    draft = you_saids.write(
        Step(journals.staff(WRITER), NOON, StepId("write")), id=you_said_id(), words=words, sources=()
    )
    for number, thing in enumerate(shown):
        draft = you_saids.show(draft, Step(journals.staff(WRITER), NOON, StepId(f"show-{number}")), thing)
    return draft


def published(*shown: QuoteShown | Photo) -> YouSaid:
    return you_saids.publish(a_draft(*shown), Step(journals.staff(CHECKER), NOON, StepId("publish")), ask_after_days=28)


def test_each_is_written_down_with_who_said_yes_and_until_when() -> None:
    """The journal holds the consent, and not the words or the name."""
    draft = a_draft(a_quote(), a_photo())

    assert [entry.action for entry in draft.journal] == ["written", "quote-added", "photo-added"]
    assert draft.journal[1].facts["given_by"] == "both"
    assert draft.journal[1].facts["until"] == (TODAY + timedelta(days=365)).isoformat()
    assert "cool" not in str(draft.journal)
    assert "15" not in str([entry.facts for entry in draft.journal])


@pytest.mark.parametrize("shown", list(ShownWithConsent))
def test_consent_that_is_taken_back_takes_it_off_the_page_in_the_same_step(shown: ShownWithConsent) -> None:
    """Also after publishing; what was said and done stays."""
    before = published(a_quote(), a_photo())

    after = you_saids.end_consent(before, Step(journals.staff(WRITER), NOON, StepId("end")), shown)

    assert (after.quote is None, after.photo is None) == (
        shown is ShownWithConsent.QUOTE,
        shown is ShownWithConsent.PHOTO,
    )
    assert after.journal[-1].facts["of"] == shown.value
    assert after.words == before.words
    with pytest.raises(Refused):
        you_saids.end_consent(after, Step(journals.staff(WRITER), NOON, StepId("again")), shown)


def test_when_its_time_is_over_it_is_not_shown_any_more() -> None:
    """To the day, without anybody doing anything."""
    until = TODAY + timedelta(days=10)
    item = published(a_quote(consent=a_consent(until=until)), a_photo(consent=a_consent(until=until)))

    assert item.quote_on(until) == item.quote
    assert item.photo_on(until) == item.photo
    assert item.quote_on(until + timedelta(days=1)) is None
    assert item.photo_on(until + timedelta(days=1)) is None
    assert item.over(until + timedelta(days=1)) == (ShownWithConsent.QUOTE, ShownWithConsent.PHOTO)


def test_nothing_is_published_on_a_consent_that_is_over() -> None:
    """A draft may have waited for long."""
    draft = a_draft(a_quote(consent=a_consent(until=TODAY)))

    with pytest.raises(Refused) as refused:
        you_saids.publish(
            draft, Step(journals.staff(CHECKER), NOON + timedelta(days=1), StepId("publish")), ask_after_days=28
        )

    assert refused.value.reason is VoiceRefusal.CONSENT_OVER


def test_who_puts_it_in_does_not_check_it() -> None:
    """Also when somebody else wrote the draft."""
    draft = you_saids.show(a_draft(), Step(journals.staff(CHECKER), NOON, StepId("show")), a_quote())

    with pytest.raises(Refused) as refused:
        you_saids.publish(draft, Step(journals.staff(CHECKER), NOON, StepId("publish")), ask_after_days=28)

    assert refused.value.reason is VoiceRefusal.WROTE_IT


def test_after_the_check_nothing_is_put_in() -> None:
    """It would be public unseen."""
    with pytest.raises(Refused) as refused:
        you_saids.show(published(), Step(journals.staff(WRITER), NOON, StepId("show")), a_quote())

    assert refused.value.reason is NotAllowed.IN_THIS_STATE


@pytest.mark.parametrize(
    ("thing", "reason"),
    [
        (a_quote(consent=a_consent(on=TODAY + timedelta(days=1))), VoiceRefusal.NO_CONSENT),
        (a_quote(consent=a_consent(until=TODAY - timedelta(days=1))), VoiceRefusal.NO_CONSENT),
        (a_quote(consent=a_consent(until=date(TODAY.year + 6, 1, 1))), VoiceRefusal.CONSENT_TOO_LONG),
        (a_quote(text=" "), VoiceRefusal.NO_WORDS),
        (a_quote(named_as=""), VoiceRefusal.NO_WORDS),
        (a_quote(text="x" * 1_001), VoiceRefusal.QUOTE_TOO_LONG),
        (a_photo(alt=" "), VoiceRefusal.NO_ALT),
    ],
)
def test_what_cannot_be_shown_is_refused_with_a_reason(thing: QuoteShown | Photo, reason: VoiceRefusal) -> None:
    """Nothing without a consent in force, a name to go by, or words for those who cannot see it."""
    with pytest.raises(Refused) as refused:
        a_draft(thing)

    assert refused.value.reason is reason
