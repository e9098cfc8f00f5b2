"""A statement that is reworded or dropped stays in each audit that was signed with it, in its pages and its report."""

from __future__ import annotations

from dataclasses import replace

from takepart.domain.assurance.audit import Audit
from takepart.domain.assurance.rules import Statement, TeamId
from takepart.use_cases.assurance.ports import Promises
from takepart.use_cases.assurance.reports import audits_report
from tests.assurance_builders import STATEMENTS, a_team, an_assurance, an_audit_commitment
from tests.assurance_steps import a_signed_audit
from tests.fakes_assurance import FakePromises

FIRST, *REST = STATEMENTS
REWORDED = replace(FIRST, words="Quite other words.")


def promises(*statements: Statement) -> Promises:
    """The signed audit of a year, under the statements of a later day."""
    store = FakePromises()
    store.audits[TeamId("fostering"), 2026] = a_signed_audit()
    rules = an_assurance(a_team(), commitments=(an_audit_commitment(),), statements=statements)
    return Promises(rules, store)


def test_a_dropped_statement_and_its_action_stay_in_the_report() -> None:
    """The action is in the business plan: nobody may lose it by a new version of the policy."""
    report = audits_report(2026, promises=promises(*REST))

    assert [each.statement.words for each in report.actions] == [FIRST.words]
    assert FIRST.words in {each.words for each, _ in report.levels}


def test_a_reworded_statement_is_told_as_it_was_signed() -> None:
    """A level was given to the old words."""
    report = audits_report(2026, promises=promises(REWORDED, *REST))

    assert [each.statement.words for each in report.actions] == [FIRST.words]
    assert [each.words for each, _ in report.levels] == [each.words for each in STATEMENTS]


def test_an_audit_that_is_not_signed_asks_what_is_asked_now() -> None:
    """Until then nothing is settled."""
    assert Audit(team=TeamId("fostering"), year=2026).statements([REWORDED]) == (REWORDED,)
    assert a_signed_audit().statements([REWORDED]) == tuple(STATEMENTS)
