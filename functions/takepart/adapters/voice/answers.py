"""Answers in DynamoDB: a mark that one came, what must be read of it, and the counts, in one write or none.

The counts lie in a few items, so that many people can answer at once; which of them an answer is counted in is the
code's to say, which we do not keep: nothing leads from somebody's words to what they chose. What came by one link on
one day is counted apart, so that it can be left out. A mark says only that an answer came, so that it counts once, and
on which day.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from pynamodb.attributes import BinaryAttribute, BooleanAttribute, MapAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.transactions import TransactWrite

from takepart.adapters.aggregates import Aggregates
from takepart.adapters.answering import ConditionFailed, answering
from takepart.adapters.rows import Row, bound, connection_of, item, plain, put_new
from takepart.adapters.store import Shape
from takepart.adapters.voice.by_state import ByState, listed
from takepart.domain.disclosure import Draws
from takepart.domain.voice.answer import AnswerId, QuestionnaireAnswer
from takepart.domain.voice.questionnaire import QuestionnaireId
from takepart.domain.voice.questionnaire_states import AnswerState
from takepart.domain.voice.questions import QuestionId
from takepart.domain.voice.tally import SURE, CountOf, Counts, Theme, ThemeId, UrnId, added
from takepart.use_cases.ports import ChangedMeanwhile, StoreUnavailable
from takepart.use_cases.voice.ports import AnswerMark, AnswerWrite, Sealed

SHARES: Final = 8
"""Into how many items the counts of one questionnaire are split."""
_TRIES: Final = 8
_ALERT: Final = "answer-alert"
_REFUSED: Final = "ConditionalCheckFailed"


class TallyRow(Row):
    """Some of the counts of one questionnaire. ``sent`` counts what must be looked at first as well."""

    counts: MapAttribute[Any, Any] = MapAttribute()
    sent = NumberAttribute(default=0)
    sealed = BooleanAttribute(null=True)
    drawn = UnicodeAttribute(null=True)
    """The secret by which its results are rounded."""


class MarkRow(Row):
    """Says that an answer came. What was chosen in it can be read with its own code alone."""

    sealed = BinaryAttribute(legacy_encoding=False, null=True)
    number = NumberAttribute(default=0)
    withdrawn = BooleanAttribute(null=True)
    urn = UnicodeAttribute(null=True)


class ThemeRow(Row):
    """A theme of one questionnaire, and how many answers have it."""

    question = UnicodeAttribute()
    name = UnicodeAttribute()
    answers = NumberAttribute(default=0)


def _keys(answer: QuestionnaireAnswer) -> dict[str, str]:
    keys = listed("answers", answer.state, f"{answer.questionnaire}#{answer.said_on}#{answer.id[:8]}")
    return keys | ({"due": _ALERT, "due_on": f"{answer.alert:04}"} if answer.alert else {})


class AnswersTable(ByState[QuestionnaireAnswer, AnswerState]):
    """The port ``Answers``. ``pause`` waits a little before another try, ``draw`` gives a name at random."""

    shape, board = Shape(QuestionnaireAnswer, pk="ANSWER#{id}", sk="ANSWER", keys=_keys), "answers"

    def __init__(
        self, aggregates: Aggregates, table: str, *, pause: Callable[[int], None], draw: Callable[[], str]
    ) -> None:
        super().__init__(aggregates)
        self._pause, self._draw = pause, draw
        self._tallies, self._marks, self._themes = bound(TallyRow, table), bound(MarkRow, table), bound(ThemeRow, table)

    def start(self, id: QuestionnaireId) -> None:
        """Make the items that count."""
        for share in range(SHARES):
            put_new(self._tallies(_of(id), _tally(share), counts={}, sent=0))

    def seal(self, id: QuestionnaireId) -> None:
        """Close them, for good. The key is drawn once, by whoever closes it first."""
        drawn = self._draw()
        for share in range(SHARES):
            row = self._tallies(_of(id), _tally(share))
            with answering():
                row.update(
                    actions=[self._tallies.sealed.set(True), self._tallies.drawn.set(self._tallies.drawn | drawn)]
                )

    def draws(self, id: QuestionnaireId) -> Draws | None:
        """By the key of the first of them."""
        found = item(self._tallies, _of(id), _tally(0))
        return Draws(found.drawn.encode()) if found and found.drawn else None

    def urns(self, id: QuestionnaireId) -> Mapping[UrnId, Counts]:
        """The shares of each together."""
        found: dict[UrnId, list[Counts]] = {SURE: []}
        with answering():
            rows = list(self._tallies.query(_of(id), self._tallies.sk.startswith("TALLY#"), consistent_read=True))
        for row in rows:
            counts = {CountOf(name): int(n) for name, n in plain(row.counts).items()}
            found.setdefault(UrnId("#".join(row.sk.split("#")[2:])), []).append(counts)
        return {urn: added(counts) for urn, counts in found.items()}

    def mark(self, id: AnswerId) -> AnswerMark | None:
        """What its mark says."""
        found = item(self._marks, f"ANSWERED#{id}", "ANSWERED")
        if found is None:
            return None
        return AnswerMark(
            sealed=found.sealed or b"",
            number=int(found.number),
            withdrawn=bool(found.withdrawn),
            urn=UrnId(found.urn or ""),
        )

    def send(self, write: AnswerWrite) -> None:
        """The mark, the words and the counts, or none of them. The first of an urn's share makes its item."""
        _, urn = self._places(write)
        marks = {write.id: write.mark} | ({write.once: AnswerMark()} if write.once else {})

        def sent(to: TransactWrite) -> None:
            for id, mark in marks.items():
                to.save(_mark_row(self._marks, id, mark), condition=self._marks.pk.does_not_exist())
            self._write_step(to, write.kept)
            self._count(to, write, sent=1)

        refused = self._together(sent)
        if refused and write.urn and item(self._tallies, urn.pk, urn.sk) is None:
            put_new(self._tallies(urn.pk, urn.sk, counts={}, sent=0))
            refused = self._together(sent)
        if refused and self.mark(write.id) is None:
            raise Sealed(write.questionnaire)

    def change(self, write: AnswerWrite) -> None:
        """The next mark, the next step, the counts and the themes, or none of them."""
        sure, _ = self._places(write)

        def changed(to: TransactWrite) -> None:
            was = self._marks.number == write.mark.number - 1
            to.save(_mark_row(self._marks, write.id, write.mark), condition=was)
            self._write_step(to, write.kept)
            if write.counts:
                self._count(to, write, sent=0)
            self._retheme(to, write.questionnaire, write.themes)

        if self._together(changed):
            tally = item(self._tallies, sure.pk, sure.sk)
            if write.counts and tally and tally.sealed:
                raise Sealed(write.questionnaire)
            raise ChangedMeanwhile(write.id)

    def keep(self, answer: QuestionnaireAnswer, counts: Counts) -> None:
        """The next step and the counts, or neither. It may come after the seal: a person took their time."""

        def write(to: TransactWrite) -> None:
            self._write_step(to, answer)
            row = self._tallies(_of(answer.questionnaire), _share(""))
            to.update(row, actions=self._more(counts), condition=self._tallies.pk.exists())

        self._step(answer, write)

    def sort(self, answer: QuestionnaireAnswer, themes: Mapping[ThemeId, int]) -> None:
        """The next step and the numbers of its themes, or neither."""

        def write(to: TransactWrite) -> None:
            self._write_step(to, answer)
            self._retheme(to, answer.questionnaire, themes)

        self._step(answer, write)

    def alerts(self) -> Sequence[QuestionnaireAnswer]:
        """Those with an alert that nobody has taken."""
        return list(self.due(_ALERT))

    def themes(self, id: QuestionnaireId) -> Sequence[Theme]:
        """The themes of one questionnaire, by question and name."""
        with answering():
            rows = list(self._themes.query(_of(id), self._themes.sk.startswith("THEME#"), consistent_read=True))
        found = [
            Theme(
                id=ThemeId(row.sk.partition("#")[2]),
                question=QuestionId(row.question),
                name=row.name,
                answers=int(row.answers),
            )
            for row in rows
        ]
        return sorted(found, key=lambda each: (int(each.question[1:]), each.name.casefold()))

    def add_theme(self, id: QuestionnaireId, theme: Theme) -> None:
        """Keep a new theme."""
        put_new(self._themes(_of(id), f"THEME#{theme.id}", question=theme.question, name=theme.name, answers=0))

    def _places(self, write: AnswerWrite) -> tuple[TallyRow, TallyRow]:
        """Where its share of all answers stands, and where it is counted: the same, if it needs no look."""
        share = _share(write.lot)
        of, urn = _of(write.questionnaire), f"{share}#{write.urn}" if write.urn else share
        return self._tallies(of, share), self._tallies(of, urn)

    def _count(self, to: TransactWrite, write: AnswerWrite, *, sent: int) -> None:
        """Its share of all answers says whether it still counts, wherever it is counted."""
        (sure, urn), more, there = self._places(write), self._more(write.counts), self._tallies.pk.exists()
        apart = write.urn != SURE
        is_open = there & self._tallies.sealed.does_not_exist()
        to.update(sure, actions=[self._tallies.sent.add(sent), *([] if apart else more)], condition=is_open)
        if apart:
            to.update(urn, actions=more, condition=there)

    def _write_step(self, to: TransactWrite, answer: QuestionnaireAnswer | None) -> None:
        if answer is not None:
            self.aggregates.write_step(to, self.shape.stored(answer))

    def _retheme(self, to: TransactWrite, questionnaire: QuestionnaireId, themes: Mapping[ThemeId, int]) -> None:
        for theme, change in themes.items():
            row = self._themes(_of(questionnaire), f"THEME#{theme}")
            to.update(row, actions=[self._themes.answers.add(change)], condition=self._themes.pk.exists())

    def _more(self, counts: Counts) -> list[Any]:
        at = self._tallies.counts
        return [at[name].set((at[name] | 0) + number) for name, number in counts.items()]

    def _step(self, answer: QuestionnaireAnswer, write: Callable[[TransactWrite], None]) -> None:
        if not self._together(write):
            return
        now, ours = self.get(answer.id), answer.journal[-1]
        if now is None or not any(each.step == ours.step and each.seq == ours.seq for each in now.journal):
            raise ChangedMeanwhile(answer.id)

    def _together(self, write: Callable[[TransactWrite], None]) -> bool:
        """All of a write or nothing; True when one of its conditions refused it. Raises StoreUnavailable."""
        for attempt in range(_TRIES):
            try:
                with answering(), TransactWrite(connection=connection_of(self._tallies)) as to:
                    write(to)
            except ConditionFailed as failed:
                if failed.certain:
                    return True
                if attempt == _TRIES - 1:
                    raise StoreUnavailable from failed
                self._pause(attempt)  # others answer at the same time
            else:
                return False
        return False


def _mark_row(row: type[MarkRow], id: AnswerId, mark: AnswerMark) -> MarkRow:
    made = row(f"ANSWERED#{id}", "ANSWERED", number=mark.number)
    if mark.sealed:
        made.sealed = mark.sealed
    if mark.withdrawn:
        made.withdrawn = True
    if mark.urn:
        made.urn = mark.urn
    return made


def _of(id: QuestionnaireId) -> str:
    """Not under the questionnaire's own key: what may read that need not read these."""
    return f"ANSWERS#{id}"


def _tally(share: int) -> str:
    return f"TALLY#{share}"


def _share(lot: str) -> str:
    return _tally(int(lot[:8] or "0", 16) % SHARES)
