"""Built, opened, answered, read, sorted, closed, published: each once, and nothing tells who answered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest

from takepart.adapters.bank_holidays import england
from takepart.domain.ids import StaffId, StepId
from takepart.domain.plain_reason import PlainReason
from takepart.domain.refused import NotAllowed, Refused
from takepart.domain.voice.aggregates import BLACKED_OUT, Sender
from takepart.domain.voice.answer import AnswerId, OwnWords, QuestionnaireAnswer, black_out, set_aside
from takepart.domain.voice.consultation import Consultation, ConsultationId
from takepart.domain.voice.questionnaire import Questionnaire, QuestionnairePurpose
from takepart.domain.voice.questionnaire import put as put_question
from takepart.domain.voice.questionnaire_states import AnswerState, QuestionnaireState
from takepart.domain.voice.questions import Chosen, QuestionId, QuestionKind
from takepart.domain.voice.refusals import VoiceRefusal
from takepart.domain.voice.tally import ALL, of_option
from takepart.letters.writer import Writer
from takepart.use_cases.letters import LetterDue
from takepart.use_cases.ports import ChangedMeanwhile, Event, EventKind
from takepart.use_cases.relay_events import ROUTES
from takepart.use_cases.voice.acting import Act
from takepart.use_cases.voice.answer_questions import Answering, Replying, form_of
from takepart.use_cases.voice.build_questionnaires import Building
from takepart.use_cases.voice.jobs import VoiceJobs
from takepart.use_cases.voice.letters_due import LettersDue, VoiceLetter
from takepart.use_cases.voice.ports import NotOurForm, VoiceStores
from takepart.use_cases.voice.read_answers import Reading, asked_about, results_of
from tests.fakes import FakeLinks, FakeSessions
from tests.policies import WIRRAL
from tests.questionnaires import CHECKER, ID, LAST_DAY, READER, FakeAnswers, FakeInvitations, FakeQuestionnaires, about
from tests.questionnaires import draft as a_draft
from tests.reading_age import grade
from tests.unit.domain.voice.test_consultation import planned
from tests.voices import NOON, FakeConsultations, FakeForms, fake_stores

OPEN, ONE, SEVERAL = QuestionId("q6"), QuestionId("q1"), QuestionId("q2")
CHOSEN: Chosen = {ONE: ("2",), SEVERAL: ("1", "2")}
KIM = Sender(name="Kim", email="kim@example.com")
AFTER = datetime(2026, 12, 12, 6, 15, tzinfo=NOON.tzinfo)


@dataclass
class World:
    """Everything, in memory, at a time that a test can move."""

    now: datetime = NOON
    anonymous: bool = True
    consultations: FakeConsultations = field(default_factory=FakeConsultations)
    answers: FakeAnswers = field(default_factory=FakeAnswers)
    invitations: FakeInvitations = field(default_factory=FakeInvitations)
    forms: FakeForms = field(default_factory=FakeForms)
    sessions: FakeSessions = field(default_factory=FakeSessions)
    questionnaires: FakeQuestionnaires = field(init=False)
    steps: int = 0

    def __post_init__(self) -> None:
        self.questionnaires = FakeQuestionnaires(a_draft(anonymous=self.anonymous), consultations=self.consultations)

    @property
    def stores(self) -> VoiceStores:
        return fake_stores(
            consultations=self.consultations,
            questionnaires=self.questionnaires,
            answers=self.answers,
            invitations=self.invitations,
        )

    def act(self, by: StaffId, seen: int | None = None) -> Act:
        self.steps += 1
        return Act(self.stores, WIRRAL, by, self.now, StepId(f"step-{self.steps}"), seen)

    def building(self, by: StaffId = READER) -> Building:
        return Building(self.act(by))

    def reading(self, by: StaffId = READER, *, seen: int | None = None) -> Reading:
        return Reading(self.act(by, seen))

    def jobs(self) -> VoiceJobs:
        return VoiceJobs(stores=self.stores, policy=WIRRAL, now=self.now)

    def open(self) -> World:
        self.building().open(ID)
        return self

    @property
    def asked(self) -> Questionnaire:
        return self.questionnaires.kept[ID]

    def a_form(self, seconds_ago: int = 60) -> str:
        return self.forms.give(form_of(ID), at=self.now - timedelta(seconds=seconds_ago))

    def answer(self, *words: str, token: str = "", chosen: Chosen = CHOSEN, **more: object) -> str:
        said, token = tuple(OwnWords(question=OPEN, words=each) for each in words), token or self.a_form()
        proof = self.replying.check(token).answer if self.forms.take(token).form == form_of(ID) else ""
        shown = {"proof": proof, **more}
        answering = Answering(token=token, said=said, chosen=chosen, **shown)  # type: ignore[arg-type]
        return self.replying.answer(answering, self.asked)

    @property
    def replying(self) -> Replying:
        return Replying(
            stores=self.stores,
            forms=self.forms,
            sessions=self.sessions,
            links=FakeLinks(),
            policy=WIRRAL,
            holidays=england(),
            now=self.now,
        )

    @property
    def kept(self) -> QuestionnaireAnswer:
        (found,) = self.answers.kept.values()
        return found

    def letters(self) -> list[LetterDue]:
        due = LettersDue(stores=self.stores, policy=WIRRAL, now=self.now)
        things = [
            *((EventKind.ANSWER, each.id, each.journal) for each in self.answers.kept.values()),
            *((EventKind.QUESTIONNAIRE, each.id, each.journal) for each in self.questionnaires.kept.values()),
            *((EventKind.INVITATION, each.id, each.journal) for each in self.invitations.kept.values()),
        ]
        return [
            letter
            for kind, id, journal in things
            for entry in journal
            if entry.action in ROUTES[kind]
            for letter in due.of(Event(kind=kind, about=id, seq=entry.seq, action=entry.action))
        ]

    def close(self) -> World:
        self.now = AFTER
        assert self.jobs().close_questionnaires() == 1
        return self


def test_a_replay_of_years_writes_to_nobody_about_what_is_no_news() -> None:
    """The writer of a questionnaire hears of its close once, in the month after it."""
    world = World().open().close()
    assert [letter.kind for letter in world.letters()] == [VoiceLetter.QUESTIONNAIRE_CLOSED]

    world.now = AFTER + timedelta(days=31)

    assert world.letters() == []


def refused(step: Callable[[], object]) -> PlainReason:
    with pytest.raises(Refused) as error:
        step()
    return error.value.reason


def test_the_same_form_counts_once_and_two_people_are_two() -> None:
    """A double click, or a retry after a lost answer."""
    world = World().open()
    token = world.a_form()

    for _ in range(3):
        world.answer("Warmer.", token=token)
    world.answer("Bigger.")

    assert world.answers.tally(ID)[ALL] == 2
    assert world.answers.tally(ID)[of_option(ONE, "2")] == 2
    assert len(world.answers.kept) == 2


def test_of_somebody_without_a_name_only_the_words_and_the_day_are_kept() -> None:
    """Neither what they chose, nor when, nor what their form was called; with no words nothing is kept at all."""
    world = World().open()
    token = world.a_form()
    world.answer("Warmer.", token=token)
    world.answer(chosen={ONE: ("1",)})

    assert world.kept.chosen == {}
    assert world.kept.sender is None
    assert world.kept.journal[0].at == NOON.replace(hour=0)
    assert world.forms.take(token).name not in repr(world.answers.kept) + repr(world.answers.marks)


def test_other_words_sent_with_the_same_form_are_kept_and_read_too() -> None:
    """Somebody went back and said what happened: it counts once, and nobody overlooks it."""
    world = World().open()
    token = world.a_form()
    world.answer(token=token)
    world.answer("Warmer.", token=token)
    read = world.reading(seen=world.kept.version).sort(world.kept.id, {}, {})
    world.answer("Warmer.", "He hits me.", token=token)
    world.answer("Warmer.", "He hits me.", token=token)

    assert read.state is AnswerState.READ
    assert world.kept.state is AnswerState.UNREAD
    assert [each.words for each in world.kept.said] == ["Warmer.", "He hits me."]
    assert world.kept.alert == 1
    assert world.answers.tally(ID)[ALL] == 1


def test_an_answer_that_is_sent_again_brings_back_no_name() -> None:
    """What was blacked out stays out, also beside words that are new."""
    world = World().open()
    token = world.a_form()
    world.answer("Ask Sam.", "Sam knows.", token=token)
    world.reading().do(world.kept.id, partial(black_out, names=["Sam"]))

    world.answer("Ask Sam.", "Sam knows.", token=token)
    world.answer("Ask Sam.", "Warmer.", token=token)

    said = [each.words for each in world.kept.said]
    assert said == [f"Ask {BLACKED_OUT}.", f"{BLACKED_OUT} knows.", "Warmer."]


def test_words_that_may_mean_harm_go_up_the_list_until_somebody_says_mine() -> None:
    """At once to the first; no letter holds a word of it; reading it or calling it spam ends nothing."""
    world = World().open()
    world.answer("Somebody hurts me.")
    (first,) = world.letters()
    duty = WIRRAL.voice.duty if WIRRAL.voice else ()
    assert (first.kind, first.to) == (VoiceLetter.ALERT, WIRRAL.staff_member(duty[0]).email)
    assert first.path == f"/office/voice/answers/{world.kept.id}"

    world.reading(seen=world.kept.version).sort(world.kept.id, {}, {})
    assert world.jobs().escalate_alerts() == 1
    assert {letter.to for letter in world.letters()} == {WIRRAL.staff_member(each).email for each in duty[:2]}
    written = [Writer(policy=WIRRAL, site="https://x.example").write(each, token="") for each in world.letters()]
    assert not any("hurts" in each.text + each.subject for each in written)

    world.reading(duty[0]).take(world.kept.id)
    assert world.jobs().escalate_alerts() == 0
    assert world.letters() == []
    assert {entry.at.time().isoformat() for entry in world.kept.journal} == {"00:00:00"}


@pytest.mark.parametrize(
    ("more", "seconds"), [({"hidden_box": "http://x"}, 60), ({}, 1), ({}, 3 * 24 * 3600)], ids=["box", "fast", "old"]
)
def test_what_looks_like_spam_counts_only_when_a_person_says_that_it_is_real(
    more: dict[str, Any], seconds: int
) -> None:
    """And then what they chose is forgotten; set aside it never counts, and is never thrown away."""
    world = World().open()
    world.answer("Buy", token=world.a_form(seconds), **more)
    assert world.kept.state is AnswerState.REVIEW
    assert world.answers.tally(ID) == {}
    waiting = world.kept

    real = world.reading().keep(waiting.id)
    assert (real.state, real.chosen) == (AnswerState.UNREAD, {})
    assert world.answers.tally(ID)[of_option(ONE, "2")] == 1

    world = World().open()
    world.answer("Buy", token=world.a_form(seconds), **more)
    gone = world.reading().do(world.kept.id, set_aside)
    assert [each.words for each in gone.said] == ["Buy"]
    assert refused(lambda: world.reading().keep(gone.id)) is NotAllowed.IN_THIS_STATE
    assert world.answers.tally(ID) == {}


def test_too_many_in_a_day_are_looked_at_first() -> None:
    """The rate of one questionnaire; nothing says who sent them."""
    world = World().open()
    most = WIRRAL.voice.most_a_day if WIRRAL.voice else 0
    for _ in range(most + 1):
        world.answer()

    assert world.answers.tally(ID)[ALL] == most
    assert world.kept.suspected == ("too-many",)


def test_a_script_fills_no_ballot() -> None:
    """From the thirtieth answer of a day on a small question is asked; with a wrong word, a person looks first."""
    world = World().open()
    most = WIRRAL.voice.most_a_day // 10 if WIRRAL.voice else 0
    for _ in range(most):
        world.answer(proof="")

    assert refused(partial(world.answer, proof=" ")) is VoiceRefusal.A_PERSON
    for wrong in ("x", "horse, bread or green"):
        world.answer(proof=wrong)
    assert [each.suspected for each in world.answers.kept.values()] == [("wrong-word",), ("wrong-word",)]
    assert world.answers.tally(ID)[ALL] == most
    world.answer()
    assert world.answers.tally(ID)[ALL] == most + 1


@pytest.mark.parametrize(
    ("said", "chosen", "reason"),
    [
        ((), {}, VoiceRefusal.NO_ANSWER),
        ((), {ONE: ()}, VoiceRefusal.NO_ANSWER),
        ((), {ONE: ("1", "2")}, VoiceRefusal.NO_SUCH_QUESTION),
        ((), {ONE: ("9",)}, VoiceRefusal.NO_SUCH_QUESTION),
        ((), {QuestionId("q9"): ("1",)}, VoiceRefusal.NO_SUCH_QUESTION),
        ((), {OPEN: ("1",)}, VoiceRefusal.NO_SUCH_QUESTION),
        (("x" * 20_001,), {}, VoiceRefusal.TOO_LONG),
    ],
)
def test_what_is_no_answer_is_refused_with_a_reason(
    said: tuple[str, ...], chosen: Chosen, reason: VoiceRefusal
) -> None:
    """And leaves nothing."""
    world = World().open()

    assert refused(lambda: world.answer(*said, chosen=chosen)) is reason
    assert world.answers.marks == {}


def test_a_form_of_another_page_is_not_taken() -> None:
    """Each questionnaire has its own."""
    world = World().open()

    with pytest.raises(NotOurForm):
        world.answer("Hi", token=world.forms.give("feedback", at=NOON))


def test_who_started_in_time_is_taken_until_it_closes_for_good() -> None:
    """At midnight nobody loses what they typed; once it has closed nothing counts any more."""
    world = World().open()
    world.now = datetime(2026, 12, 11, 23, 58, tzinfo=NOON.tzinfo)
    token, second = world.a_form(), world.a_form()
    world.now += timedelta(minutes=10)

    world.answer("In time", token=token)
    assert refused(lambda: world.answer("Late", token=world.a_form(1))) is VoiceRefusal.HAS_CLOSED
    world.close()
    assert refused(lambda: world.answer("Later", token=second)) is VoiceRefusal.HAS_CLOSED
    assert world.answers.tally(ID)[ALL] == 1
    assert [letter.kind for letter in world.letters()] == [VoiceLetter.QUESTIONNAIRE_CLOSED]


def test_it_closes_by_the_clock_once() -> None:
    """Not on its last day; the counting stops first, also for whoever had the page open."""
    world = World().open()
    open_page = world.asked
    world.now = datetime(2026, 12, 11, 6, tzinfo=NOON.tzinfo)
    assert world.jobs().close_questionnaires() == 0

    world.close()
    assert world.jobs().close_questionnaires() == 0
    world.questionnaires.kept[ID] = open_page
    world.now = NOON
    assert refused(lambda: world.answer("Hi")) is VoiceRefusal.HAS_CLOSED


def test_no_result_is_seen_while_something_can_still_change_it() -> None:
    """Not while it is open, nor while something may be spam: two looks would tell what one person chose."""
    world = World().open()
    for _ in range(10):
        world.answer()
    assert results_of(world.asked, answers=world.answers) is None
    world.answer("Buy", hidden_box="x")
    world.close()
    assert results_of(world.asked, answers=world.answers) is None

    world.reading().do(next(iter(world.answers.kept.values())).id, set_aside)
    found = results_of(world.asked, answers=world.answers)
    assert found is not None
    assert found.how_many == "10 or more"
    assert sum(row.number for row in found.questions[0].rows) == 10


def test_readers_sort_words_into_themes_and_two_at_once_are_told() -> None:
    """A theme named by two is one; a move changes both numbers; a double click changes them once."""
    world = World().open()
    world.answer("Cold food.")
    world.answer("Cold!")
    one, other = world.answers.kept.values()
    reading = world.reading(seen=1)

    first = reading.sort(one.id, {}, {OPEN: " Food "})
    again = reading.sort(one.id, {}, {OPEN: "Food"})
    with pytest.raises(ChangedMeanwhile):
        world.reading(CHECKER, seen=1).sort(one.id, {}, {OPEN: "Cold"})
    food = first.themes[OPEN][0]
    world.reading(seen=1).sort(other.id, {OPEN: [food]}, {OPEN: "Cold"})
    world.reading(CHECKER, seen=2).sort(one.id, {OPEN: []}, {OPEN: "cold"})

    assert again == first
    assert {each.name: each.answers for each in world.answers.themes(ID)} == {"Food": 1, "Cold": 2}
    assert refused(lambda: world.reading(seen=3).sort(one.id, {}, {OPEN: "x" * 61})) is VoiceRefusal.THEME_NAME


def test_results_stand_once_they_are_public() -> None:
    """Checkers show them, when all was read; no theme moves after."""
    world = World().open()
    world.answer("Cold.")
    world.close()
    assert refused(lambda: world.building(READER).publish(ID)) is NotAllowed.NOT_OPEN_TO_YOU
    assert refused(lambda: world.building(CHECKER).publish(ID)) is VoiceRefusal.UNREAD_LEFT

    world.reading(seen=1).sort(world.kept.id, {}, {OPEN: "Cold"})
    assert world.building(CHECKER).publish(ID).state is QuestionnaireState.PUBLISHED
    assert refused(lambda: world.reading(seen=2).sort(world.kept.id, {}, {})) is VoiceRefusal.RESULTS_STAND


def test_with_names_the_answer_is_kept_whole_and_an_invitation_counts_once() -> None:
    """Whatever page they come from; the letter's link is theirs alone."""
    world = World(anonymous=False).open()
    world.building().invite(ID, KIM)
    world.building().invite(ID, Sender(name="", email="KIM@example.com"))
    (invitation,) = world.invitations.kept.values()
    (letter,) = world.letters()
    assert letter.link is not None
    assert letter.link.about == invitation.id
    written = Writer(policy=WIRRAL, site="https://x.example").write(letter, token="tok")
    assert grade(written.text) <= 5
    assert f"https://x.example/questionnaires/{ID}?t=tok" in written.text

    for _ in range(2):
        world.answer("Warmer.", sender=KIM, invited=invitation.id)
    assert world.answers.tally(ID)[ALL] == 1
    assert (world.kept.sender, world.kept.chosen) == (KIM, CHOSEN)


def test_without_names_an_invitation_leads_where_everyone_goes() -> None:
    """Nothing in the letter or the table leads from whom we asked to what they said."""
    world = World().open()
    world.building().invite(ID, KIM)
    (letter,) = world.letters()
    world.answer("Warmer.")

    assert (letter.link, letter.path) == (None, f"/questionnaires/{ID}")
    assert "kim" not in repr(world.answers.kept)
    assert "tok" not in Writer(policy=WIRRAL, site="https://x.example").write(letter, token="tok").text


def test_only_readers_and_checkers_build_and_only_readers_read() -> None:
    """Finance does neither."""
    world, nobody = World().open(), StaffId("finance-1")
    world.answer("Warmer.")

    assert refused(lambda: world.building(nobody).build(about())) is NotAllowed.NOT_OPEN_TO_YOU
    assert refused(lambda: world.building(nobody).read(ID)) is NotAllowed.NOT_OPEN_TO_YOU
    assert refused(lambda: world.reading(nobody).read(world.kept.id)) is NotAllowed.NOT_OPEN_TO_YOU
    assert refused(lambda: world.reading().read(AnswerId("f" * 40))) is NotAllowed.NOT_OPEN_TO_YOU


def test_building_twice_is_one_draft() -> None:
    """A double click on every button leads to the same place."""
    world = World()
    building = world.building()
    one, same = building.build(about()), building.build(about())
    assert one == same

    put = world.building()
    for _ in range(2):
        put.do(one.id, partial(put_question, kind=QuestionKind.OPEN, words="Why?"))
    opening = world.building()
    for _ in range(2):
        opening.open(one.id)
    closing = world.building()
    object.__setattr__(closing, "now", AFTER)
    for _ in range(2):
        closing.close(one.id)
    assert len(world.questionnaires.kept[one.id].questions) == 1
    assert world.questionnaires.kept[one.id].state is QuestionnaireState.CLOSED


def test_opening_reads_its_consultation_once() -> None:
    """One that is gone stops it before anybody can answer."""
    consultation = planned()
    world = World(consultations=FakeConsultations(consultation))
    asked_for = about(purpose=QuestionnairePurpose.CONSULTATION, consultation=ConsultationId(consultation.id))
    world.building().change(ID, asked_for)
    read: list[str] = []

    class Counting(FakeConsultations):
        def get(self, key: str) -> Consultation | None:
            read.append(key)
            return super().get(key)

    world.consultations = Counting()
    assert refused(lambda: world.building().open(ID)) is VoiceRefusal.WHICH_CONSULTATION
    assert not world.answers.tally(ID)
    read.clear()
    world.consultations.kept |= {consultation.id: consultation}
    world.open()
    assert read == [consultation.id]


def test_a_consultations_record_sums_up_its_questionnaires() -> None:
    """Named when it opens, in one step with it; the numbers come when nothing can change them."""
    consultation = planned()
    world = World(consultations=FakeConsultations(consultation))
    asked_for = about(purpose=QuestionnairePurpose.CONSULTATION, consultation=ConsultationId(consultation.id))
    assert (
        refused(
            lambda: world.building().build(
                about(purpose=QuestionnairePurpose.CONSULTATION, consultation=ConsultationId("GGGG-GGGG"))
            )
        )
        is VoiceRefusal.WHICH_CONSULTATION
    )
    world.building().change(ID, asked_for)
    world.open()
    for _ in range(6):
        world.answer()

    def record() -> list[str]:
        found = asked_about(world.consultations.kept[consultation.id], world.questionnaires, world.answers)
        return [results.how_many if results else "" for _, results in found]

    assert record() == [""]
    world.close()
    assert record() == ["5 or more"]


def test_the_reader_hears_of_what_waits() -> None:
    """Answers in people's own words, and those that may be spam."""
    world = World().open()
    world.answer("Warmer.")
    world.answer("Buy", hidden_box="x")

    assert world.jobs().waiting() == (1, 1)
    assert world.asked.about.closes == LAST_DAY
