"""The clock of every kind of complaint, over Christmas, Easter and the clock change, and as far as it can be moved."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, date, datetime, timedelta

import pytest

from takepart.adapters.bank_holidays import england
from takepart.domain import journal as journals
from takepart.domain.aggregate import Step
from takepart.domain.ids import StaffId, StepId
from takepart.domain.plain_reason import PlainReason
from takepart.domain.refused import Refused
from takepart.domain.voice import complaint as complaints
from takepart.domain.voice import complaint_end, complaint_file
from takepart.domain.voice.complaint import Complaint
from takepart.domain.voice.complaint_clock import acknowledge_by, deadline
from takepart.domain.voice.complaint_parts import Complainant, ComplaintAction, ComplaintId, ComplaintState, Outcome
from takepart.domain.voice.refusals import VoiceRefusal
from takepart.domain.voice.rules import Track
from tests.policies import WIRRAL

HOLIDAYS = england()
DESK, MANAGER, OTHER = StaffId("complaints-officer"), StaffId("service-manager"), StaffId("participation-manager")
INVESTIGATOR, ADJUDICATOR = StaffId("independent-investigator"), StaffId("adjudicating-officer")
assert WIRRAL.voice is not None
RULES = WIRRAL.voice


def track(id: str) -> Track:
    return RULES.track(id)


# Counted by hand on a calendar. Bank holidays: 25 and 28 December 2026, 1 January 2027, 26 and 29 March 2027.
@pytest.mark.parametrize(
    ("track_id", "stage", "received", "acknowledge", "due", "most"),
    [
        # Children Act: 10 working days, at most 20; then 25, at most 65; a panel within 30, its report within 5, our
        # answer within 15.
        ("childrens-services", 0, "2026-11-02", "2026-11-04", "2026-11-16", "2026-11-30"),
        ("childrens-services", 0, "2026-12-21", "2026-12-23", "2027-01-07", "2027-01-21"),  # over Christmas
        ("childrens-services", 0, "2026-12-24", "2026-12-30", "2027-01-12", "2027-01-26"),  # on Christmas Eve
        ("childrens-services", 0, "2027-03-24", "2027-03-30", "2027-04-09", "2027-04-23"),  # over Easter
        ("childrens-services", 0, "2026-10-23", "2026-10-27", "2026-11-06", "2026-11-20"),  # over the clock change
        ("childrens-services", 0, "2026-11-07", "2026-11-11", "2026-11-23", "2026-12-07"),  # on a Saturday
        ("childrens-services", 1, "2026-12-01", "2026-12-03", "2027-01-08", "2027-03-05"),
        ("childrens-services", 2, "2026-12-01", "2026-12-03", "2027-02-12", "2027-02-12"),
        # Corporate: say so within 5; the answer counts from then.
        ("corporate", 0, "2026-11-02", "2026-11-09", "2026-11-23", "2026-12-07"),
        ("corporate", 0, "2026-12-21", "2026-12-30", "2027-01-14", "2027-01-28"),
        ("corporate", 1, "2026-11-02", "2026-11-09", "2026-12-07", "2027-01-07"),
        ("corporate", 0, "2027-03-24", "2027-04-02", "2027-04-16", "2027-04-30"),
        # Health: say so within 3.
        ("health", 0, "2026-12-23", "2026-12-30", "2027-02-22", "2027-06-18"),
        ("health", 0, "2026-10-23", "2026-10-28", "2026-12-18", "2027-04-16"),
        # Data protection: days, and no working days.
        ("data-protection", 0, "2026-12-21", "2027-01-20", "2027-02-19", "2027-03-21"),
        ("data-protection", 0, "2026-10-23", "2026-11-22", "2026-12-22", "2027-01-21"),
    ],
)
def test_each_kind_has_its_own_clock(
    track_id: str, stage: int, received: str, acknowledge: str, due: str, most: str
) -> None:
    """When nobody has acknowledged it yet, the latest day on which we may is what the answer counts from."""
    rules = track(track_id)
    day = date.fromisoformat(received)

    clock = deadline(rules.stages[stage], rules, started=day, acknowledged=None, holidays=HOLIDAYS)

    assert acknowledge_by(rules, received=day, holidays=HOLIDAYS).isoformat() == acknowledge
    assert clock.due.isoformat() == due
    assert clock.most.isoformat() == most


def test_to_acknowledge_late_does_not_move_the_answer() -> None:
    """A clock that starts with the acknowledgement starts at the latest when that was due."""
    rules = track("corporate")
    received = date(2026, 11, 2)

    def due(acknowledged: date) -> date:
        return deadline(rules.stages[0], rules, started=received, acknowledged=acknowledged, holidays=HOLIDAYS).due

    assert due(date(2026, 11, 3)) == date(2026, 11, 17)
    assert due(date(2026, 11, 30)) == date(2026, 11, 23)


def at(day: str, hour: int = 12) -> datetime:
    return datetime.combine(date.fromisoformat(day), datetime.min.time(), tzinfo=UTC).replace(hour=hour)


def a_complaint(
    track_id: str = "childrens-services", day: str = "2026-11-02", happened: date | None = None
) -> Complaint:
    return complaints.send(
        Step(complaints.COMPLAINANT, at(day), StepId("send")),
        id=ComplaintId("K7M4-9QXR"),
        track=track(track_id),
        complainant=Complainant(name="A", email="a@example.com"),
        words="Nobody called me back.",
        happened=happened,
        holidays=HOLIDAYS,
    )


def handled(complaint: Complaint, *, by: StaffId = MANAGER, day: str = "2026-11-03") -> Complaint:
    """Given to a handler, and acknowledged."""
    rules = track(complaint.track)
    complaint = complaints.assign(
        complaint, Step(journals.staff(DESK), at(day), StepId(f"assign-{complaint.version}")), to=by, track=rules
    )
    return complaints.acknowledge(
        complaint, Step(journals.staff(by), at(day), StepId(f"ack-{complaint.version}")), track=rules, holidays=HOLIDAYS
    )


def answered(complaint: Complaint, *, by: StaffId = MANAGER, day: str = "2026-11-10") -> Complaint:
    return complaint_end.answer(
        handled(complaint, by=by, day=day),
        Step(journals.staff(by), at(day), StepId(f"answer-{day}")),
        words="We are sorry.",
        outcome=Outcome.UPHELD,
        track=track(complaint.track),
    )


def investigated(complaint: Complaint, day: str) -> Complaint:
    """Stage 2: an independent person named, both have reported, the adjudicating officer has answered."""
    rules, desk = track(complaint.track), Step(journals.staff(DESK), at(day), StepId(f"named-{day}"))
    complaint = complaint_file.name_person(
        handled(complaint, by=INVESTIGATOR, day=day),
        desk,
        seat="independent-person",
        name="A person",
        independent=True,
        source="Letter",
        track=rules,
    )
    complaint = complaint_file.reach(
        complaint,
        desk._replace(press=StepId(f"reached-{day}")),
        milestone="reports",
        on=date.fromisoformat(day),
        source="Both reports",
        track=rules,
        holidays=HOLIDAYS,
    )
    complaint = complaints.assign(complaint, desk._replace(press=StepId("to")), to=ADJUDICATOR, track=rules)
    return complaint_end.answer(
        complaint,
        Step(journals.staff(ADJUDICATOR), at(day), StepId(f"answer-{day}")),
        words="We agree with a part.",
        outcome=Outcome.PARTLY_UPHELD,
        track=rules,
    )


def at_next_stage(complaint: Complaint, day: str) -> Complaint:
    return complaints.next_stage(
        complaint,
        Step(complaints.COMPLAINANT, at(day), StepId(f"next-{day}")),
        track=track(complaint.track),
        words="That is not enough.",
        holidays=HOLIDAYS,
    )


def refused(reason: PlainReason) -> object:
    return pytest.raises(Refused, match=reason.value)


def test_the_day_is_the_day_in_the_uk() -> None:
    """Half past midnight in summer is still yesterday in UTC, and not to the person who complained."""
    late_at_night = datetime(2026, 7, 6, 23, 30, tzinfo=UTC)

    complaint = complaints.send(
        Step(complaints.COMPLAINANT, late_at_night, StepId("s")),
        id=ComplaintId("K7M4-9QXR"),
        track=track("childrens-services"),
        complainant=Complainant(name="A", email="a@example.com"),
        words="x",
        happened=None,
        holidays=HOLIDAYS,
    )

    assert complaint.received_on == date(2026, 7, 7)


def test_an_extension_needs_a_reason_and_a_later_day_and_stops_at_the_most() -> None:
    """Each refusal says which of these it is."""
    complaint = handled(a_complaint())

    def extend(to: str, why: str = "We wait for a report.") -> Complaint:
        return complaints.extend(
            complaint, Step(journals.staff(MANAGER), at("2026-11-10"), StepId("x")), to=date.fromisoformat(to), why=why
        )

    with refused(VoiceRefusal.NO_REASON):  # type: ignore[attr-defined]
        extend("2026-11-20", why=" ")
    with refused(VoiceRefusal.NOT_LATER):  # type: ignore[attr-defined]
        extend("2026-11-16")
    with refused(VoiceRefusal.BEYOND_MOST):  # type: ignore[attr-defined]
        extend("2026-12-01")
    assert extend("2026-11-30").due == date(2026, 11, 30)


def test_an_extension_outlives_the_acknowledgement() -> None:
    """To acknowledge afterwards does not take back the later day."""
    complaint = a_complaint("corporate")
    longer = complaints.extend(
        complaint, Step(journals.staff(DESK), at("2026-11-03"), StepId("x")), to=date(2026, 12, 1), why="We wait."
    )

    assert handled(longer).due == date(2026, 12, 1)


def test_a_panel_cannot_be_moved_at_all() -> None:
    """Where the rules allow no extension, the last day is the day."""
    at_stage_2 = at_next_stage(answered(a_complaint()), "2026-11-11")
    at_panel = at_next_stage(investigated(at_stage_2, "2026-11-20"), "2026-11-23")

    assert at_panel.milestone_due == date(2027, 1, 7)
    assert at_panel.due == at_panel.most == date(2027, 2, 4)
    with refused(VoiceRefusal.BEYOND_MOST):  # type: ignore[attr-defined]
        complaints.extend(
            at_panel, Step(journals.staff(DESK), at("2026-11-24"), StepId("x")), to=date(2027, 2, 5), why="x"
        )


def test_who_handled_one_stage_cannot_handle_the_next() -> None:
    """Ombudsman code: stage 2 is somebody else's."""
    second = at_next_stage(answered(a_complaint("corporate")), "2026-11-11")

    assert complaints.who_may_handle(second, track("corporate")) == (OTHER, DESK)
    with refused(VoiceRefusal.HANDLED_BEFORE):  # type: ignore[attr-defined]
        handled(second)
    assert handled(second, by=OTHER).handler == OTHER


def test_only_a_stages_own_handlers_take_it() -> None:
    """The policy names them."""
    with refused(VoiceRefusal.NOT_A_HANDLER):  # type: ignore[attr-defined]
        handled(a_complaint(), by=INVESTIGATOR)


def test_nobody_else_answers_or_reads() -> None:
    """Complaints are their handler's, and the desk's."""
    complaint = handled(a_complaint())

    assert complaint.may_be_read_by(MANAGER, desk=RULES.complaints_desk)
    assert complaint.may_be_read_by(DESK, desk=RULES.complaints_desk)
    assert not complaint.may_be_read_by(OTHER, desk=RULES.complaints_desk)
    with refused(VoiceRefusal.NOT_A_HANDLER):  # type: ignore[attr-defined]
        complaint_end.answer(
            complaint,
            Step(journals.staff(OTHER), at("2026-11-10"), StepId("x")),
            words="No.",
            outcome=Outcome.NOT_UPHELD,
            track=track("childrens-services"),
        )


def test_after_the_last_stage_there_is_none() -> None:
    """People are told of the ombudsman instead."""
    with refused(VoiceRefusal.NO_NEXT_STAGE):  # type: ignore[attr-defined]
        at_next_stage(answered(a_complaint("health")), "2026-11-12")


def test_a_late_request_for_the_next_stage_is_flagged_not_refused() -> None:
    """A person decides what it means."""
    answer = answered(a_complaint())

    assert not at_next_stage(answer, "2026-12-08").late
    assert at_next_stage(answer, "2026-12-09").late


@pytest.mark.parametrize(("happened", "late"), [("2025-11-02", False), ("2025-11-01", True)])
def test_after_twelve_months_a_complaint_is_flagged_not_refused(happened: str, late: bool) -> None:
    """Children Act: within 12 months."""
    assert a_complaint(happened=date.fromisoformat(happened)).late is late


def test_staff_are_told_before_a_date_on_it_after_it_and_each_week_until_it_is_done() -> None:
    """The acknowledgement first, then the answer. The run comes every day."""

    def told(one: Complaint, days: int) -> tuple[Complaint, list[str]]:
        entries = len(one.journal)
        for day in (date(2026, 11, 2) + timedelta(days=n) for n in range(days)):
            with suppress(Refused):
                step = Step(journals.Job.REMINDERS.actor, at(day.isoformat()), StepId(f"warn-{day}"))
                one = complaints.warn(one, step)
        return one, [f"{entry.at:%m-%d} {entry.action}" for entry in one.journal[entries:]]

    late, days = told(a_complaint(), 24)
    soon = ["11-03 due-soon", "11-04 due-soon"]
    answer = ["11-13 due-soon", "11-16 due-soon", "11-17 overdue", "11-24 overdue"]
    assert days == [*soon, "11-05 overdue", "11-12 overdue", *answer]
    assert late.warned_for == (date(2026, 11, 4), date(2026, 11, 16))
    assert [each.facts["again"] for each in late.journal if each.action == "overdue"] == [0, 1, 0, 1]

    _, days = told(handled(a_complaint(), day="2026-11-03"), 32)
    assert days == ["11-13 due-soon", "11-16 due-soon", "11-17 overdue", "11-24 overdue", "12-01 overdue"]


_ON_FILE = [
    ComplaintAction[name] for name in ("NOTE", "SORT", "ATTACH", "DETACH", "BEYOND", "LEARN", "LEARNT", "LEARNING_DUE")
]
"""What goes on when nothing is owed to whoever complained any more."""


@pytest.mark.parametrize("action", list(ComplaintAction))
@pytest.mark.parametrize("state", list(ComplaintState))
def test_what_the_table_does_not_name_is_refused(state: ComplaintState, action: ComplaintAction) -> None:
    """Every pair of state and action, so that none is left to chance."""
    allowed = (state, action) in complaints.Complaint.TRANSITIONS
    closed = (ComplaintState.WITHDRAWN, ComplaintState.REFUSED, ComplaintState.MERGED)
    again = {ComplaintAction.REOPEN} if state is not ComplaintState.MERGED else set()
    still = {*_ON_FILE, *again, ComplaintAction.ERASE}
    only_erased = state in closed and action not in still
    closed_to_all = only_erased or state is ComplaintState.ERASED or action is ComplaintAction.SEND

    assert not (allowed and closed_to_all)


@pytest.mark.parametrize("weekday", range(7))
def test_a_run_that_comes_late_is_followed_by_the_next_a_week_on(weekday: int) -> None:
    """On whatever day of the week the date that was missed lay."""
    step = Step(journals.Job.REMINDERS.actor, at(f"2027-03-{1 + weekday:02}"), StepId("warn"))

    assert complaints.warn(a_complaint(), step).warn_on == date(2027, 3, 8 + weekday)
