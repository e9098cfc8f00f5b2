"""Rules change without a deployment: two people, from a day on, and no day that is over is told otherwise."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import count

import pytest

from takepart.adapters.policy.compiled import pack
from takepart.adapters.policy.file import load, load_assurance
from takepart.adapters.policy.sent import Reader
from takepart.domain.aggregate import Step
from takepart.domain.ids import ActivityTypeId, StaffId, StepId
from takepart.domain.journal import staff
from takepart.domain.money import Money
from takepart.domain.organisation.compared import Difference, Rules
from takepart.domain.organisation.edition import Edition, EditionRefusal, EditionState, in_force
from takepart.domain.refused import Refused
from takepart.domain.words import short_day
from takepart.use_cases.organisation import keep_rules
from takepart.use_cases.organisation.keep_rules import NotRight, Rulebook
from takepart.use_cases.ports import ChangedMeanwhile
from takepart.use_cases.stores import DamagedRecord
from tests.fake_store import FakeEditions, FakeMembers, FakeTeams
from tests.policies import POLICIES

TODAY = date(2026, 12, 1)
LATER = TODAY + timedelta(days=31)
FILE = POLICIES / "wirral.toml"
TEXT = FILE.read_text()
PROMISES = load_assurance(FILE)
assert PROMISES is not None
BUILT = Rules(policy=load(FILE), promises=PROMISES)
VERSION = f'version = "{BUILT.policy.version}"'
presses = count(1)
MEETING = next(each for each in BUILT.policy.activity_types if any(rate.ends is None for rate in each.rates))


def step(day: date = TODAY, by: str = "service-manager") -> Step:
    at = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    return Step(staff(StaffId(by)), at, StepId(f"press-{next(presses)}"))


def a_book() -> Rulebook:
    return Rulebook(editions=FakeEditions(), reader=Reader(FILE, BUILT), staff=FakeMembers(), teams=FakeTeams())


def a_text(*changes: tuple[str, str], version: str = "2027-01") -> str:
    """The file that the service was built with, with some of it written otherwise."""
    text = TEXT
    for before, after in ((VERSION, f'version = "{version}"'), *changes):
        assert before in text, before
        text = text.replace(before, after, 1)
    return text


LATE = f"late_after_days = {BUILT.policy.claims.late_after_days}"


def published(book: Rulebook, text: str, since: date = TODAY) -> Edition:
    made = keep_rules.ask(book, text, since, step())
    return keep_rules.publish(book, made.id, step(by="finance-1"), seen=made.version)


def refusal(doing: Callable[[], object]) -> EditionRefusal:
    with pytest.raises(Refused) as refused:
        doing()
    assert isinstance(refused.value.reason, EditionRefusal)
    return refused.value.reason


def problems(doing: Callable[[], object]) -> str:
    with pytest.raises(NotRight) as refused:
        doing()
    return "\n".join(refused.value.problems)


def test_an_edition_holds_from_its_day_once_a_second_person_publishes_it() -> None:
    """Not while it waits, and not the day before."""
    book = a_book()
    asked = keep_rules.ask(book, a_text((LATE, "late_after_days = 21")), LATER, step())
    assert in_force(book.editions.all(), LATER) is None
    assert refusal(lambda: keep_rules.publish(book, asked.id, step(), seen=1)) is EditionRefusal.SECOND_PERSON

    made = keep_rules.publish(book, asked.id, step(by="finance-1"), seen=1)

    assert in_force(book.editions.all(), LATER - timedelta(days=1)) is None
    assert in_force(book.editions.all(), LATER) == made
    assert book.rules(made).policy.claims.late_after_days == 21
    assert book.text(made) == a_text((LATE, "late_after_days = 21"))


def test_the_list_of_editions_is_read_once_for_one_judgement() -> None:
    """What holds without it, whose name and day are taken and what comes after it are told by one and the same list."""
    editions = FakeEditions()
    book = replace(a_book(), editions=editions)
    asked = keep_rules.ask(book, a_text((LATE, "late_after_days = 21")), LATER, step())
    assert editions.reads == 1

    keep_rules.publish(book, asked.id, step(by="finance-1"), seen=1)

    assert editions.reads == 2


def test_it_is_told_in_words_what_changes() -> None:
    """Rates, promises with the teams that owe them, audit statements, notices, and what is new or gone."""
    promise, statement = BUILT.promises.commitments[0], BUILT.promises.statements[0]
    text = a_text(
        (LATE, "late_after_days = 21"),
        (promise.promise, "We promise something else."),
        (statement.words, "We do it otherwise."),
    )
    book = a_book()
    changes = keep_rules.changes_of(book, keep_rules.ask(book, text, promise.starts, step(promise.starts)))
    by_part = {each.part: each for each in changes}

    assert by_part["Claims"] == Difference(
        part="Claims",
        what="Late after days",
        before=f"{BUILT.policy.claims.late_after_days} calendar days",
        after="21 calendar days",
    )
    assert by_part["Promises"].after == "We promise something else."
    assert by_part["Promises"].teams == tuple(
        each.name for each in BUILT.promises.owners if each.kind in promise.owners
    )
    assert by_part["Audit statements"].after == "We do it otherwise."
    assert len(changes) == 4  # and its version


def test_the_same_press_asks_once_and_one_text_is_one_edition() -> None:
    """Sent with the line ends of another system it is the same, and it is not asked for twice."""
    book, pressed, text = a_book(), step(), a_text()
    first = keep_rules.ask(book, text, LATER, pressed)

    assert keep_rules.ask(book, text.replace("\n", "\r\n"), LATER, pressed) == first
    assert refusal(lambda: keep_rules.ask(book, text, LATER, step())) is EditionRefusal.KNOWN
    with pytest.raises(ChangedMeanwhile):
        keep_rules.publish(book, first.id, step(by="finance-1"), seen=7)


def test_one_that_was_turned_down_can_be_sent_again() -> None:
    """It waits anew, and only for a second person; what was begun cannot be taken back."""
    book, text = a_book(), a_text()
    first = keep_rules.ask(book, text, LATER, step())
    keep_rules.turn_down(book, first.id, step(by="finance-1"), seen=1)
    again = keep_rules.ask(book, text, LATER, step())
    made = keep_rules.publish(book, again.id, step(by="finance-1"), seen=3)

    assert made.state is EditionState.PUBLISHED
    assert refusal(lambda: keep_rules.take_back(book, made.id, step(LATER), seen=4)) is EditionRefusal.BEGUN
    assert keep_rules.take_back(book, made.id, step(), seen=4).state is EditionState.TURNED_DOWN


def test_what_cannot_be_published_says_why() -> None:
    """A day that is over or taken, a version that was used, the same text, and a day that passed while it waited."""
    book = a_book()
    first = published(book, a_text(), TODAY)

    def asked(text: str, since: date) -> Callable[[], object]:
        return lambda: keep_rules.ask(book, text, since, step())

    assert refusal(asked(a_text(version="x"), TODAY - timedelta(days=1))) is EditionRefusal.PAST_DAY
    assert refusal(asked(a_text(version="x"), TODAY + timedelta(days=900))) is EditionRefusal.TOO_FAR
    assert refusal(asked(a_text(version="x"), TODAY)) is EditionRefusal.DAY_TAKEN
    assert refusal(asked(a_text((LATE, "late_after_days = 21")), LATER)) is EditionRefusal.NAME_TAKEN
    assert refusal(lambda: keep_rules.ask(a_book(), TEXT, LATER, step())) is EditionRefusal.SAME
    waits = keep_rules.ask(book, a_text(version="x"), LATER, step())
    late = step(LATER + timedelta(days=1), by="finance-1")
    assert refusal(lambda: keep_rules.publish(book, waits.id, late, seen=1)) is EditionRefusal.DAY_OVER
    assert first.name == "2027-01"


def test_a_mistake_is_told_with_its_key_as_the_build_tells_it() -> None:
    """All of them at once, and no file name that nobody sent."""
    book = a_book()

    def asked(text: str) -> str:
        return problems(lambda: keep_rules.ask(book, text, LATER, step()))

    assert "late_after_days: 0 is" in asked(a_text((LATE, "late_after_days = 0")))
    assert asked("what is this?").startswith("line 1:")
    assert asked(" ") == "is empty, start from a copy of another policy file"
    assert "claims.late_after_days: 400 must be less" in asked(
        a_text(
            (LATE, "late_after_days = 400"), (f"oldest_days = {BUILT.policy.claims.oldest_days}", "oldest_days = 30")
        )
    )
    assert not book.editions.all()


def test_no_edition_tells_a_day_that_is_over_otherwise() -> None:
    """What was paid stays what it was, and what records name stays there."""
    rate = MEETING.rates[-1]
    book = a_book()

    def with_fee(starts: str) -> str:
        head, mark, rest = TEXT.partition(f'id = "{MEETING.id}"')
        fee = f'fee = "{rate.fee.pence / 100:.2f}"'
        assert fee in rest, fee
        return (head + mark + rest.replace(fee, starts, 1)).replace(VERSION, 'version = "x"', 1)

    told = problems(lambda: keep_rules.ask(book, with_fee('fee = "90.00"'), LATER, step()))
    assert told.startswith(f"{MEETING.name}: what held on ")
    gone = a_text((f'id = "{MEETING.id}"', 'id = "another"'), version="y")
    assert f"{MEETING.name}: records name it" in problems(lambda: keep_rules.ask(book, gone, LATER, step()))
    seller = BUILT.policy.vouchers.provider
    other = a_text((f'provider = "{seller}"', 'provider = "Somebody else"'), version="z")
    assert f"{seller}: vouchers carry it" in problems(lambda: keep_rules.ask(book, other, LATER, step()))


def test_no_edition_is_put_before_a_later_one_that_would_tell_its_days_otherwise() -> None:
    """What the later one does not know of would be gone on its first day, though records name it by then."""
    charity = '[[charities]]\nid = "new-one"\nname = "New one"\nsort_code = "12-34-56"\naccount_number = "01234567"\n\n'
    book, known = a_book(), a_text(("[[charities]]", f"{charity}[[charities]]"), version="x")
    later = published(book, a_text(version="later"), LATER)

    told = problems(lambda: keep_rules.ask(book, known, TODAY, step()))
    assert told == f"later, from {short_day(LATER)}: New one: records name it, so it has to stay."
    keep_rules.take_back(book, later.id, step(), seen=later.version)
    assert published(book, known, TODAY).state is EditionState.PUBLISHED


def test_what_a_later_edition_goes_on_from_is_not_taken_back_before_it() -> None:
    """The later one was read against it: without it, days between the two would be told otherwise."""
    book, between = a_book(), TODAY + timedelta(days=5)
    first = published(book, a_text(version="first"), between)
    second = published(book, a_text((LATE, "late_after_days = 21"), version="second"), LATER)

    assert refusal(lambda: keep_rules.take_back(book, first.id, step(), seen=first.version)) is EditionRefusal.LATER
    keep_rules.take_back(book, second.id, step(), seen=second.version)
    assert keep_rules.take_back(book, first.id, step(), seen=first.version).state is EditionState.TURNED_DOWN


def test_a_rate_that_begins_with_the_edition_is_told_as_new() -> None:
    """The earlier one ends the day before; both are readable on their days."""
    rate = MEETING.rates[-1]
    starts = f"starts = {rate.starts}"
    head, mark, rest = a_text().partition(f'id = "{MEETING.id}"')
    block = rest[rest.index("[[activities.rates]]") :]
    block = block[: block.index("\n\n") + 1]
    later = block.replace(starts, f"starts = {LATER}").replace(f'"{rate.fee.pence / 100:.2f}"', '"90.00"')
    ended = block.replace(starts, f"{starts}\nends = {LATER - timedelta(days=1)}")
    text = head + mark + rest.replace(block, f"{ended}\n{later}", 1)
    book = a_book()
    made = published(book, text, LATER)
    rules = book.rules(made).policy.activity_type(ActivityTypeId(MEETING.id))
    (new,) = [each for each in keep_rules.changes_of(book, made) if not each.before]

    assert rules.rate_on(LATER).fee == Money(90_00)
    assert rules.rate_on(LATER - timedelta(days=1)).fee == rate.fee
    assert new.part == "What we pay"
    assert "fee £90" in new.after


@pytest.mark.parametrize("data", [b"damaged", pack({"version": "another release's"})])
def test_rules_that_this_release_cannot_read_are_followed_by_the_next(data: bytes) -> None:
    """Nobody publishes them, and the next are held against the last ones that can be read, as functions go by them."""
    book = a_book()
    first = published(book, a_text())
    waits = keep_rules.ask(book, a_text(version="2027-02"), LATER, step())
    broken = published(book, a_text(version="2027-03"), TODAY + timedelta(days=1))
    for each in (waits, broken):
        book.editions.texts[each.id] = ("", data)  # type: ignore[attr-defined]  # the fake's
    after = a_text((LATE, "late_after_days = 21"), version="2027-04")

    with pytest.raises((NotRight, DamagedRecord)):
        keep_rules.publish(book, waits.id, step(by="finance-1"), seen=waits.version)
    with pytest.raises((NotRight, DamagedRecord)):
        keep_rules.changes_of(book, broken)
    last = published(book, after, TODAY + timedelta(days=2))

    assert "2027-01" in [each.before for each in keep_rules.changes_of(book, last)]
    assert first.name == "2027-01"


def test_people_and_teams_of_the_file_are_passed_over() -> None:
    """They are records, with steps of their own: no file gives somebody a role past these."""
    book = a_book()
    text = a_text((f'name = "{BUILT.policy.staff[0].name}"', 'name = "Somebody else"'))
    made = published(book, text)

    assert book.rules(made).policy.staff == BUILT.policy.staff
    assert book.rules(made).promises.teams == BUILT.promises.teams
