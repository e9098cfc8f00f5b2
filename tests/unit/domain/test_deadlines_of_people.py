"""Every key of the policy in days says which days are meant; those in working days pass over Christmas when used."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from infra.places import ROOT
from infra.policy_keys import page
from takepart.adapters.bank_holidays import england
from takepart.domain.claims.claim import ClaimAction
from takepart.domain.claims.coming import deputy_day
from takepart.domain.money import PaymentMethod
from takepart.domain.voice.complaint_clock import asked_late
from takepart.domain.working_days import add_working_days, promised_day
from takepart.use_cases.claims.remind_deciders import remind_deciders
from tests.builders import a_claim
from tests.fakes_claims import FakeClaims
from tests.policies import WIRRAL
from tests.unit.use_cases.voice.test_voice_round import World

SINCE = date(2026, 12, 23)
"""The Wednesday before Christmas: a weekend and two bank holidays follow."""
NOON = datetime.combine(SINCE, time(12), UTC)
CLAIM = a_claim(at=NOON, day=SINCE)
WHICH_DAYS = re.compile(r"working days|calendar days|days in a row|day of the month|days(, counted as| of `).*")
FOLDERS = [ROOT / "functions" / "takepart" / each / "templates" for each in ("web", "letters")]
assert WIRRAL.voice is not None
TRACK, REPLY_DAYS = WIRRAL.voice.tracks[0], WIRRAL.voice.reply_days


def promised(way: PaymentMethod) -> date:
    return promised_day(way, sent_on=SINCE, policy=WIRRAL, holidays=england())


def first_nudge() -> date:
    claims = FakeClaims(CLAIM)
    for days in range(60):
        now = NOON + timedelta(days=days)
        remind_deciders(claims=claims, policy=WIRRAL, holidays=england(), now=now)
        if claims.kept[CLAIM.id].journal[-1].action == ClaimAction.NUDGE.value:
            return now.date()
    raise AssertionError


def first_late() -> date:
    """The first day on which the next stage is asked for too late; the one before was in time."""
    days = (SINCE + timedelta(days=each) for each in range(400))
    late = next(day for day in days if asked_late(TRACK, answered=SINCE, asked=day, holidays=england()))
    return late - timedelta(days=1)


COUNTED: dict[str, tuple[int, Callable[[], date]]] = {
    "nudge_days": (WIRRAL.approval.nudge_days[0], first_nudge),
    "deputy_after_days": (
        WIRRAL.approval.deputy_after_days,
        lambda: deputy_day(CLAIM, deputy_after_days=WIRRAL.approval.deputy_after_days, holidays=england()),
    ),
    "bank": (WIRRAL.promise.bank, lambda: promised(PaymentMethod.BANK)),
    "voucher": (WIRRAL.promise.voucher, lambda: promised(PaymentMethod.VOUCHER)),
    "cash": (WIRRAL.promise.cash, lambda: promised(PaymentMethod.CASH)),
    "reply_days": (REPLY_DAYS, lambda: World(now=NOON).say().feedback.reply_by),
    "next_stage_days": (TRACK.next_stage_days, first_late),
}
"""For each key in working days: how many the policy gives, and the day that the service comes to with them."""


def units_in_days() -> Iterator[tuple[str, str]]:
    """Each key whose unit is days of some kind, from the page that is made from the types."""
    for line in page().splitlines():
        if row := re.fullmatch(
            r"\| `(\w+)` \| a (?:whole|list)[^|]* \| ([^|]*\bdays\b[^|]*|day of the month) \| .*", line
        ):
            yield row[1], row[2]


def test_every_key_in_days_says_which_days() -> None:
    """Calendar days or working days; or another key beside it does."""
    found = list(units_in_days())

    assert len(found) > 20
    assert [each for each in found if not WHICH_DAYS.fullmatch(each[1])] == []


def test_every_key_in_working_days_is_tried_over_christmas() -> None:
    """A new one has to be counted here too."""
    assert {key for key, unit in units_in_days() if unit == "working days"} == set(COUNTED)


@pytest.mark.parametrize("key", COUNTED)
def test_a_key_in_working_days_is_counted_in_working_days(key: str) -> None:
    """No weekend and no bank holiday is anybody's deadline."""
    days, reached = COUNTED[key]

    assert add_working_days(SINCE, days, england()) <= reached()
    assert reached() < add_working_days(SINCE, days + 1, england())


def test_pages_and_letters_call_them_working_days() -> None:
    """Wherever one of these keys is named."""
    said = [
        text
        for folder in FOLDERS
        for file in (*folder.rglob("*.html"), *folder.rglob("*.txt"))
        for key in COUNTED
        if key.endswith("_days")
        for text in re.findall(rf"\b{key}\b[^<\n]{{0,30}}", file.read_text("utf-8"))
    ]

    assert len(said) > 4
    assert [text for text in said if "working day" not in text] == []


def test_a_reminder_of_a_turn_that_began_on_a_saturday_counts_from_monday() -> None:
    """As if it had come when the office opened."""
    saturday = replace(CLAIM.turn, since=datetime(2026, 11, 21, 12, tzinfo=UTC))
    claim = replace(CLAIM, turn=saturday)

    assert deputy_day(claim, deputy_after_days=1, holidays=england()) == date(2026, 11, 24)
