"""What is said of a promise in public is true for every way that it can stand."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from takepart.domain.aggregate import Step
from takepart.domain.assurance import duty as duties
from takepart.domain.assurance.duty import Duty, Evidence
from takepart.domain.assurance.slots import slots_of
from takepart.domain.ids import StaffId, StepId
from takepart.domain.journal import staff
from takepart.use_cases.assurance.ports import Promises
from takepart.use_cases.assurance.public_promises import PromiseState, public_promises
from tests.assurance_builders import a_commitment, a_team, an_assurance
from tests.fakes_assurance import FakePromises

TEAM, DROP_INS = a_team(), a_commitment()
RULES = an_assurance(TEAM, commitments=(DROP_INS,))
AT = datetime(2027, 9, 1, 8, 0, tzinfo=UTC)
SLOTS = slots_of(DROP_INS, TEAM, 2026, rules=RULES)


def shown(slots: list[int], store: FakePromises) -> None:
    """Evidence for some of the year's slots, each on its last day."""
    duty = Duty(team=TEAM.id, commitment=DROP_INS.id, year=2026)
    for place in slots:
        evidence = Evidence(slot=SLOTS[place].id, day=SLOTS[place].due, by=staff(StaffId("lead")), note="Twelve came.")
        duty = duties.show(duty, Step(evidence.by, AT, StepId(f"show-{place}")), SLOTS[place], evidence)
        store.save(duty)


def test_on_the_first_day_nothing_is_said_to_be_broken() -> None:
    """Nobody wrote anything down yet, so nobody can tell what was kept before."""
    (promise,) = public_promises(2026, promises=Promises(RULES, FakePromises()), today=date(2026, 12, 1))

    assert promise.state is PromiseState.NO_RECORD
    assert promise.owed == 0


@given(
    kept=st.sets(st.integers(0, len(SLOTS) - 1)),
    today=st.dates(SLOTS[0].opens - timedelta(days=5), SLOTS[-1].due + timedelta(days=60)),
)
def test_each_word_says_what_the_records_say(kept: set[int], today: date) -> None:
    """Kept: all that was owed since the first record. Not kept: something was, and none of it was shown."""
    store = FakePromises()
    shown(sorted(kept), store)
    first = min((SLOTS[place].due for place in kept), default=today)
    over = {place for place, slot in enumerate(SLOTS) if slot.due < today}
    owed = {place for place in over if SLOTS[place].due >= first or place in kept}

    (promise,) = public_promises(2026, promises=Promises(RULES, store), today=today)

    assert (promise.owed, promise.kept) == (len(owed), len(owed & kept))
    expected = {
        PromiseState.KEPT: bool(owed) and owed <= kept,
        PromiseState.PARTLY: bool(owed & kept) and not owed <= kept,
        PromiseState.NOT_KEPT: bool(owed) and not owed & kept,
        PromiseState.AHEAD: not owed and bool(kept),
        PromiseState.NO_RECORD: not owed and not kept and bool(over),
        PromiseState.NOT_DUE: not owed and not kept and not over,
    }
    assert [state for state, true in expected.items() if true] == [promise.state]
    assert all(state.plain for state in PromiseState)
