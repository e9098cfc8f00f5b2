"""Questionnaires and answers in the template's own table: read back the same, counted once, not after the seal."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from types import MappingProxyType
from typing import Any

import pytest
from botocore.exceptions import ClientError

from takepart.adapters.aggregates import Aggregates
from takepart.adapters.clients import client
from takepart.adapters.voice.answers import SHARES, AnswersTable, TallyRow
from takepart.adapters.voice.questionnaires import ConsultationsTable, InvitationsTable, QuestionnairesTable
from takepart.domain import journal as journals
from takepart.domain.aggregate import Step
from takepart.domain.disclosure import Draws
from takepart.domain.ids import StepId
from takepart.domain.voice import answer as answers
from takepart.domain.voice import consultation as consultations
from takepart.domain.voice.aggregates import SENDER, Sender, Signs
from takepart.domain.voice.answer import AnswerId, OwnWords, QuestionnaireAnswer
from takepart.domain.voice.consultation import ConsultationId
from takepart.domain.voice.questionnaire import QuestionnairePurpose, invite
from takepart.domain.voice.questionnaire_states import AnswerState, QuestionnaireState
from takepart.domain.voice.questions import QuestionId
from takepart.domain.voice.sealed import seal
from takepart.domain.voice.tally import (
    ALL,
    SURE,
    CountOf,
    added,
    counted,
    counted_again,
    of_option,
    taken_back,
    theme,
    urn_of,
)
from takepart.use_cases.ports import ChangedMeanwhile, StoreUnavailable
from takepart.use_cases.voice.ports import AnswerMark, Sealed
from tests.integration.conftest import make_table
from tests.questionnaires import ID, LAST_DAY, READER, draft, opened, published, write
from tests.unit.domain.voice.test_consultation import planned
from tests.voices import NOON

OPEN, DAY = QuestionId("q6"), NOON.date()
CHOSEN = MappingProxyType({QuestionId("q1"): ("2",), QuestionId("q2"): ("1", "2")})
WARMER = (OwnWords(question=OPEN, words="Warmer مرحبا 👩‍👩‍👧\n\n "),)


@pytest.fixture
def table(aws: None) -> Aggregates:
    """The table of being heard."""
    return Aggregates(make_table("VoiceTable"))


def store(table: Aggregates, pauses: list[int] | None = None) -> AnswersTable:
    waited = pauses if pauses is not None else []
    return AnswersTable(table, table.row.Meta.table_name, pause=waited.append, draw=lambda: "drawn")


def said(
    name: str = "a",
    *,
    said: tuple[OwnWords, ...] = WARMER,
    sender: Sender | None = None,
    harm: bool = True,
    suspected: tuple[str, ...] = (),
) -> QuestionnaireAnswer:
    made = answers.send(
        Step(SENDER, NOON, StepId(f"s-{name}")),
        id=AnswerId((name * 40)[:40]),
        questionnaire=ID,
        said=said,
        chosen=CHOSEN,
        sender=sender,
        signs=Signs(harm=harm, suspected=suspected),
    )
    assert made is not None
    return made


def test_a_questionnaire_is_read_back_as_it_was_kept(table: Aggregates) -> None:
    """With every kind of question; lists and closing find it where it stands."""
    kept = QuestionnairesTable(table)
    one = opened()
    kept.add(one)

    assert kept.get(ID) == one
    assert kept.many([ID]) == [one]
    assert kept.in_state(QuestionnaireState.OPEN).things == [one]
    assert kept.in_state(QuestionnaireState.DRAFT).things == []
    assert kept.to_close(LAST_DAY) == []
    assert kept.to_close(LAST_DAY.replace(day=12)) == [one]


def test_a_consultation_and_its_questionnaire_name_each_other_or_neither_does(table: Aggregates) -> None:
    """One write for both."""
    kept, consulted = QuestionnairesTable(table), ConsultationsTable(table)
    about = planned()
    consulted.add(about)
    one = draft(purpose=QuestionnairePurpose.CONSULTATION, consultation=ConsultationId(about.id))
    kept.add(one)
    named = consultations.attach(about, Step(journals.staff(READER), NOON, StepId("attach")), questionnaire=ID)
    open_one = opened(purpose=QuestionnairePurpose.CONSULTATION, consultation=ConsultationId(about.id))

    with pytest.raises(ChangedMeanwhile):
        kept.save_with(open_one, replace(named, journal=(*named.journal, named.journal[-1])))
    before = kept.get(ID)
    kept.save_with(open_one, named)

    assert before == one
    assert kept.get(ID) == open_one
    assert consulted.get(about.id) == named


def test_an_answer_counts_once_and_its_words_are_kept(table: Aggregates) -> None:
    """Both or neither, however often it comes; two people are two."""
    kept = store(table)
    kept.start(ID)
    kept.start(ID)
    one, other = said("a"), said("b")
    for _ in range(3):
        kept.send(write(one.id, one, counted(CHOSEN, DAY)))
    kept.send(write(other.id, other, counted(CHOSEN, DAY)))
    kept.send(write(AnswerId("c" * 40), None, counted({}, DAY)))

    assert kept.get(one.id) == one
    assert kept.get(AnswerId("c" * 40)) is None
    assert kept.mark(AnswerId("c" * 40))
    options = (of_option(QuestionId("q1"), "2"), of_option(QuestionId("q2"), "1"), of_option(QuestionId("q2"), "2"))
    assert added(kept.urns(ID).values()) == {ALL: 3, CountOf(f"day-{DAY}"): 3, **dict.fromkeys(options, 2)}
    assert list(kept.alerts()) == [one, other]


def test_the_items_of_an_answer_without_a_name_hold_its_words_and_the_day(table: Aggregates) -> None:
    """Nothing of what was chosen, and no time; the mark holds what only their own code opens."""
    kept = store(table)
    kept.start(ID)
    one = said("a", harm=False)
    sealed = seal(CHOSEN, code="K7M4-9QXR-BCDF-2346", number=0)
    kept.send(write(one.id, one, counted(CHOSEN, DAY), AnswerMark(sealed=sealed)))

    items = client("dynamodb").scan(TableName=table.row.Meta.table_name)["Items"]
    mark = next(item for item in items if item["pk"]["S"].startswith("ANSWERED#"))
    answer = next(item for item in items if item["pk"]["S"].startswith("ANSWER#"))
    assert set(mark) == {"pk", "sk", "number", "sealed"}
    assert kept.mark(one.id) == AnswerMark(sealed=sealed)
    assert set(answer["body"]["M"]) == {"id", "questionnaire", "said_on", "said"}
    assert answer["journal"]["L"][0]["M"]["at"]["S"] == "2026-11-23T00:00:00.000Z"


def test_nothing_leads_from_words_to_what_was_chosen_or_to_the_link_of_a_class(table: Aggregates) -> None:
    """Each item of the counts may hold few answers: the code alone says in which one somebody's own is counted."""
    kept, link = store(table), urn_of(DAY, "2")
    kept.start(ID)
    for one, lot in ((said("a", harm=False), "0" * 8), (said("b", harm=False), "7" * 8)):
        mark = AnswerMark(sealed=b"sealed", urn=urn_of(DAY))
        kept.send(write(one.id, one, counted(CHOSEN, DAY), mark, urn=link, lot=lot))
    waiting = said("c", suspected=("too-fast",))
    kept.send(write(waiting.id, waiting, {}))
    kept.keep(answers.keep(waiting, Step(journals.staff(READER), NOON, StepId("keep"))), counted(waiting.chosen, DAY))

    items = client("dynamodb").scan(TableName=table.row.Meta.table_name)["Items"]
    rows = {each["sk"]["S"] for each in items if each.get("counts", {}).get("M")}
    marks = [each for each in items if each["pk"]["S"].startswith("ANSWERED#")]
    assert rows == {f"TALLY#0#{link}", f"TALLY#{0x77777777 % SHARES}#{link}", "TALLY#0"}
    assert {each["urn"]["S"] for each in marks if "urn" in each} == {str(DAY)}


def test_after_the_seal_nothing_counts(table: Aggregates) -> None:
    """In whichever share; what came before and comes again is quiet; what a person kept still counts."""
    kept = store(table)
    kept.start(ID)
    one, waiting = said("a"), said("b", suspected=("too-fast",))
    kept.send(write(one.id, one, counted(CHOSEN, DAY)))
    kept.send(write(waiting.id, waiting, {}))
    kept.seal(ID)
    kept.seal(ID)

    kept.send(write(one.id, one, counted(CHOSEN, DAY)))
    for share in range(SHARES):
        id = AnswerId(f"{share:08x}" + "d" * 32)
        with pytest.raises(Sealed):
            kept.send(write(id, None, counted(CHOSEN, DAY)))
        assert not kept.mark(id)
    assert added(kept.urns(ID).values())[ALL] == 1
    real = answers.keep(waiting, Step(journals.staff(READER), NOON, StepId("keep")))
    kept.keep(real, counted(waiting.chosen, DAY))
    kept.keep(real, counted(waiting.chosen, DAY))
    assert added(kept.urns(ID).values())[ALL] == 2


def test_an_answer_changes_with_its_counts_its_words_and_its_themes_or_not_at_all(table: Aggregates) -> None:
    """Only from the mark that was read; after the seal no count changes, and the words can still go."""
    kept = store(table)
    kept.start(ID)
    one = said("a", harm=False)
    kept.send(write(one.id, one, counted(CHOSEN, DAY), AnswerMark(sealed=b"first")))
    cold = theme(OPEN, "Cold", about=ID)
    kept.add_theme(ID, cold)
    first = counted_again(CHOSEN, {QuestionId("q1"): ("1",)})
    kept.change(write(one.id, None, first, AnswerMark(sealed=b"second", number=1), themes={cold.id: 1}))

    with pytest.raises(ChangedMeanwhile):
        kept.change(write(one.id, None, first, AnswerMark(sealed=b"third", number=1), themes={cold.id: 1}))
    tally = added(kept.urns(ID).values())
    assert (tally[of_option(QuestionId("q1"), "1")], tally[of_option(QuestionId("q1"), "2")], tally[ALL]) == (1, 0, 1)
    assert [each.answers for each in kept.themes(ID)] == [1]
    kept.seal(ID)
    gone = answers.withdraw(one, Step(SENDER, NOON, StepId("gone")))
    last = AnswerMark(number=2, withdrawn=True)
    with pytest.raises(Sealed):
        kept.change(write(one.id, gone, taken_back(CHOSEN), last))
    kept.change(write(one.id, gone, {}, last))

    assert kept.mark(one.id) == last
    assert (kept.get(one.id), added(kept.urns(ID).values())) == (gone, tally)


def test_what_came_by_one_link_on_one_day_is_counted_apart(table: Aggregates) -> None:
    """The first of them makes its item; what changes later changes there; the seal closes all of them."""
    kept, urn, other = store(table), urn_of(DAY), urn_of(DAY, "2")
    kept.start(ID)
    for name, at in (("a", urn), ("b", urn), ("c", other), ("d", SURE)):
        for _ in range(2):
            kept.send(write(AnswerId(name * 40), None, counted(CHOSEN, DAY), AnswerMark(sealed=b"one", urn=at)))

    mark = kept.mark(AnswerId("a" * 40))
    assert mark == AnswerMark(sealed=b"one", urn=urn)
    kept.change(write(AnswerId("a" * 40), None, taken_back(CHOSEN), AnswerMark(number=1, withdrawn=True, urn=urn)))
    assert {id: counts[ALL] for id, counts in kept.urns(ID).items()} == {SURE: 1, urn: 1, other: 1}
    kept.seal(ID)
    for name, at in (("b", urn), ("c", other), ("d", SURE)):
        with pytest.raises(Sealed):
            kept.change(write(AnswerId(name * 40), None, taken_back(CHOSEN), AnswerMark(number=1, urn=at)))
    with pytest.raises(Sealed):
        kept.send(write(AnswerId("e" * 40), None, counted(CHOSEN, DAY), AnswerMark(urn=urn_of(DAY, "3"))))
    assert {id: counts[ALL] for id, counts in kept.urns(ID).items() if counts} == {SURE: 1, urn: 1, other: 1}


def test_the_seal_takes_as_many_writes_however_many_days_answers_came(
    table: Aggregates, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One for each share of all answers: those of a link on a day are open for as long as their share is."""
    kept = store(table)
    kept.start(ID)
    for place in range(20):
        at = urn_of(DAY + timedelta(days=place))
        kept.send(write(AnswerId(f"{place:02}" * 20), None, counted(CHOSEN, DAY), AnswerMark(urn=at)))
    sealed: list[str] = []
    update = TallyRow.update

    def counting(row: TallyRow, *args: Any, **more: Any) -> Any:
        sealed.append(row.sk)
        return update(row, *args, **more)

    monkeypatch.setattr(TallyRow, "update", counting)
    kept.seal(ID)

    assert len(sealed) == SHARES


def test_whoever_may_answer_once_is_marked_apart_from_what_they_said(table: Aggregates) -> None:
    """All of it or nothing: a second answer with the same mark is not counted."""
    kept, once = store(table), AnswerId("9" * 40)
    kept.start(ID)
    kept.send(write(AnswerId("a" * 40), None, counted(CHOSEN, DAY), AnswerMark(sealed=b"sealed"), once=once))
    with pytest.raises(Sealed):
        kept.send(write(AnswerId("b" * 40), None, counted(CHOSEN, DAY), AnswerMark(sealed=b"sealed"), once=once))

    assert (kept.mark(once), kept.mark(AnswerId("b" * 40))) == (AnswerMark(), None)
    assert added(kept.urns(ID).values())[ALL] == 1


def test_how_results_are_rounded_is_drawn_once(table: Aggregates) -> None:
    """By whoever closes it first; before that there is no key, so nothing can be shown."""
    names = iter(("first", "second"))
    kept = AnswersTable(table, table.row.Meta.table_name, pause=lambda _: None, draw=lambda: next(names))
    kept.start(ID)
    assert kept.draws(ID) is None

    kept.seal(ID)
    kept.seal(ID)

    assert kept.draws(ID) == Draws(b"first")


def test_nothing_counts_before_it_is_open(table: Aggregates) -> None:
    """An address that somebody guessed."""
    with pytest.raises(Sealed):
        store(table).send(write(AnswerId("a" * 40), None, counted(CHOSEN, DAY)))


def test_themes_follow_what_readers_say_and_two_at_once_are_safe(table: Aggregates) -> None:
    """The second to sort the same answer is told; their numbers never part from the answers."""
    kept = store(table)
    kept.start(ID)
    one, other = said("a"), said("b")
    for each in (one, other):
        kept.send(write(each.id, each, counted(CHOSEN, DAY)))
    cold, food = theme(OPEN, "Cold", about=ID), theme(OPEN, "Food", about=ID)
    for made in (cold, food, cold):
        kept.add_theme(ID, made)
    mine = answers.read(one, Step(journals.staff(READER), NOON, StepId("mine")), themes={OPEN: (cold.id,)})
    theirs = answers.read(one, Step(journals.staff(READER), NOON, StepId("theirs")), themes={OPEN: (food.id,)})

    kept.sort(mine, {cold.id: 1})
    kept.sort(mine, {cold.id: 1})
    with pytest.raises(ChangedMeanwhile):
        kept.sort(theirs, {food.id: 1})
    both = answers.read(other, Step(journals.staff(READER), NOON, StepId("both")), themes={OPEN: (cold.id, food.id)})
    kept.sort(both, {cold.id: 1, food.id: 1})
    moved = answers.read(mine, Step(journals.staff(READER), NOON, StepId("moved")), themes={OPEN: (food.id,)})
    kept.sort(moved, {cold.id: -1, food.id: 1})

    assert {each.name: each.answers for each in kept.themes(ID)} == {"Cold": 1, "Food": 2}
    assert kept.get(one.id) == moved
    assert kept.count(AnswerState.READ, of=ID) == 2
    assert kept.count(AnswerState.READ, of=published("GGGG-GGGG").id) == 0
    assert {each.id for each in kept.in_state(AnswerState.READ, of=ID).things} == {one.id, other.id}


def test_every_kind_of_answer_is_read_back_the_same(table: Aggregates) -> None:
    """With a name, in review, added to, taken, set aside."""
    kept = store(table)
    kept.start(ID)
    named = said("a", sender=Sender(name="Kim", email="kim@example.com"), said=())
    spam = said("b", suspected=("hidden-box",))
    for each in (named, spam):
        kept.send(write(each.id, each, {}))
    taken = answers.take(spam, Step(journals.staff(READER), NOON, StepId("take")))
    gone = answers.set_aside(taken, Step(journals.staff(READER), NOON, StepId("aside")))
    more = answers.add(named, Step(SENDER, NOON, StepId("add")), said=(OwnWords(question=OPEN, words="!"),), harm=False)
    for each in (taken, gone, more):
        kept.save(each)
    alone = said("c")
    kept.add(alone)
    kept.add(alone)

    assert [kept.get(each.id) for each in (more, gone, alone)] == [more, gone, alone]
    assert more.chosen == CHOSEN
    assert gone.chosen == {}


def test_people_who_answer_at_once_wait_a_little_and_none_is_lost(
    table: Aggregates, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A transaction that met another is tried again; one that always does says that it is busy."""
    pauses: list[int] = []
    kept = store(table, pauses)
    kept.start(ID)
    dynamodb, left = client("dynamodb"), [2]
    real = dynamodb._make_api_call

    def sometimes(operation: str, sent: Any) -> Any:
        if operation == "TransactWriteItems" and left[0]:
            left[0] -= 1
            raise conflict()
        return real(operation, sent)

    monkeypatch.setattr(dynamodb, "_make_api_call", sometimes)
    kept.send(write(AnswerId("a" * 40), None, counted(CHOSEN, DAY)))
    assert pauses == [0, 1]
    assert added(kept.urns(ID).values())[ALL] == 1
    left[0] = 1_000
    with pytest.raises(StoreUnavailable):
        kept.send(write(AnswerId("b" * 40), None, counted(CHOSEN, DAY)))
    assert not kept.mark(AnswerId("b" * 40))


def conflict() -> Exception:
    return ClientError(
        {
            "Error": {"Code": "TransactionCanceledException", "Message": "cancelled"},
            "CancellationReasons": [{"Code": "None"}, {"Code": "TransactionConflict", "Message": "met another"}],
        },
        "TransactWriteItems",
    )


def test_an_invitation_is_kept_once(table: Aggregates) -> None:
    """With the address that the letter goes to."""
    kept = InvitationsTable(table)
    one = invite(
        opened(), Step(journals.staff(READER), NOON, StepId("i")), to=Sender(name="Kim", email="kim@example.com")
    )
    kept.add(one)
    kept.add(one)

    assert kept.get(one.id) == one
