"""Stages 2 and 3 as the Children Act regulations have them: who takes part, what is done on which day, who answers."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import date

import pytest

from takepart.domain.ids import StaffId
from takepart.domain.plain_reason import PlainReason
from takepart.domain.refused import NotAllowed, Refused
from takepart.domain.voice import complaint as steps
from takepart.domain.voice import complaint_end, complaint_file
from takepart.domain.voice.complaint_parts import ComplaintState, Outcome
from takepart.domain.voice.refusals import VoiceRefusal
from tests.complaints import ADJUDICATOR, DESK, DIRECTOR, INVESTIGATOR, MANAGER, OnFile


def refused(reason: PlainReason) -> AbstractContextManager[object]:
    return pytest.raises(Refused, match=reason.value)


def test_stage_2_is_answered_by_the_adjudicating_officer_when_both_have_reported() -> None:
    """Regulation 17: an independent person takes part, and the one who looked into it does not decide."""
    case = OnFile().at_stage_2()
    assert (case.one.due, case.one.most) == (date(2026, 12, 21), date(2027, 2, 18))

    with refused(VoiceRefusal.NEEDS_PEOPLE):
        case.reached("reports", "2026-12-08")
    case.named("independent-person", "Independent One", "2026-11-18")
    with refused(VoiceRefusal.NEEDS_MILESTONES):
        case.answered("2026-12-08", INVESTIGATOR)
    assert steps.who_may_handle(case.one, case.track) == (INVESTIGATOR,)

    case.reached("reports", "2026-12-08", on="2026-12-07")
    with refused(VoiceRefusal.NOT_YOUR_ANSWER):
        case.answered("2026-12-08", INVESTIGATOR)
    assert steps.who_may_handle(case.one, case.track) == (ADJUDICATOR,)
    case.given(ADJUDICATOR, "2026-12-08").answered("2026-12-10", ADJUDICATOR, outcome=Outcome.PARTLY_UPHELD)

    assert case.one.state is ComplaintState.ANSWERED
    assert case.one.outcome is Outcome.PARTLY_UPHELD
    (reached,) = case.one.milestones
    assert (reached.on, reached.due, reached.source) == (date(2026, 12, 7), None, "minutes")


def test_a_panel_of_three_has_dates_of_its_own() -> None:
    """Regulations 19 and 20: it meets within 30 working days, reports within 5, and we answer within 15 of that."""
    case = OnFile().at_stage_3()
    assert case.one.next_date == case.one.milestone_due == date(2027, 1, 28)
    for name in ("Member One", "Member Two", "Member Three"):
        case.named("panel-member", name, "2026-12-16")

    case.reached("meeting", "2027-01-25", on="2027-01-20")
    assert case.one.milestone_due == date(2027, 1, 27)
    case.reached("report", "2027-01-29", on="2027-01-28")

    assert case.one.milestone_due is None
    assert case.one.next_date == case.one.due == case.one.most == date(2027, 2, 18)
    assert [(each.milestone, each.on, each.due) for each in case.one.milestones if each.stage == "panel"] == [
        ("meeting", date(2027, 1, 20), date(2027, 1, 28)),
        ("report", date(2027, 1, 28), date(2027, 1, 27)),
    ]
    case.given(DIRECTOR, "2027-02-01").answered("2027-02-17", DIRECTOR)
    with refused(VoiceRefusal.NO_NEXT_STAGE):
        case.next_stage("2027-02-18")


def test_who_sits_on_a_panel() -> None:
    """Three, none of them ours, and nobody who took part before: regulation 19(2) and (3)."""
    case = OnFile().at_stage_3()

    with refused(VoiceRefusal.NOT_INDEPENDENT):
        case.named("panel-member", "One of ours", "2026-12-16", independent=False)
    with refused(VoiceRefusal.PERSON_BEFORE):
        case.named("panel-member", "independent ONE", "2026-12-16")
    with refused(VoiceRefusal.SEAT_TAKEN):
        case.named("independent-person", "Another", "2026-12-16")
    for name in ("Member One", "Member Two", "Member Three"):
        case.named("panel-member", name, "2026-12-16")
    assert case.one.missing(case.track.stages[2]) == ()
    with refused(VoiceRefusal.SEAT_TAKEN):
        case.named("panel-member", "Member Four", "2026-12-16")

    case.by_track(complaint_file.unname_person, "2026-12-17", name="Member Two")
    assert case.one.missing(case.track.stages[2]) == ("Member of the panel",)
    with refused(VoiceRefusal.NOT_NAMED):
        case.by_track(complaint_file.unname_person, "2026-12-17", name="Independent One")


def test_milestones_come_in_their_order_and_a_wrong_day_is_put_right() -> None:
    """Not in the future, not before the stage or the milestone before; the last one can be given another day."""
    case = OnFile().at_stage_3()
    for name in ("Member One", "Member Two", "Member Three"):
        case.named("panel-member", name, "2026-12-16")

    for milestone, on, reason in (
        ("report", "2027-01-20", VoiceRefusal.NOT_THIS_MILESTONE),
        ("meeting", "2027-01-26", VoiceRefusal.NOT_REACHED_YET),
        ("meeting", "2026-12-11", VoiceRefusal.BEFORE_THE_LAST),
    ):
        with refused(reason):
            case.reached(milestone, "2027-01-25", on=on)
    case.reached("meeting", "2027-01-25", on="2027-01-20").reached("meeting", "2027-01-25", on="2027-01-21")

    assert [(each.on, each.due) for each in case.one.milestones if each.stage == "panel"] == [
        (date(2027, 1, 21), date(2027, 1, 28))
    ]
    assert case.one.milestone_due == date(2027, 1, 28)
    with refused(VoiceRefusal.BEFORE_THE_LAST):
        case.reached("report", "2027-01-29", on="2027-01-20")
    assert case.reached("report", "2027-01-29").one.due == date(2027, 2, 19)


def test_nothing_is_reached_before_they_know_that_we_have_it() -> None:
    """The request for a panel is acknowledged first, as every stage is."""
    case = OnFile().at_stage_2()
    case.named("independent-person", "Independent One", "2026-11-18").reached("reports", "2026-12-08")
    case.given(ADJUDICATOR, "2026-12-09").answered("2026-12-10", ADJUDICATOR).next_stage("2026-12-14")

    with refused(NotAllowed.IN_THIS_STATE):
        case.reached("meeting", "2026-12-16")


def test_the_next_stage_says_how_and_when_it_was_asked_for() -> None:
    """Dates are recorded with their source."""
    entry = OnFile().given(MANAGER, "2026-11-03").answered("2026-11-10").next_stage("2026-11-16")

    assert entry.one.journal[-1].facts["came_by"] == "letter"
    assert entry.one.journal[-1].facts["received"] == "2026-11-16"
    assert entry.one.journal[-1].by == f"staff:{DESK}"


def agreed(case: OnFile, to: str, *, day: str = "2026-11-05") -> OnFile:
    return case.by_track(steps.agree, day, to=date.fromisoformat(to), words="We talk to the ward first.")


def test_the_date_of_a_health_complaint_is_agreed_with_the_person() -> None:
    """Regulation 13 of 2009: sooner or later than usual, never past the last day; it stays when we acknowledge."""
    case = OnFile("health")
    for to, reason in (("2026-11-04", VoiceRefusal.AGREED_IN_THE_PAST), ("2027-12-01", VoiceRefusal.AGREED_TOO_FAR)):
        with refused(reason):
            agreed(case, to)

    agreed(case, "2026-11-20").given(MANAGER, "2026-11-05")

    assert case.one.due == date(2026, 11, 20)
    assert case.one.texts[-1].words == "We talk to the ward first."
    with refused(VoiceRefusal.AGREED_LATE):
        agreed(case, "2026-12-20", day="2026-11-23")


def test_other_dates_are_the_rules_and_nobody_agrees_on_them() -> None:
    with refused(NotAllowed.IN_THIS_STATE):
        agreed(OnFile(), "2026-11-20")


def test_what_it_is_about_is_one_of_the_tracks_subjects() -> None:
    case = OnFile()
    with refused(VoiceRefusal.NO_SUCH_SUBJECT):
        case.by_track(complaint_file.sort, "2026-11-03", subject="Rubbish")

    assert case.by_track(complaint_file.sort, "2026-11-03", subject="A delay").one.subject == "A delay"


def test_who_answers_does_not_sign_though_the_policy_names_them() -> None:
    """The handler of the second stage is one of those who may sign; somebody else does."""
    handler = StaffId("participation-manager")
    case = OnFile("corporate").given(MANAGER, "2026-11-03").answered("2026-11-10").next_stage("2026-11-16")
    case.given(handler, "2026-11-17")

    assert complaint_end.who_may_sign(case.one, case.track) == (MANAGER,)
    with refused(VoiceRefusal.NOT_A_SIGNER):
        case.answered("2026-11-20", handler, signer=handler)
    assert case.answered("2026-11-20", handler, signer=MANAGER).one.holder == MANAGER


def test_the_earlier_date_of_two_that_were_put_together_outlives_what_is_done_to_the_one_that_is_left() -> None:
    """We wrote that it stays: to acknowledge does not move it, nor does an extension move the last day."""
    first = OnFile(day="2026-11-02").given(MANAGER, "2026-11-03")
    second = OnFile(day="2026-11-09", id="BBBB-CCCC")
    second.do(complaint_end.take_in, "2026-11-10", other=first.one)
    due, most = first.one.due, first.one.most
    assert (second.one.due, second.one.most) == (due, most)

    second.given(MANAGER, "2026-11-10")
    assert (second.one.due, second.one.most) == (due, most)

    second.do(steps.extend, "2026-11-11", MANAGER, to=most, why="A holiday.")
    assert (second.one.due, second.one.most) == (most, most)
