"""Said, read, answered, published, asked again: each once, however often the same message comes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from functools import partial

import pytest

from takepart.adapters.bank_holidays import england
from takepart.domain.ids import StaffId, StepId
from takepart.domain.refused import NotAllowed, Refused
from takepart.domain.voice.aggregates import Sender
from takepart.domain.voice.codes import FeedbackId, id_of
from takepart.domain.voice.feedback import ChangeFelt, Feedback, FeedbackState, black_out, keep
from takepart.domain.voice.you_said import Decision, Source, YouSaidWords, take_down
from takepart.letters.writer import Writer
from takepart.use_cases.letters import LetterDue
from takepart.use_cases.ports import Event, EventKind
from takepart.use_cases.relay_events import ROUTES
from takepart.use_cases.voice.acting import Act
from takepart.use_cases.voice.after_events import Following
from takepart.use_cases.voice.hear import Hearing
from takepart.use_cases.voice.jobs import VoiceJobs
from takepart.use_cases.voice.letters_due import LettersDue, VoiceLetter
from takepart.use_cases.voice.ports import NotOurForm, VoiceStores
from takepart.use_cases.voice.publish import Publishing
from takepart.use_cases.voice.say import KeptWithCode, Saying, Speaking
from tests.fakes import FakeLinks, FakeSessions
from tests.policies import WIRRAL
from tests.reading_age import grade
from tests.voices import (
    NOON,
    FakeAlerts,
    FakeComplaints,
    FakeFeedbacks,
    FakeFigures,
    FakeForms,
    FakeHeardAt,
    FakeYouSaids,
    fake_stores,
)

READER, CHECKER, OTHER = StaffId("participation-worker"), StaffId("participation-manager"), StaffId("finance-1")
WORDS = YouSaidWords(
    said="Too hot.", by_how_many=2, source=Source.FEEDBACK, decision=Decision.DONE, did="We got two fans."
)


@dataclass
class World:
    """Everything, in memory, at a time that a test can move."""

    now: datetime = NOON
    feedbacks: FakeFeedbacks = field(default_factory=FakeFeedbacks)
    alerts: FakeAlerts = field(default_factory=FakeAlerts)
    complaints: FakeComplaints = field(default_factory=FakeComplaints)
    you_saids: FakeYouSaids = field(default_factory=FakeYouSaids)
    figures: FakeFigures = field(default_factory=FakeFigures)
    heard_at: FakeHeardAt = field(default_factory=FakeHeardAt)
    forms: FakeForms = field(default_factory=FakeForms)
    sessions: FakeSessions = field(default_factory=FakeSessions)
    steps: int = 0

    def a_form(self, seconds_ago: int = 60) -> str:
        return self.forms.give("feedback", at=self.now - timedelta(seconds=seconds_ago))

    def say(self, words: str = "It is too hot.", *, token: str = "", **more: object) -> KeptWithCode:
        saying = Saying(token=token or self.a_form(), words=words, **more)  # type: ignore[arg-type]
        return self.speaking().say(saying)

    @property
    def stores(self) -> VoiceStores:
        return fake_stores(
            feedbacks=self.feedbacks,
            alerts=self.alerts,
            complaints=self.complaints,
            you_saids=self.you_saids,
            figures=self.figures,
            heard_at=self.heard_at,
        )

    def speaking(self) -> Speaking:
        return Speaking(
            stores=self.stores,
            forms=self.forms,
            sessions=self.sessions,
            links=FakeLinks(),
            policy=WIRRAL,
            holidays=england(),
            now=self.now,
        )

    def act(self, by: StaffId) -> Act:
        self.steps += 1
        return Act(self.stores, WIRRAL, by, self.now, StepId(f"step-{self.steps}"))

    def hearing(self, by: StaffId = READER) -> Hearing:
        return Hearing(self.act(by))

    def publishing(self, by: StaffId = READER) -> Publishing:
        return Publishing(self.act(by))

    def jobs(self) -> VoiceJobs:
        return VoiceJobs(stores=self.stores, policy=WIRRAL, now=self.now)

    def follow_all(self) -> None:
        """Every event of every journal, as a queue may bring them: again and again."""
        for event in self.events():
            Following(stores=self.stores, policy=WIRRAL, now=self.now).follow(event)

    def events(self) -> list[Event]:
        of = [(EventKind.FEEDBACK, one.id, one.journal) for one in self.feedbacks.kept.values()]
        also = [(EventKind.YOU_SAID, one.id, one.journal) for one in self.you_saids.kept.values()]
        return [
            Event(kind=kind, about=id, seq=entry.seq, action=entry.action)
            for kind, id, journal in [*of, *also]
            for entry in journal
            if entry.action in ROUTES[kind]
        ]

    def letters(self, action: str) -> list[LetterDue]:
        due = LettersDue(stores=self.stores, policy=WIRRAL, now=self.now)
        return [letter for event in self.events() if event.action == action for letter in due.of(event)]


def test_a_form_that_is_sent_twice_is_kept_once() -> None:
    """A double click, or a retry after a lost answer: the same code."""
    world = World()
    token = world.a_form()

    once, twice = world.say(token=token), world.say(token=token)

    assert once.code == twice.code
    assert world.feedbacks.writes == 1


def test_other_words_with_the_same_form_are_added_not_lost() -> None:
    """Someone went back, wrote something else and sent it again."""
    world = World()
    token = world.a_form()
    world.say("One", token=token)

    again = world.say("Two", token=token)

    assert [text.words for text in again.feedback.texts] == ["One", "Two"]


def test_a_form_that_is_sent_again_brings_back_no_name() -> None:
    """What was blacked out stays out: a page that is loaded again sends the words as they once were."""
    world = World()
    token, more = world.a_form(), world.a_form()
    id = world.say("Sam took my coat", token=token).feedback.id
    world.say("Sam did it again", token=token)
    world.speaking().add_words(id, "And Sam laughed", token=more)
    world.hearing().do(id, partial(black_out, names=["Sam"]))
    before = world.feedbacks.kept[id]

    for words in ("Sam took my coat", "Sam did it again"):
        world.say(words, token=token)
    world.speaking().add_words(id, "And Sam laughed", token=more)

    assert world.feedbacks.kept[id] == before
    assert "Sam" not in repr(before.texts)


def test_more_words_with_the_same_form_are_added_not_lost() -> None:
    """Someone went back on the page of their code, wrote more and sent it again: the page says that it was added."""
    world = World()
    id, more = world.say("One").feedback.id, world.a_form()

    for words in ("Two", "Two", "Three"):
        world.speaking().add_words(id, words, token=more)

    assert [text.words for text in world.feedbacks.kept[id].texts] == ["One", "Two", "Three"]


@dataclass
class _AtOnce(FakeFeedbacks):
    """Between the first look and the first write, the same form comes in by another request."""

    between: Callable[[], object] | None = None

    def __post_init__(self) -> None:
        super().__init__()

    def get(self, id: str) -> Feedback | None:
        found, come = super().get(id), self.between
        self.between = None
        if come is not None:
            come()
        return found


@pytest.mark.parametrize(("other", "texts"), [("One", ["One"]), ("Two", ["Two", "One"])])
def test_the_same_form_twice_in_one_moment_loses_no_words(other: str, texts: list[str]) -> None:
    """Both requests looked before either wrote: the same words are kept once, and other words are added."""
    feedbacks = _AtOnce()
    world = World(feedbacks=feedbacks)
    token = world.a_form()
    feedbacks.between = lambda: world.say(other, token=token)

    heard = world.say("One", token=token)

    (kept,) = feedbacks.kept.values()
    assert heard.feedback == kept
    assert [text.words for text in kept.texts] == texts


def test_a_form_that_is_not_ours_is_refused() -> None:
    """Altered by a letter."""
    world = World()

    with pytest.raises(NotOurForm):
        world.say(token=world.a_form() + "x")
    assert world.feedbacks.writes == 0


@pytest.mark.parametrize(
    ("seconds_ago", "hidden_box", "why"),
    [(60, "", ()), (1, "", ("too-fast",)), (60, "http://spam", ("hidden-box",)), (3 * 86_400, "", ("old-form",))],
)
def test_what_looks_like_spam_waits_for_a_person(seconds_ago: int, hidden_box: str, why: tuple[str, ...]) -> None:
    """And it is kept, whatever it looks like."""
    world = World()

    heard = world.say(token=world.a_form(seconds_ago), hidden_box=hidden_box)

    assert heard.feedback.suspected == why
    assert heard.feedback.state is (FeedbackState.REVIEW if why else FeedbackState.WAITING)


def test_more_than_the_days_number_goes_to_review() -> None:
    """Counted by the form and the day, and by nothing that tells who."""
    world = World()
    assert WIRRAL.voice is not None
    world.sessions.counts["voice-forms#feedback##2026-11-23"] = WIRRAL.voice.most_a_day

    assert world.say().feedback.suspected == ("too-many",)


def test_a_wrong_code_finds_nothing_and_costs_time() -> None:
    """The right one costs none."""
    world, pauses = World(), list[float]()
    code = world.say().code

    assert world.speaking().by_code(code.lower(), pause=pauses.append) == id_of(code)
    assert pauses == []
    assert world.speaking().by_code("K7M4-9QXR-BCDF-2346", pause=pauses.append) is None
    assert pauses == [1.0]


def test_nobody_else_reads_what_people_say() -> None:
    """Finance has no part in it."""
    world = World()
    id = world.say().feedback.id

    with pytest.raises(Refused, match=NotAllowed.NOT_OPEN_TO_YOU.value):
        world.hearing(OTHER).read(id)


def test_from_being_said_to_the_public_figure() -> None:
    """Every message twice, and every number right."""
    world = World()
    anonymous, named = world.say(), world.say(sender=Sender(name="Bo", email="bo@example.com"))
    other = world.say("So hot")
    world.hearing().merge(other.feedback.id, anonymous.feedback.id)
    world.now = NOON + timedelta(days=3)
    world.hearing().answer(anonymous.feedback.id, "We look into it.")
    draft = world.publishing().write(WORDS, (anonymous.feedback.id, named.feedback.id))
    world.publishing(CHECKER).publish(draft.id)
    for _ in range(2):
        world.follow_all()

    assert [letter.to for letter in world.letters("told")] == ["bo@example.com"]
    back = world.speaking().look(other.feedback.id)
    assert back is not None and [each.id for each in back.led_to] == [draft.id]

    world.now = NOON + timedelta(days=31)
    assert world.jobs().ask_what_changed() == 3
    assert world.jobs().ask_what_changed() == 0
    world.speaking().tell_change(anonymous.feedback.id, ChangeFelt.YES)
    world.speaking().tell_change(named.feedback.id, ChangeFelt.NO)
    for _ in range(2):
        world.follow_all()

    published = world.you_saids.get(draft.id)
    assert published is not None and dict(published.counts) == {ChangeFelt.YES: 1, ChangeFelt.NO: 1}
    said, changed = world.figures.months(["2026-11", "2026-12"])
    assert (said.said, said.answered, said.in_time, said.days) == (3, 3, 3, 9)
    assert (changed.change_answers, changed.changed) == (2, 1)


def test_spam_is_not_in_the_figures_until_somebody_keeps_it() -> None:
    """What is set aside was said by nobody."""
    world = World()
    spam = world.say(token=world.a_form(0)).feedback
    world.follow_all()
    assert world.figures.months(["2026-11"])[0].said == 0

    world.hearing().do(spam.id, keep)
    world.follow_all()

    assert world.figures.months(["2026-11"])[0].said == 1


def test_an_alert_is_told_at_once_and_up_the_list() -> None:
    """The duty list in its order, then all of it; after "mine" nobody."""
    world = World()
    id = world.say("She hurts me").feedback.id

    def told() -> list[str]:
        return [letter.to for letter in world.letters("escalated")]

    assert [letter.to for letter in world.letters("said")] == ["duty@example.org"]
    world.jobs().escalate_alerts()
    assert told() == ["manager@example.org"]
    world.jobs().escalate_alerts()
    assert told()[1:] == ["service-manager@example.org"]
    world.jobs().escalate_alerts()
    assert told()[2:] == ["duty@example.org", "manager@example.org", "service-manager@example.org"]
    world.hearing(StaffId("duty-social-worker")).take(id)
    assert world.jobs().escalate_alerts() == 0
    assert told() == []


@pytest.mark.parametrize("sender", [None, Sender(name="Bo", email="bo@example.com")])
def test_what_means_harm_again_goes_up_the_list_again(sender: Sender | None) -> None:
    """Also after somebody said "mine" about what they wrote before."""
    world = World()
    token = world.a_form()
    id = world.say("She hurts me", token=token, sender=sender).feedback.id
    assert world.jobs().escalate_alerts() == 1
    world.hearing(StaffId("duty-social-worker")).take(id)

    world.now += timedelta(hours=2)
    world.say("She hit me again", token=token, sender=sender)

    told = []
    for _ in range(3):
        world.now += timedelta(hours=1)
        assert world.jobs().escalate_alerts() == 1
        told.append(world.feedbacks.kept[id].journal[-1].facts["told"])
    assert told == [2, 3, 3]


def test_the_steps_of_an_anonymous_alert_name_no_hour() -> None:
    """The job runs every hour: its hour would tell when it was said."""
    world = World()
    id = world.say("She hurts me").feedback.id
    world.jobs().escalate_alerts()

    kept = world.feedbacks.get(id)
    assert kept is not None
    assert "T12" not in repr([(entry.step, entry.at.isoformat(), dict(entry.facts)) for entry in kept.journal])


def test_letters_hold_nothing_that_was_written() -> None:
    """Only where to read it."""
    world = World()
    world.say("CANARY hurts me", sender=Sender(name="Bo", email="bo@example.com"))

    assert "CANARY" not in repr(world.letters("said"))
    assert {letter.kind for letter in world.letters("said")} == {VoiceLetter.ALERT, VoiceLetter.WE_HEARD}


def test_reply_day_skips_christmas() -> None:
    """Five working days."""
    world = World(now=datetime(2026, 12, 23, 12, 0, tzinfo=UTC))

    assert world.say().feedback.reply_by == date(2027, 1, 4)


def test_a_step_of_the_office_happens_once() -> None:
    """A form that is sent twice names the same step."""
    world = World()
    id = world.say().feedback.id
    hearing = world.hearing()

    hearing.answer(id, "Thank you.")
    after = hearing.answer(id, "Thank you.")

    assert after.version == 2
    assert replace(after).id == FeedbackId(id)


def test_that_a_place_was_used_is_kept_once_a_month_without_words() -> None:
    """Its first day alone; nothing for the website, nor for what may be spam until a person has looked."""
    world = World()
    world.say(venue="leaving-care")
    world.say("So hot", venue="leaving-care")
    world.say()
    spam = world.say(venue="town-hall", hidden_box="x")
    for _ in range(2):
        world.follow_all()
    assert {each.id: each.day for each in world.heard_at.kept.values()} == {"leaving-care/2026-11": NOON.date()}

    world.hearing().do(spam.feedback.id, keep)
    world.follow_all()

    assert set(world.heard_at.kept) == {"leaving-care/2026-11", "town-hall/2026-11"}
    assert all(
        entry.at.hour == 0 and not entry.facts for each in world.heard_at.kept.values() for entry in each.journal
    )


def test_the_group_hears_of_what_is_public_while_it_is_news() -> None:
    """One letter, with the page's address and nothing that anybody said; none for what was taken down or is old."""
    world = World()
    draft = world.publishing().write(WORDS)
    assert world.letters("published") == []
    world.publishing(CHECKER).publish(draft.id)

    (letter,) = world.letters("published")
    written = Writer(policy=WIRRAL, site="https://takepart.example").write(letter, token="")
    assert written.to == "participation-group@example.org"
    assert f"https://takepart.example/you-said-we-did/{draft.id}" in written.text
    assert WORDS.said not in written.text and WORDS.did not in written.text
    assert grade(written.text.partition("Read what we did")[0].removeprefix("Hello,")) <= 7

    world.now += timedelta(days=40)
    assert world.letters("published") == []
    world.now -= timedelta(days=40)
    world.publishing(CHECKER).decide(draft.id, take_down)
    assert world.letters("published") == []
