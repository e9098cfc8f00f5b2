"""The rules change without a deployment: an administrator sends a policy file, a second person publishes it.

Rules are judged as they would hold on their first day, with whoever works here then. Nothing that was paid or owed on
an earlier day may be told otherwise by them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from takepart.domain.aggregate import Step
from takepart.domain.organisation import edition as steps
from takepart.domain.organisation.compared import Difference, Rules, differences, rewritten
from takepart.domain.organisation.edition import Edition, EditionId, EditionRefusal, EditionState, follows, in_force
from takepart.domain.organisation.in_force import policy_on, promises_on
from takepart.domain.refused import Refused
from takepart.domain.words import short_day
from takepart.use_cases.doing import Store, do
from takepart.use_cases.organisation.keep_staff import Members
from takepart.use_cases.organisation.keep_teams import TeamRecords
from takepart.use_cases.stores import DamagedRecord


class Unfit(Exception):
    """A text is no policy. ``problems`` has a line for each reason: ``key: what is wrong, what is allowed``."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class NotRight(Refused):
    """The rules that were sent cannot be used. ``problems`` has a line for each reason."""

    def __init__(self, about: str, problems: Sequence[str]) -> None:
        super().__init__(about, reason=EditionRefusal.NOT_RIGHT)
        self.problems = tuple(problems)


@dataclass(frozen=True, kw_only=True)
class Sent:
    """What a text says, its data as functions read it, and the id of its edition."""

    rules: Rules
    data: bytes
    digest: str


class Editions(Store[Edition], Protocol):
    """The editions, all of which are read at once, and what each says."""

    def all(self) -> Sequence[Edition]:
        """All of them as they are now."""

    def keep_text(self, id: EditionId, text: str, data: bytes, /) -> None:
        """Keep what it says, once."""

    def text(self, id: EditionId, /) -> str:
        """As it was written. Raises DamagedRecord."""

    def data(self, id: EditionId, /) -> Mapping[str, Any]:
        """As functions read it. Raises DamagedRecord."""


class RulesReader(Protocol):
    """What reads rules from their text."""

    built: Rules
    """Those that the service was built with."""

    @property
    def built_text(self) -> str:
        """As they were written."""

    def sent(self, text: str, /) -> Sent:
        """What a text says. Raises Unfit."""

    def kept(self, data: Mapping[str, Any], digest: str, /) -> Rules:
        """What an edition says that was kept. Raises Unfit."""

    def contradictions(self, rules: Rules, /) -> Iterator[str]:
        """Every rule that contradicts another."""


@dataclass(frozen=True, kw_only=True)
class Rulebook:
    """The editions, with what is needed to read them and to judge them by."""

    editions: Editions
    reader: RulesReader
    staff: Members
    teams: TeamRecords

    def rules(self, edition: Edition | None) -> Rules:
        """What an edition says; without one, what the service was built with. Raises NotRight, DamagedRecord."""
        if edition is None:
            return self.reader.built
        try:
            return self.reader.kept(self.editions.data(edition.id), edition.id)
        except Unfit as unfit:
            raise NotRight(edition.id, unfit.problems) from unfit

    def others(self, edition: Edition) -> Sequence[Edition]:
        """All but one of them, as they are now."""
        return [each for each in self.editions.all() if each.id != edition.id]

    def on(self, day: date, editions: Sequence[Edition]) -> Rules:
        """What holds on a day by some of them: as functions go by them, the last rules that can be read."""
        left = [*editions]
        while one := in_force(left, day):
            try:
                return self.rules(one)
            except (NotRight, DamagedRecord):
                left.remove(one)
        return self.reader.built

    def text(self, edition: Edition | None) -> str:
        """The same as it was written."""
        return self.reader.built_text if edition is None else self.editions.text(edition.id)

    def wrong(self, rules: Sequence[Rules], day: date) -> Iterator[list[str]]:
        """What contradicts what in each, with whoever works here on a day, and the teams of that day."""
        of_day = self.staff.all(), day, self.teams.all()
        for each in rules:
            on = Rules(policy=policy_on(each.policy, *of_day), promises=promises_on(each.promises, *of_day))
            yield list(self.reader.contradictions(on))


def ask(book: Rulebook, text: str, since: date, step: Step) -> Edition:
    """Have rules published by a second person, from a day on. Raises NotRight, Refused, ChangedMeanwhile."""
    text = "\n".join(text.removeprefix("\ufeff").splitlines()) + "\n"  # sent as a file or pasted, it is the same
    try:
        sent = book.reader.sent(text)
    except Unfit as unfit:
        raise NotRight("new", unfit.problems) from unfit
    new = Edition(id=EditionId(sent.digest))
    known = book.editions.get(new.id)
    if known is not None and known.has(step):
        return known
    asked = steps.ask(known or new, step, name=sent.rules.policy.version, since=since)
    _judge(book, asked, sent.rules)
    if known is not None:
        return do(book.editions, new.id, step, lambda each, step: steps.ask(each, step, name=asked.name, since=since))
    book.editions.keep_text(new.id, text, sent.data)  # first: an edition that is listed can always be read
    book.editions.add(asked)
    return asked


def publish(book: Rulebook, id: EditionId, step: Step, *, seen: int | None) -> Edition:
    """A second person publishes it; it is judged again, as people and other editions may have changed meanwhile.

    Raises NotRight, Refused, ChangedMeanwhile.
    """

    def published(edition: Edition, step: Step) -> Edition:
        after = steps.publish(edition, step)
        _judge(book, after, book.rules(edition))
        return after

    return do(book.editions, id, step, published, seen=seen)


def turn_down(book: Rulebook, id: EditionId, step: Step, *, seen: int | None) -> Edition:
    """It is not published. Raises Refused, ChangedMeanwhile."""
    return do(book.editions, id, step, steps.turn_down, seen=seen)


def take_back(book: Rulebook, id: EditionId, step: Step, *, seen: int | None) -> Edition:
    """It does not come into force after all. Not while a later one is published, which was judged against it.

    Raises Refused, ChangedMeanwhile.
    """

    def taken(edition: Edition, step: Step) -> Edition:
        after = steps.take_back(edition, step)
        if follows(book.editions.all(), edition.since):
            raise Refused(edition.id, reason=EditionRefusal.LATER)
        return after

    return do(book.editions, id, step, taken, seen=seen)


def changes_of(book: Rulebook, edition: Edition) -> tuple[Difference, ...]:
    """What it changes of what would hold on its first day without it. Raises NotRight, DamagedRecord."""
    return differences(book.on(edition.since, book.others(edition)), book.rules(edition))


def _judge(book: Rulebook, edition: Edition, rules: Rules) -> None:
    """Refuse what could not be used from its first day on. Raises NotRight, Refused."""
    others = book.others(edition)
    was = book.on(edition.since, others)
    if was.policy.digest == rules.policy.digest:
        raise Refused(edition.id, reason=EditionRefusal.SAME)
    live = [each for each in others if each.state in (EditionState.ASKED, EditionState.PUBLISHED)]
    if edition.name in {book.reader.built.policy.version, *(each.name for each in live)}:
        raise Refused(edition.id, reason=EditionRefusal.NAME_TAKEN)
    if any(each.since == edition.since and each.state is EditionState.PUBLISHED for each in others):
        raise Refused(edition.id, reason=EditionRefusal.DAY_TAKEN)
    known, found = book.wrong((was, rules), edition.since)
    new = [each for each in found if each not in known]
    if problems := [*new, *rewritten(was, rules, edition.since), *_told_after(book, others, edition, rules)]:
        raise NotRight(edition.id, problems)


def _told_after(book: Rulebook, others: Sequence[Edition], edition: Edition, rules: Rules) -> Iterator[str]:
    """What the next edition, which was judged without this one, would tell otherwise of the days from this one on."""
    following = follows(others, edition.since)
    if following is None:
        return
    with suppress(NotRight, DamagedRecord):  # nobody goes by what cannot be read
        for each in rewritten(rules, book.rules(following), following.since):
            yield f"{following.name}, from {short_day(following.since)}: {each}"
