"""The Gunning principles, and the gate: nothing is cut short, nothing decided unheard, no new service unasked."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from takepart.domain import journal as journals
from takepart.domain.aggregate import Step
from takepart.domain.ids import StaffId, StepId
from takepart.domain.plain_reason import PlainReason
from takepart.domain.refused import NotAllowed, Refused
from takepart.domain.voice import consultation as consultations
from takepart.domain.voice.consultation import (
    Consultation,
    ConsultationAction,
    ConsultationEvidence,
    ConsultationId,
    ConsultationState,
    HeardIn,
    Proposal,
)
from takepart.domain.voice.refusals import VoiceRefusal
from tests.policies import WIRRAL

WRITER, CHECKER = StaffId("participation-worker"), StaffId("participation-manager")
assert WIRRAL.voice is not None
RULES = WIRRAL.voice
PROPOSAL = Proposal(
    title="A night bus",
    what="A bus home after the youth club.",
    why="Many of you walk.",
    open_points="The route and the hours.",
    opens=date(2026, 12, 1),
    closes=date(2026, 12, 29),
    new_service=True,
)
GROUP = ConsultationEvidence(
    heard_in=HeardIn.FOCUS_GROUP,
    day=date(2026, 12, 10),
    who="Young people who come to the club",
    how_many=8,
    said="Later on Fridays.",
    changed="It runs until eleven on Fridays.",
)


def at(day: str) -> datetime:
    return datetime.fromisoformat(f"{day}T12:00:00").replace(tzinfo=UTC)


def planned(**changes: object) -> Consultation:
    proposal = replace(PROPOSAL, **changes)  # type: ignore[arg-type]
    return consultations.plan(
        Step(journals.staff(WRITER), at("2026-11-23"), StepId("plan")),
        id=ConsultationId("K7M4-9QXR"),
        proposal=proposal,
    )


def opened(**changes: object) -> Consultation:
    return consultations.open_(planned(**changes), Step(journals.staff(WRITER), at("2026-11-24"), StepId("open")))


def heard(one: Consultation, evidence: ConsultationEvidence = GROUP) -> Consultation:
    return consultations.record(
        one, Step(journals.staff(WRITER), at("2026-12-11"), StepId("record")), evidence=evidence, rules=RULES
    )


def considered(one: Consultation) -> Consultation:
    return consultations.consider(
        one, Step(journals.staff(WRITER), at("2026-12-30"), StepId("consider")), words="We read them all.", rules=RULES
    )


def approved(one: Consultation, by: StaffId = CHECKER) -> Consultation:
    return consultations.approve(
        one, Step(journals.staff(by), at("2027-01-04"), StepId("approve")), why="They want it.", rules=RULES
    )


def refused(reason: PlainReason) -> object:
    return pytest.raises(Refused, match=reason.value)


def test_the_whole_way_through_the_gate() -> None:
    """Planned, opened, heard, considered, approved by somebody else."""
    done = approved(considered(heard(opened())))

    assert (done.state, done.decided_on, done.missing(RULES)) == (ConsultationState.APPROVED, date(2027, 1, 4), ())


def test_people_have_twenty_eight_days() -> None:
    """One fewer is refused."""
    with refused(VoiceRefusal.TOO_SHORT_A_TIME):  # type: ignore[attr-defined]
        planned(closes=date(2026, 12, 28))


def test_it_cannot_open_in_the_past() -> None:
    """That would be time that nobody had."""
    with refused(VoiceRefusal.OPENS_IN_THE_PAST):  # type: ignore[attr-defined]
        consultations.open_(planned(), Step(journals.staff(WRITER), at("2026-12-02"), StepId("open")))


def test_once_open_it_gets_longer_and_never_shorter() -> None:
    """And its words stay as they were."""
    one = opened()

    def until(day: date) -> Consultation:
        return consultations.extend(one, Step(journals.staff(WRITER), at("2026-12-02"), StepId("longer")), closes=day)

    assert until(date(2027, 1, 12)).proposal.closes == date(2027, 1, 12)
    for day in (PROPOSAL.closes, date(2026, 12, 2)):
        with refused(VoiceRefusal.NOT_SHORTER):  # type: ignore[attr-defined]
            until(day)
    with refused(NotAllowed.IN_THIS_STATE):  # type: ignore[attr-defined]
        consultations.change(one, Step(journals.staff(WRITER), at("2026-12-02"), StepId("change")), proposal=PROPOSAL)


def test_answers_are_considered_only_when_everyone_had_their_time() -> None:
    """The last day is one of theirs."""
    with refused(VoiceRefusal.STILL_OPEN):  # type: ignore[attr-defined]
        consultations.consider(
            opened(), Step(journals.staff(WRITER), at("2026-12-29"), StepId("c")), words="Yes.", rules=RULES
        )


def test_nothing_is_approved_before_it_was_considered() -> None:
    """Nor while it is open."""
    with refused(VoiceRefusal.NOT_CONSIDERED):  # type: ignore[attr-defined]
        approved(heard(opened()))


def test_no_new_service_without_written_evidence_and_a_focus_group() -> None:
    """Wirral policy, sections 9 and 11."""
    with refused(VoiceRefusal.NO_EVIDENCE):  # type: ignore[attr-defined]
        considered(opened())
    with refused(VoiceRefusal.NO_EVIDENCE):  # type: ignore[attr-defined]
        approved(opened())
    with refused(VoiceRefusal.NO_FOCUS_GROUP):  # type: ignore[attr-defined]
        approved(considered(heard(opened(), replace(GROUP, heard_in=HeardIn.ONLINE))))
    assert approved(considered(heard(opened(new_service=False), replace(GROUP, heard_in=HeardIn.ONLINE))))


def test_who_wrote_it_does_not_approve_it() -> None:
    """Somebody else does."""
    with refused(VoiceRefusal.WROTE_IT):  # type: ignore[attr-defined]
        approved(considered(heard(opened())), by=WRITER)


@pytest.mark.parametrize("field", ["who", "said", "changed"])
def test_evidence_says_who_what_and_what_changed(field: str) -> None:
    """Half a record is none."""
    with refused(VoiceRefusal.NO_WORDS):  # type: ignore[attr-defined]
        heard(opened(), replace(GROUP, **{field: " "}))  # type: ignore[arg-type]


def test_it_is_open_on_its_first_and_last_day() -> None:
    """And public from the moment that it was opened."""
    one = opened()

    days = (date(2026, 11, 30), date(2026, 12, 1), date(2026, 12, 29), date(2026, 12, 30))
    assert [one.is_open(day) for day in days] == [False, True, True, False]
    assert one.is_public and not planned().is_public


def test_an_open_one_cannot_be_dropped() -> None:
    """What people were asked is answered first."""
    assert (ConsultationState.OPENED, ConsultationAction.DROP) not in Consultation.TRANSITIONS


def test_what_was_heard_is_of_this_projects_time() -> None:
    """A focus group of 2001, or of next week, is refused; one from the year before it opened is not."""
    one = opened()

    with refused(VoiceRefusal.HEARD_TOO_EARLY):  # type: ignore[attr-defined]
        heard(one, replace(GROUP, day=date(2001, 5, 1)))
    with refused(VoiceRefusal.HEARD_TOO_EARLY):  # type: ignore[attr-defined]
        heard(one, replace(GROUP, day=date(2025, 11, 30)))
    with refused(VoiceRefusal.HEARD_IN_THE_FUTURE):  # type: ignore[attr-defined]
        heard(one, replace(GROUP, day=date(2026, 12, 12)))
    assert heard(one, replace(GROUP, day=date(2025, 12, 1))).evidence


def test_old_evidence_that_is_kept_opens_no_gate() -> None:
    """Written down before the rules asked for its day."""
    one = replace(opened(), evidence=(replace(GROUP, day=date(2001, 5, 1)),))

    with refused(VoiceRefusal.NO_EVIDENCE):  # type: ignore[attr-defined]
        considered(one)
    assert VoiceRefusal.NO_EVIDENCE in one.missing(RULES)


def test_enough_people_were_heard_by_the_policy() -> None:
    """All together, and in the focus group of a new service."""
    with refused(VoiceRefusal.TOO_FEW_HEARD):  # type: ignore[attr-defined]
        approved(considered(heard(opened(), replace(GROUP, how_many=RULES.evidence_people - 1))))
    online = replace(GROUP, heard_in=HeardIn.ONLINE, how_many=50)
    small = replace(GROUP, how_many=RULES.focus_group_people - 1)
    one = consultations.record(
        heard(opened(), online),
        Step(journals.staff(WRITER), at("2026-12-12"), StepId("second")),
        evidence=small,
        rules=RULES,
    )
    with refused(VoiceRefusal.SMALL_FOCUS_GROUP):  # type: ignore[attr-defined]
        approved(considered(one))


def test_what_is_heard_afterwards_is_considered_again() -> None:
    """It cannot be approved on what somebody wrote before they knew."""
    done = considered(heard(opened()))
    more = consultations.record(
        done, Step(journals.staff(WRITER), at("2026-12-31"), StepId("more")), evidence=GROUP, rules=RULES
    )

    assert more.state is ConsultationState.OPENED
    assert more.missing(RULES) == (VoiceRefusal.NOT_CONSIDERED,)
    with refused(VoiceRefusal.NOT_CONSIDERED):  # type: ignore[attr-defined]
        approved(more)


def test_nobody_answered_is_written_down_and_approves_nothing() -> None:
    """So that a consultation without answers can be ended, and is not passed."""
    done = considered(heard(opened(new_service=False), replace(GROUP, heard_in=HeardIn.ONLINE, how_many=0)))

    with refused(VoiceRefusal.TOO_FEW_HEARD):  # type: ignore[attr-defined]
        approved(done)
    dropped = consultations.drop(done, Step(journals.staff(CHECKER), at("2027-01-04"), StepId("drop")), why="No.")
    assert dropped.state is ConsultationState.DROPPED


def test_who_wrote_how_it_was_considered_does_not_approve_it() -> None:
    """They would check their own words."""
    one = consultations.consider(
        heard(opened()),
        Step(journals.staff(CHECKER), at("2026-12-30"), StepId("consider")),
        words="We read them.",
        rules=RULES,
    )

    with refused(VoiceRefusal.WROTE_IT):  # type: ignore[attr-defined]
        approved(one)
    assert approved(one, by=StaffId("service-manager"))


def test_a_record_that_would_not_fit_is_refused_with_the_reason() -> None:
    """In letters of any script; what fits leaves room for how it was considered and why it was decided so."""
    long = replace(GROUP, said="ক" * 20_000, changed="ক" * 20_000)
    one = heard(heard(opened(), long), long)

    with pytest.raises(Refused, match=VoiceRefusal.TOO_MUCH_HEARD.value):
        heard(one, long)
    assert heard(one).evidence[-1] == GROUP
