"""A questionnaire: built by a worker, looked at before it opens, then asked as it is until it closes for good.

Whether it is anonymous, and its questions, never change once people answer; its last day moves, but never to the past.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import ClassVar, Final, NewType

from takepart.domain.aggregate import Aggregate, Journalled, Step
from takepart.domain.email_addresses import normalised
from takepart.domain.ids import StaffId
from takepart.domain.journal import Fact
from takepart.domain.plain_reason import PlainWord
from takepart.domain.refused import NotAllowed, Refused
from takepart.domain.voice.aggregates import Sender, checked
from takepart.domain.voice.consultation import ConsultationId
from takepart.domain.voice.questionnaire_states import (
    OF_A_DRAFT,
    OF_A_QUESTIONNAIRE,
    InvitationAction,
    QuestionnaireAction,
    QuestionnaireState,
)
from takepart.domain.voice.questions import (
    GROUP,
    LONGEST_OPTION,
    MOST_GROUPS,
    MOST_QUESTIONS,
    AskedQuestion,
    Chosen,
    QuestionId,
    QuestionKind,
    QuestionPicture,
    question,
)
from takepart.domain.voice.refusals import VoiceRefusal
from takepart.domain.voice.tally import Counts, UrnId, added, came, day_of

QuestionnaireId = NewType("QuestionnaireId", str)
"""A questionnaire, in its public address: ``K7M4-9QXR``."""
USUAL_A_DAY: Final = 40
"""How many answers a day are expected by one link, when nobody says: a class, and some more."""
MOST_STEPS: Final = 400
"""Its journal and its questions fit in one item of the table."""


class QuestionnairePurpose(PlainWord):
    """What it is for (Wirral policy, section 11)."""

    SESSION = "session", "After a session or meeting"
    SERVICE = "service", "About a service"
    EXIT = "exit", "When somebody leaves a service or care"
    CONSULTATION = "consultation", "A consultation of people who may use something new"


@dataclass(frozen=True, kw_only=True)
class QuestionnaireAbout:
    """What stands above the questions."""

    title: str
    words: str
    """Why we ask, and what happens with the answers."""
    purpose: QuestionnairePurpose
    anonymous: bool
    closes: date
    """The last day to answer."""
    consultation: ConsultationId | None = None
    team: str = ""
    """The team or service whose promise it helps to keep; empty for the whole organisation."""
    only_invited: bool = False
    """Whether it is answered by a link of one's own alone, once for each that was invited."""
    most_a_day: int = USUAL_A_DAY
    """How many answers a day are expected by one link that can be passed on. When more come, staff look at that day."""

    @property
    def own_links(self) -> bool:
        """Whether who is invited gets a link that is theirs."""
        return self.only_invited or not self.anonymous


@dataclass(frozen=True, kw_only=True)
class Template:
    """What a new one can start from."""

    id: str
    name: str
    title: str
    words: str
    purpose: QuestionnairePurpose
    anonymous: bool
    questions: tuple[AskedQuestion, ...]


@dataclass(frozen=True, kw_only=True)
class Questionnaire(Aggregate):
    """One questionnaire."""

    TRANSITIONS: ClassVar = OF_A_QUESTIONNAIRE

    id: QuestionnaireId
    state: QuestionnaireState
    about: QuestionnaireAbout
    writer: StaffId
    questions: tuple[AskedQuestion, ...] = ()
    opened_on: date | None = None
    groups: tuple[str, ...] = ()
    """Those who get a link of their own, a class say. Nobody of them is told apart from the others."""
    group_keys: tuple[str, ...] = ()
    """What stands in the link of each group, and cannot be guessed."""
    urns: Mapping[UrnId, bool] = field(default_factory=lambda: MappingProxyType({}))
    """Whether the answers of a day on which too many came count, once somebody has looked."""

    @property
    def group_question(self) -> AskedQuestion:
        """Which group somebody answers with, as a question that nobody is asked."""
        return AskedQuestion(id=GROUP, kind=QuestionKind.ONE, words="Which group?", options=self.groups)

    @property
    def counted_questions(self) -> tuple[AskedQuestion, ...]:
        """All that is counted: its questions, and before them the groups, if it has any."""
        return ((self.group_question,) if self.groups else ()) + self.questions

    @property
    def compared_by(self) -> QuestionId | None:
        """The question by which the answers to the others are told apart; else the groups."""
        chosen = next((each.id for each in self.questions if each.compares), None)
        return chosen or (GROUP if self.groups else None)

    def group_link(self, number: str) -> str:
        """What the link of a group ends with: ``2-5f3a91c07d``."""
        return f"{number}-{self.group_keys[int(number) - 1]}"

    def group_of_link(self, given: str) -> str:
        """The number of the group whose link it is; nothing for any other."""
        return next((each for each in self.group_question.choices if self.group_link(each) == given), "")

    def counted(self, urns: Mapping[UrnId, Counts]) -> Counts:
        """All that counts of what came: everything but the days that somebody left out."""
        return added(counts for id, counts in urns.items() if self.urns.get(id, True))

    def unusual(self, urns: Mapping[UrnId, Counts]) -> tuple[UrnId, ...]:
        """The days, link by link, on which more came than were expected, and at which nobody has looked."""
        return tuple(
            sorted(id for id in urns if id and id not in self.urns and came(urns[id], date.max) > self.about.most_a_day)
        )

    def to_weigh(self, urns: Mapping[UrnId, Counts], today: date) -> tuple[UrnId, ...]:
        """Those of them that are over: somebody can say now whether they count."""
        return tuple(id for id in self.unusual(urns) if day_of(id) < today)

    def takes_answers(self, today: date) -> bool:
        """Whether people can answer today."""
        return self.state is QuestionnaireState.OPEN and today <= self.about.closes

    @property
    def has_ended(self) -> bool:
        """Whether nothing more can be answered."""
        return (
            self.state in (QuestionnaireState.CLOSED, QuestionnaireState.PUBLISHED, QuestionnaireState.ARCHIVED)
            and self.opened_on is not None
        )

    @property
    def has_results(self) -> bool:
        """Whether everyone may see the results."""
        return self.state is QuestionnaireState.PUBLISHED

    def question(self, id: str) -> AskedQuestion:
        """One of its questions. Raises Refused."""
        for each in self.questions:
            if each.id == id:
                return each
        raise Refused(self.id, reason=VoiceRefusal.NO_SUCH_QUESTION)

    def of_those_asked(self, chosen: Chosen) -> Chosen:
        """What was chosen of the questions that whoever chose it is asked: going back, they may leave a way."""
        found = {id: given for id, given in chosen.items() if id == GROUP}
        for each in self.questions:
            if each.id in chosen and each.is_asked(found):
                found[each.id] = chosen[each.id]
        return found

    @property
    def missing(self) -> tuple[VoiceRefusal, ...]:
        """What it still needs before it can be opened."""
        found = []
        if not any(each.is_open for each in self.questions):
            found.append(VoiceRefusal.NO_OPEN_QUESTION)
        if self.about.purpose is QuestionnairePurpose.CONSULTATION and self.about.consultation is None:
            found.append(VoiceRefusal.WHICH_CONSULTATION)
        if not all(self._is_in_order(each, place) for place, each in enumerate(self.questions)):
            found.append(VoiceRefusal.NOT_IN_ORDER)
        return tuple(found)

    def _is_in_order(self, one: AskedQuestion, place: int) -> bool:
        question, _, option = one.only_if.partition("-")
        before = {each.id: each for each in self.questions[:place] if each.kind is not QuestionKind.RANKING}
        return not one.only_if or (question in before and option in before[QuestionId(question)].choices)

    @property
    def pages(self) -> tuple[tuple[AskedQuestion, ...], ...]:
        """Its questions, page by page."""
        pages: list[list[AskedQuestion]] = [[]]
        for each in self.questions:
            if each.new_page and pages[-1]:
                pages.append([])
            pages[-1].append(each)
        return tuple(tuple(page) for page in pages)

    def after(self, action: StrEnum) -> QuestionnaireState:
        """The state that an action leads to. Raises Refused, also for a draft that was changed too often."""
        state: QuestionnaireState = super().after(action)
        if self.version >= MOST_STEPS and action in OF_A_DRAFT:
            raise Refused(self.id, reason=VoiceRefusal.TOO_MANY_CHANGES)
        return state


def build(
    step: Step, *, id: QuestionnaireId, about: QuestionnaireAbout, questions: tuple[AskedQuestion, ...] = ()
) -> Questionnaire:
    """A draft, empty or from a template. Raises Refused for one without words or with its last day in the past."""
    fit = _fit(id, about, step)
    blank = Questionnaire(id=id, state=QuestionnaireState.DRAFT, about=fit, writer=step.staff, questions=questions)
    return blank.written(QuestionnaireAction.BUILD, step, _facts(about))


def change(draft: Questionnaire, step: Step, *, about: QuestionnaireAbout) -> Questionnaire:
    """Change what stands above the questions."""
    draft.after(QuestionnaireAction.CHANGE)
    return draft.took(QuestionnaireAction.CHANGE, step, _facts(about), about=_fit(draft.id, about, step))


def put(
    draft: Questionnaire,
    step: Step,
    *,
    kind: QuestionKind,
    words: str,
    options: tuple[str, ...] = (),
    new_page: bool = False,
    compares: bool = False,
    only_if: str = "",
    instead_of: QuestionId | None = None,
) -> Questionnaire:
    """Add a question at the end, or put another in the place of one. Raises Refused."""
    draft.after(QuestionnaireAction.PUT_QUESTION)
    if instead_of is None and len(draft.questions) >= MOST_QUESTIONS:
        raise Refused(draft.id, reason=VoiceRefusal.TOO_MANY_QUESTIONS)
    id = instead_of or QuestionId(f"q{1 + max((int(each.id[1:]) for each in draft.questions), default=0)}")
    made = question(
        id=id, kind=kind, words=words, options=options, new_page=new_page, compares=compares, only_if=only_if
    )
    others = tuple(replace(each, compares=each.compares and not compares) for each in draft.questions)
    if instead_of is None:
        listed = (*others, made)
    else:
        made = replace(made, picture=draft.question(instead_of).picture)
        listed = tuple(made if each.id == id else each for each in others)
    return draft.took(QuestionnaireAction.PUT_QUESTION, step, {"question": id}, questions=listed)


def show(draft: Questionnaire, step: Step, *, question: QuestionId, picture: QuestionPicture | None) -> Questionnaire:
    """Put a picture to a question, or take it away. Raises Refused for one without words for who cannot see it."""
    if picture and not picture.alt.strip():
        raise Refused(draft.id, reason=VoiceRefusal.NO_ALT)
    shown = replace(draft.question(question), picture=picture)
    listed = tuple(shown if each.id == question else each for each in draft.questions)
    facts: dict[str, Fact] = {"question": question, "picture": int(picture is not None)}
    return draft.took(QuestionnaireAction.PUT_QUESTION, step, facts, questions=listed)


def remove(draft: Questionnaire, step: Step, *, question: QuestionId) -> Questionnaire:
    """Take a question out."""
    gone = draft.question(question)
    left = tuple(each for each in draft.questions if each is not gone)
    return draft.took(QuestionnaireAction.REMOVE_QUESTION, step, {"question": question}, questions=left)


def move(draft: Questionnaire, step: Step, *, question: QuestionId, up: bool) -> Questionnaire:
    """Move a question one place up or down; the first stays first, and the last stays last."""
    draft.after(QuestionnaireAction.MOVE_QUESTION)
    listed = list(draft.questions)
    place = listed.index(draft.question(question))
    other = max(0, place - 1) if up else min(len(listed) - 1, place + 1)
    listed[place], listed[other] = listed[other], listed[place]
    facts: dict[str, Fact] = {"question": question, "place": other + 1}
    return draft.took(QuestionnaireAction.MOVE_QUESTION, step, facts, questions=tuple(listed))


def name_groups(one: Questionnaire, step: Step, *, groups: tuple[str, ...], key: str) -> Questionnaire:
    """Say who gets a link of their own. While it is open, groups are only added. Raises Refused.

    The links of new ones are made from ``key``, which nobody can guess; a link that was given out stays as it is.
    """
    one.after(QuestionnaireAction.NAME_GROUPS)
    tidy = tuple(" ".join(each.split()) for each in groups if each.strip())
    same = len({each.casefold() for each in tidy}) < len(tidy) or any(len(each) > LONGEST_OPTION for each in tidy)
    moved = one.state is QuestionnaireState.OPEN and tidy[: len(one.groups)] != one.groups
    if same or moved or len(tidy) > MOST_GROUPS:
        raise Refused(one.id, reason=VoiceRefusal.GROUPS)
    made = [hashlib.sha256(f"{key}\n{place}".encode()).hexdigest()[:10] for place in range(len(tidy))]
    keys = (*one.group_keys[: len(tidy)], *made[len(one.group_keys) :])
    return one.took(QuestionnaireAction.NAME_GROUPS, step, {"groups": len(tidy)}, groups=tidy, group_keys=keys)


def weigh(
    one: Questionnaire, step: Step, *, urns: Sequence[UrnId], counts: bool, found: Mapping[UrnId, Counts]
) -> Questionnaire:
    """Say of days on which too many answers came whether they count, for good, once each is over. Raises Refused."""
    action = QuestionnaireAction.COUNT_URNS if counts else QuestionnaireAction.LEAVE_URNS
    one.after(action)
    if not urns or not set(one.to_weigh(found, step.today)) >= set(urns):
        raise Refused(one.id, reason=VoiceRefusal.WHICH_DAYS)
    weighed = MappingProxyType({**one.urns, **dict.fromkeys(urns, counts)})
    return one.took(action, step, {"days": " ".join(urns)}, urns=weighed)


def open_(draft: Questionnaire, step: Step) -> Questionnaire:
    """Ask people. From now on its questions, and whether it is anonymous, stay as they are. Raises Refused."""
    draft.after(QuestionnaireAction.OPEN)
    if draft.missing:
        raise Refused(draft.id, reason=draft.missing[0])
    about = _fit(draft.id, draft.about, step)
    facts: dict[str, Fact] = {"until": str(about.closes), "questions": len(draft.questions)}
    return draft.took(QuestionnaireAction.OPEN, step, facts, opened_on=step.today)


def retime(asked: Questionnaire, step: Step, *, closes: date) -> Questionnaire:
    """Move the last day: to any day from today on, and only while people can still answer."""
    asked.after(QuestionnaireAction.RETIME)
    if not asked.takes_answers(step.today):
        raise Refused(asked.id, reason=VoiceRefusal.HAS_CLOSED)
    about = _fit(asked.id, replace(asked.about, closes=closes), step)
    facts = {"from": str(asked.about.closes), "to": str(closes)}
    return asked.took(QuestionnaireAction.RETIME, step, facts, about=about)


def close(asked: Questionnaire, step: Step) -> Questionnaire:
    """Its last day is over. It never opens again."""
    asked.after(QuestionnaireAction.CLOSE)
    if step.today <= asked.about.closes:
        raise Refused(asked.id, reason=VoiceRefusal.STILL_OPEN)
    return asked.took(QuestionnaireAction.CLOSE, step)


def publish(closed: Questionnaire, step: Step, *, unread: int, review: int, unusual: int = 0) -> Questionnaire:
    """Show everyone the results: once every word was read, so that no count changes after. Raises Refused."""
    closed.after(QuestionnaireAction.PUBLISH)
    if review:
        raise Refused(closed.id, reason=VoiceRefusal.REVIEW_LEFT)
    if unusual:
        raise Refused(closed.id, reason=VoiceRefusal.WHICH_DAYS)
    if unread:
        raise Refused(closed.id, reason=VoiceRefusal.UNREAD_LEFT)
    return closed.took(QuestionnaireAction.PUBLISH, step)


def archive(one: Questionnaire, step: Step) -> Questionnaire:
    """Put it away: a draft that is not asked, or one whose results need not be public any more."""
    return one.took(QuestionnaireAction.ARCHIVE, step)


def _fit(id: QuestionnaireId, about: QuestionnaireAbout, step: Step) -> QuestionnaireAbout:
    for words in (about.title, about.words):
        checked(id, words)
    if about.closes < step.today:
        raise Refused(id, reason=VoiceRefusal.CLOSES_IN_THE_PAST)
    return about


def _facts(about: QuestionnaireAbout) -> dict[str, Fact]:
    return {"purpose": about.purpose.value, "anonymous": int(about.anonymous), "until": str(about.closes)}


InvitationId = NewType("InvitationId", str)
"""One mailbox invited to one questionnaire: inviting it twice sends one letter."""


@dataclass(frozen=True, kw_only=True)
class Invitation(Journalled):
    """Who was invited to what. Where answers have no name, nothing leads from it to an answer."""

    id: InvitationId
    questionnaire: QuestionnaireId
    to: Sender


def id_of(questionnaire: QuestionnaireId, email: str) -> InvitationId:
    """The same for the same mailbox, however it is written."""
    return InvitationId(hashlib.sha256(f"{questionnaire}\n{normalised(email)}".encode()).hexdigest()[:40])


def invite(questionnaire: Questionnaire, step: Step, *, to: Sender) -> Invitation:
    """Ask somebody. Raises Refused unless people can answer."""
    if questionnaire.state is not QuestionnaireState.OPEN:
        raise Refused(questionnaire.id, reason=NotAllowed.IN_THIS_STATE)
    blank = Invitation(id=id_of(questionnaire.id, to.email), questionnaire=questionnaire.id, to=to)
    return blank.written(InvitationAction.INVITE, step)
