"""Those whom a service is for answer its audit: once for each invitation, without a name, and few are hidden."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from takepart.domain.aggregate import Step
from takepart.domain.assurance.asked import (
    INVITED,
    AskedState,
    AuditInvitation,
    Reply,
    answer,
    heard,
    invitation_id,
    invite,
    words_about,
)
from takepart.domain.assurance.audit import Difference, Level, LevelTally, difference
from takepart.domain.assurance.refusals import PromiseRefusal
from takepart.domain.assurance.rules import StatementId, TeamId
from takepart.domain.ids import StaffId, StepId
from takepart.domain.journal import staff, verify
from takepart.domain.plain_reason import PlainReason
from takepart.domain.refused import Refused
from takepart.use_cases.assurance.reports import teams_heard
from tests.assurance_builders import STATEMENTS, a_team
from tests.assurance_steps import a_signed_audit

AT = datetime(2026, 6, 15, 14, 37, tzinfo=UTC)
CODE = "K7M4-9QXR-BCDF-2346"
FIRST = STATEMENTS[0].id
AFTER = date(2026, 6, 16)
"""The day after all of them answered."""


def an_invitation(code: str = CODE) -> AuditInvitation:
    return invite(code, team=TeamId("fostering"), year=2026, closes=date(2026, 7, 1), by=staff(StaffId("lead")), at=AT)


def told(
    invitation: AuditInvitation, level: Level | None = Level.EMERGING, words: str = "", *, passed_on: bool = False
) -> AuditInvitation:
    replies = {FIRST: Reply(level=level, words=words)}
    return answer(
        invitation, Step(INVITED, AT, StepId(f"told-{invitation.id}")), replies, asked=STATEMENTS, passed_on=passed_on
    )


def everyone(*levels: Level) -> list[AuditInvitation]:
    return [told(an_invitation(f"code-{number}"), level) for number, level in enumerate(levels)]


def refusal(invitation: AuditInvitation, replies: dict[StatementId, Reply], *, at: datetime = AT) -> PlainReason:
    with pytest.raises(Refused) as refused:
        answer(invitation, Step(INVITED, at, StepId("another")), replies, asked=STATEMENTS, passed_on=False)
    return refused.value.reason


def test_an_invitation_is_answered_once_for_good() -> None:
    """And the same answer sent twice is one answer."""
    after = told(an_invitation())

    assert after.state is AskedState.ANSWERED
    assert told(after) is after
    assert refusal(after, {FIRST: Reply(level=Level.ADVANCED)}) is PromiseRefusal.INVITATION_USED
    assert set(AuditInvitation.TRANSITIONS.values()) == {AskedState.ANSWERED}


def test_nothing_says_who_answered_or_when_in_the_day() -> None:
    """Neither the code, nor the words, nor the hour is in the journal; and the chain holds."""
    after = told(an_invitation(), words="My worker is kind.")

    entry = after.journal[-1]
    assert (entry.by, entry.at.hour, entry.at.minute) == ("person:invited", 0, 0)
    assert CODE not in repr(after)
    assert "kind" not in repr(after.journal)
    verify(after.journal)


@pytest.mark.parametrize(
    ("replies", "days", "reason"),
    [
        ({}, 0, PromiseRefusal.NOTHING_ANSWERED),
        ({FIRST: Reply()}, 0, PromiseRefusal.NOTHING_ANSWERED),
        ({StatementId("unknown"): Reply(words="x")}, 0, PromiseRefusal.NO_SUCH_STATEMENT),
        ({FIRST: Reply(words="x")}, 17, PromiseRefusal.INVITATION_ENDED),
    ],
)
def test_what_cannot_be_kept_is_refused_with_a_reason(
    replies: dict[StatementId, Reply], days: int, reason: PromiseRefusal
) -> None:
    """On the last day itself it can still be answered."""
    assert told(an_invitation()).answered_on == date(2026, 6, 15)
    assert refusal(an_invitation(), replies, at=AT + timedelta(days=days)) is reason


def test_words_that_were_passed_on_are_not_kept_for_the_team() -> None:
    """They may be about the team, which cannot even tell that there were any. The level still counts."""
    after = told(an_invitation(), Level.EMERGING, "He hits me.", passed_on=True)
    others = everyone(*[Level.EMERGING] * 9)

    assert words_about([after], FIRST, AFTER) == ()
    assert heard([after, *others], AFTER) == heard([told(an_invitation(), Level.EMERGING), *others], AFTER)
    assert heard([after, *others], AFTER).tally(FIRST).counts == (10, 0, 0)


@pytest.mark.parametrize(
    ("counts", "middle"),
    [
        ((0, 0, 0), None),
        ((1, 0, 0), Level.EMERGING),
        ((1, 0, 1), Level.EMERGING),
        ((1, 1, 1), Level.ESTABLISHED),
        ((2, 3, 9), Level.ADVANCED),
    ],
)
def test_the_level_of_many_is_the_one_in_the_middle(counts: tuple[int, int, int], middle: Level | None) -> None:
    """Of two in the middle, the lower: nobody is made to look better than they were called."""
    assert LevelTally(counts=counts).middle is middle


def test_the_difference_is_told_from_the_teams_side() -> None:
    """Nothing is said where one of the two is missing."""
    assert difference(Level.ADVANCED, Level.EMERGING) is Difference.HIGHER
    assert difference(Level.EMERGING, Level.ESTABLISHED) is Difference.LOWER
    assert difference(Level.ADVANCED, Level.ADVANCED) is Difference.SAME
    assert difference(None, Level.ADVANCED) is None


@pytest.mark.parametrize(("people", "shown"), [(4, 0), (5, 5), (9, 5)])
def test_beyond_the_team_few_answers_are_not_shown(people: int, shown: int) -> None:
    """Fewer than five could point to one of them: neither their number nor what they said."""
    audit = a_signed_audit(heard=heard(everyone(*[Level.ADVANCED] * people), AFTER))

    (found,) = teams_heard([(a_team(), audit)])

    assert found.people == shown
    assert dict(found.differences) == ({Difference.LOWER: 1} if shown else {})


def test_a_team_that_looks_each_day_learns_nobodys_answer() -> None:
    """It knows whom it asked, and when: what moves, moves for five people; nothing of today is told."""
    first = everyone(*[Level.EMERGING] * 7)
    late = told(an_invitation("late"), Level.ADVANCED, "Never")
    later = [replace(late, answered_on=AFTER)]

    assert heard(first, date(2026, 6, 15)).people == 0
    assert heard([*first, *later], AFTER) == heard(first, AFTER)
    assert heard([*first, *later], AFTER + timedelta(days=1)) == heard(first, AFTER)
    assert words_about(later, FIRST, AFTER) == ()
    assert words_about(later, FIRST, AFTER + timedelta(days=1)) == ("Never",)


def test_the_code_leads_to_the_invitation_and_not_back() -> None:
    """We keep the hash alone."""
    assert an_invitation().id == invitation_id(CODE)
    assert "K7M4" not in an_invitation().id.upper()
