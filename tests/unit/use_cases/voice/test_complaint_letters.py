"""Who hears of a step of a complaint: whoever complained, whoever has the next move, and managers when it is late."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from itertools import pairwise
from typing import Any

import pytest

from takepart.domain import journal as journals
from takepart.domain.aggregate import Step
from takepart.domain.ids import StepId
from takepart.domain.voice import complaint as steps
from takepart.domain.voice import complaint_end, complaint_file
from takepart.domain.voice.complaint import Complaint
from takepart.domain.voice.complaint_parts import Complainant, ComplaintAction, Outcome, WhyNot
from takepart.domain.words import long_day
from takepart.letters.writer import Writer
from takepart.use_cases.letters import LetterDue
from takepart.use_cases.ports import Event, EventKind
from takepart.use_cases.voice.letters_due import MOST_ALONE, LettersDue, VoiceLetter
from tests.complaints import ADJUDICATOR, DESK, HOLIDAYS, MANAGER, RULES, OnFile, a_step
from tests.policies import WIRRAL
from tests.voices import FakeComplaints, fake_stores

MAIL = {member.id: member.email for member in WIRRAL.staff}
THEIRS = "parent@example.com"


def letters_of(one: Complaint, *, last: int = 1) -> list[LetterDue]:
    """The letters of the last steps, as soon as they are taken."""
    due = LettersDue(stores=fake_stores(complaints=FakeComplaints(one)), policy=WIRRAL, now=one.journal[-1].at)
    events = [
        Event(kind=EventKind.COMPLAINT, about=one.id, seq=entry.seq, action=entry.action)
        for entry in one.journal[-last:]
    ]
    return [letter for event in events for letter in due.of(event)]


def told(one: Complaint) -> set[tuple[Any, str]]:
    return {(letter.kind, letter.to) for letter in letters_of(one)}


def words(letter: LetterDue) -> str:
    written = Writer(policy=WIRRAL, site="https://takepart.example").write(letter, token="t")
    return " ".join(f"{written.subject} {written.text}".split())


def test_the_desk_hears_when_somebody_else_is_to_answer() -> None:
    """Once both have reported, and not at a milestone after which its handler goes on."""
    case = OnFile().at_stage_2().named("independent-person", "Independent One", "2026-11-18")
    assert told(case.one) == set()

    case.reached("reports", "2026-12-08")
    assert told(case.one) == {(VoiceLetter.COMPLAINT_TO_ANSWER, MAIL[DESK])}
    assert told(case.given(ADJUDICATOR, "2026-12-09").one) == {(VoiceLetter.COMPLAINT_YOURS, MAIL[ADJUDICATOR])}

    panel = OnFile().at_stage_3()
    for name in ("Member One", "Member Two", "Member Three"):
        panel.named("panel-member", name, "2026-12-16")
    assert told(panel.reached("meeting", "2027-01-20").one) == set()


def test_an_answer_goes_to_its_signer_and_comes_back() -> None:
    case = OnFile("corporate").given(MANAGER, "2026-11-03").answered("2026-11-10").next_stage("2026-11-16")
    case.given(DESK, "2026-11-17").answered("2026-11-20", DESK, outcome=Outcome.NOT_UPHELD, signer=MANAGER)
    assert told(case.one) == {(VoiceLetter.COMPLAINT_TO_SIGN, MAIL[MANAGER])}

    case.do(complaint_end.send_back, "2026-11-23", MANAGER, why="Say sorry first.")
    (letter,) = letters_of(case.one)
    assert (letter.kind, letter.to) == (VoiceLetter.COMPLAINT_SENT_BACK, MAIL[DESK])
    assert "Say sorry" not in words(letter)


def test_a_refusal_names_where_they_can_go() -> None:
    """The address and the number stand in the letter; what we wrote does not."""
    case = OnFile("data-protection").do(
        complaint_end.refuse, "2026-11-04", reason=WhyNot.NOT_OURS, words="The school keeps this file."
    )
    (letter,) = letters_of(case.one)

    assert (letter.kind, letter.to) == (VoiceLetter.COMPLAINT_REFUSED, THEIRS)
    assert "Information Commissioner’s Office" in words(letter)
    assert "Wycliffe House, Water Lane, Wilmslow SK9 5AF" in words(letter)
    assert "The school" not in words(letter)


def test_another_kind_is_explained_with_its_dates() -> None:
    case = OnFile("corporate").do(
        complaint_end.change_track,
        "2026-11-04",
        to=RULES.track("childrens-services"),
        words="It is about your care.",
        holidays=HOLIDAYS,
    )
    letters = {letter.kind: letter for letter in letters_of(case.one)}

    assert letters[VoiceLetter.COMPLAINT_NEW].to == MAIL[DESK]
    text = words(letters[VoiceLetter.COMPLAINT_KIND])
    assert "The days count from Monday 2 November 2026" in text
    assert "By Monday 16 November 2026 you get our answer" in text


def test_opened_again_is_told_to_them_and_to_the_desk() -> None:
    case = OnFile().do(complaint_end.refuse, "2026-11-04", reason=WhyNot.NOT_OURS, words="Not ours.")
    case.by_track(complaint_end.reopen, "2026-11-18", words="The ombudsman asks for it.", holidays=HOLIDAYS)

    assert told(case.one) == {(VoiceLetter.COMPLAINT_AGAIN, THEIRS), (VoiceLetter.COMPLAINT_NEW, MAIL[DESK])}


def test_put_together_is_told_to_both_sides() -> None:
    first, second = OnFile(), OnFile(id="BBBB-CCCC")
    kept = complaint_end.take_in(second.one, a_step("2026-11-04"), other=first.one)
    gone = complaint_end.merge(first.one, a_step("2026-11-04"), into=second.one)

    (letter,) = letters_of(gone)
    assert "is now part of BBBB-CCCC" in words(letter)
    assert told(kept) == {(VoiceLetter.COMPLAINT_MORE, MAIL[DESK])}


def test_that_it_was_taken_back_is_told_to_who_has_it_and_confirmed_to_who_complained() -> None:
    """Whoever pressed the button for them; by post where they have no email."""
    case = OnFile().given(MANAGER, "2026-11-03").do(steps.withdraw, "2026-11-04")
    theirs, ours = letters_of(case.one)
    assert (theirs.kind, theirs.to) == (VoiceLetter.COMPLAINT_WITHDRAWN, THEIRS)
    assert "You took your complaint back" in words(theirs)
    assert ours.to == MAIL[MANAGER]
    assert "has taken it back" in words(ours)

    on_paper = replace(case.one, complainant=Complainant(name="A parent", email="", address="1 High Street"))
    assert (VoiceLetter.COMPLAINT_BY_POST, MAIL[MANAGER]) in told(on_paper)


def warned(one: Complaint, until: date) -> Complaint:
    """The morning run of each day from the next one on."""
    day = one.journal[-1].at
    while day.date() < until:
        day += timedelta(days=1)
        if one.waits_for and one.warn_on <= day.date():
            one = steps.warn(one, Step(journals.Job.REMINDERS.actor, day, StepId(f"warn-{day.date()}")))
    return one


def panel_is_complete() -> OnFile:
    case = OnFile().at_stage_3()
    for name in ("Member One", "Member Two", "Member Three"):
        case.named("panel-member", name, "2026-12-16")
    return case


def test_a_missed_date_climbs_a_manager_a_week() -> None:
    """First its handler and the desk, then with them the manager, then the manager's manager."""
    late = warned(OnFile().given(MANAGER, "2026-11-03").one, date(2026, 12, 10))

    overdue = [entry.seq for entry in late.journal if entry.action == ComplaintAction.OVERDUE.value]
    found = [letters_of(one_until(late, seq)) for seq in overdue]

    ours = [[letter.to for letter in letters if letter.kind is VoiceLetter.COMPLAINT_OVERDUE] for letters in found]
    first = [MAIL[MANAGER], MAIL[DESK]]
    manager, above = (MAIL[each] for each in RULES.complaints_managers)
    assert ours == [first, [*first, manager], [*first, manager, above], [*first, manager, above]]
    assert "their managers hear of it as well" in words(found[1][-1])
    assert "managers" not in words(found[0][-1])
    assert [each.to for letters in found for each in letters if each.kind is VoiceLetter.COMPLAINT_LATE] == [THEIRS]


@pytest.mark.parametrize(
    ("case", "until", "days"),
    [
        (OnFile(), "2026-12-02", ["2026-11-04", "2026-11-16"]),
        (
            OnFile().at_stage_2().named("independent-person", "Independent One", "2026-11-18"),
            "2027-03-01",
            ["2026-12-21"],
        ),
        (panel_is_complete(), "2027-03-15", ["2027-01-28", "2027-02-25"]),
    ],
    ids=["not acknowledged", "one date", "the panel does not meet"],
)
def test_each_date_is_warned_of_also_while_the_one_before_was_missed(case: OnFile, until: str, days: list[str]) -> None:
    """Staff before it, on it and after it; whoever complained of each that was missed; then one letter a week."""
    late, found = case.one, []
    last, day = date.fromisoformat(until), case.one.journal[-1].at.date()
    while (day := day + timedelta(days=1)) <= last:
        after = warned(late, day)
        found += [letters_of(after)] if after.version > late.version else []
        late = after

    assert all(found)
    for each in map(date.fromisoformat, days):
        soon = [entry.at.date() for entry in late.journal if entry.facts.get("due") == each.isoformat()]
        assert soon[-1] == each and soon[0] < each
    told = [words(one) for letters in found for one in letters if one.kind is VoiceLetter.COMPLAINT_LATE]
    for each, text in zip(map(date.fromisoformat, days), told, strict=True):
        assert long_day(each) in text
    again = [entry.at.date() for entry in late.journal if entry.action == "overdue" and entry.facts["again"]]
    assert all((after - before).days >= 7 for before, after in pairwise(again))


def one_until(one: Complaint, seq: int) -> Complaint:
    return replace(one, journal=one.journal[:seq])


def test_managers_read_it_once_they_were_told() -> None:
    manager, above = RULES.complaints_managers
    late = warned(OnFile().given(MANAGER, "2026-11-03").one, date(2026, 11, 24))

    def reads(one: Complaint, who: Any) -> bool:
        return one.may_be_read_by(who, desk=RULES.complaints_desk, managers=RULES.complaints_managers)

    assert late.climbed == 1
    assert reads(late, manager)
    assert not reads(late, above)


def test_the_owner_of_what_was_learnt_is_told_and_reminded_until_it_is_done() -> None:
    """Before the day, on it, after it, and then each week; and the complaint is not erased before."""
    owner = RULES.readers[0]
    case = OnFile().given(MANAGER, "2026-11-03").answered("2026-11-10")
    case.one = complaint_file.learn(
        case.one, a_step("2026-11-11"), what="We call back.", owner=owner, by=date(2026, 12, 1)
    )
    (letter,) = letters_of(case.one)
    assert (letter.kind, letter.to) == (VoiceLetter.COMPLAINT_LEARNING, MAIL[owner])
    assert letter.path == "/office/voice/complaints/learning"
    assert "by Tuesday 1 December 2026" in words(letter)

    late = warned(case.one, date(2026, 12, 9))
    reminded = [f"{entry.at:%m-%d}" for entry in late.journal if entry.action == "learning-due"]
    assert reminded == ["11-28", "12-01", "12-02", "12-09"]
    assert told(late) == {(VoiceLetter.COMPLAINT_LEARNING, MAIL[owner])}
    assert late.rests_since is None

    done = complaint_file.learnt(late, a_step("2026-12-10"), number=0, did="A list.")
    assert done.waits_for is None
    assert done.rests_since == date(2026, 12, 10)


def test_a_letter_about_something_to_do_names_its_own_day() -> None:
    """Not the day of another thing to do; and also when it was done before the letter was written."""
    owner = RULES.readers[0]
    case = OnFile().given(MANAGER, "2026-11-03").answered("2026-11-10")
    one = complaint_file.learn(case.one, a_step("2026-11-11"), what="Call.", owner=owner, by=date(2026, 12, 1))
    one = complaint_file.learn(one, a_step("2026-11-12"), what="A list.", owner=owner, by=date(2026, 12, 20))
    assert "by Sunday 20 December 2026" in words(letters_of(one)[0])

    done = complaint_file.learnt(one, a_step("2026-11-13", press="a"), number=0, did="Done.")
    done = complaint_file.learnt(done, a_step("2026-11-13", press="b"), number=1, did="Done.")
    (letter,) = letters_of(done, last=3)
    assert "by Sunday 20 December 2026" in words(letter)


def test_a_letter_that_is_written_later_says_nothing_that_is_not_true_any_more() -> None:
    """Answered since, nobody is reminded; acknowledged since, the letter names the day that was missed."""
    case = OnFile().given(MANAGER, "2026-11-03")
    soon = warned(case.one, case.one.due - timedelta(days=3))
    assert told(soon) == {(VoiceLetter.COMPLAINT_SOON, MAIL[MANAGER])}
    case.one = soon
    kinds = {each.kind for each in letters_of(case.answered("2026-11-13").one, last=2)}
    assert VoiceLetter.COMPLAINT_SOON not in kinds

    late = OnFile()
    missed = late.one.acknowledge_by
    late.one = warned(late.one, missed + timedelta(days=1))
    late.given(MANAGER, "2026-11-06")
    assert late.one.next_date > missed
    letters = [each for each in letters_of(late.one, last=4) if each.kind is VoiceLetter.COMPLAINT_OVERDUE]
    assert letters
    assert all("Wednesday 4 November 2026" in words(each) for each in letters)


def test_of_forty_complaints_the_desk_hears_of_the_first_at_once_and_then_of_their_list() -> None:
    """Anybody can send them. The next letter about the list comes when it has doubled; missed dates have their own."""
    found = []
    for number in range(40):
        case = OnFile(id=f"complaint-{number}").do(steps.warn, "2026-11-17")
        stores = fake_stores(complaints=FakeComplaints(case.one))
        for entry in case.one.journal:
            due = LettersDue(stores=stores, policy=WIRRAL, now=entry.at, complaints=partial(int, number + 1))
            event = Event(kind=EventKind.COMPLAINT, about=case.one.id, seq=entry.seq, action=entry.action)
            found += [each for each in due.of(event) if each.to == MAIL[DESK]]
    went_out = list({each.key: each for each in reversed(found)}.values())
    lists = [each for each in went_out if each.kind is VoiceLetter.COMPLAINTS_WAIT]

    assert [each.kind for each in went_out].count(VoiceLetter.COMPLAINT_NEW) == MOST_ALONE
    assert [each.kind for each in went_out].count(VoiceLetter.COMPLAINT_OVERDUE) == MOST_ALONE
    assert sorted(int(str(each.values["waiting"])) for each in lists) == [6, 6, 8, 8, 16, 16, 32, 32]
    assert {each.path for each in lists} == {"/office/voice/complaints"}
    assert sum("At least one has missed a date" in words(each) for each in lists) == 4


def test_a_complaint_that_somebody_has_in_hand_is_told_of_by_itself() -> None:
    """However many others wait: they were given it."""
    case = OnFile().given(MANAGER, "2026-11-03")
    due = LettersDue(
        stores=fake_stores(complaints=FakeComplaints(case.one)),
        policy=WIRRAL,
        now=case.one.journal[-1].at,
        complaints=lambda: 300,
    )
    event = Event(kind=EventKind.COMPLAINT, about=case.one.id, seq=case.one.version - 1, action="assigned")

    assert [each.kind for each in due.of(event)] == [VoiceLetter.COMPLAINT_YOURS]


def test_what_is_added_sixty_times_in_a_day_is_a_few_letters() -> None:
    """To whoever has the complaint; the next day starts anew."""
    case = OnFile().given(MANAGER, "2026-11-03")
    for number in range(60):
        case.one = steps.add(case.one, a_step("2026-11-04", press=f"more-{number}"), words=f"And {number}")
    case.one = steps.add(case.one, a_step("2026-11-05", press="next-day"), words="And today")

    keys = [letter.key for letter in letters_of(case.one, last=61)]

    assert len(keys) == 61
    assert len(set(keys)) == MOST_ALONE + 4 + 1
