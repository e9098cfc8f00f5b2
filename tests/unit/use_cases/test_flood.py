"""Ten thousand hostile posts in a minute: alerts, sign-ins and decisions go out, and nobody's mailbox is filled."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial

from takepart.domain.aggregate import Step
from takepart.domain.ids import StaffId, StepId
from takepart.domain.voice import alert as alerts
from takepart.domain.voice import feedback as feedbacks
from takepart.domain.voice.aggregates import SENDER, Signs
from takepart.domain.voice.alert import Alert, AlertId, Written
from takepart.domain.voice.codes import FeedbackId
from takepart.use_cases.claims.claim_letters import claim_letters, waiting_link
from takepart.use_cases.letters import ClaimLetter, Lane, LetterDue
from takepart.use_cases.outbox import Outbox, Outcome
from takepart.use_cases.ports import Event, EventKind, Letter
from takepart.use_cases.sign_in import sign_in_letters
from takepart.use_cases.voice.jobs import VoiceJobs
from takepart.use_cases.voice.letters_due import MOST_ALONE, LettersDue, VoiceLetter
from tests.builders import a_claim
from tests.fakes import FakeLinks, FakeMail, FakeMailLog
from tests.fakes_claims import FakeClaims
from tests.policies import WIRRAL
from tests.template import mappings, resources, time_limit
from tests.voices import FakeAlerts, FakeFeedbacks, fake_stores

NOON = datetime(2026, 11, 29, 2, 0, tzinfo=UTC)  # a Sunday, at two in the morning
POSTS = 10_000
LIMITS = WIRRAL.letters
assert WIRRAL.voice is not None
DUTY = WIRRAL.voice.duty


class FakeWriter:
    """Writes nothing."""

    def write(self, due: LetterDue, *, token: str = "", beside: str = "") -> Letter:
        return Letter(key=due.key, to=due.to, subject="", text=token + beside, html="")

    def text(self, due: LetterDue, *, token: str = "") -> str:
        return token


class Sent:
    """What sends letters, with a writer that costs nothing."""

    def __init__(self) -> None:
        self.mail, self.log = FakeMail(), FakeMailLog()
        self.outbox = Outbox(
            links=FakeLinks(),
            writer=FakeWriter(),
            mail=self.mail,
            log=self.log,
            limits=LIMITS,
        )

    def one(self, due: LetterDue) -> Outcome:
        return self.outbox.one(due, now=NOON)


def an_alert(number: int) -> Alert:
    return alerts.raised(
        Step(alerts.DOOR, NOON, StepId(f"raised-{number}")),
        id=AlertId(f"{number:040x}"),
        where="a complaint",
        link="",
        who="",
        written=(Written(box="words", words="My dad hits me"),),
    )


def test_what_strangers_cause_ends_and_what_others_wait_for_goes_out() -> None:
    """Each post has an address of its own. After them all, a member of staff signs in and a decision is asked for."""
    world = Sent()
    letter = LetterDue(
        kind=VoiceLetter.WE_HEARD, key="", to="", path="/feedback", values={"name": "", "reply_by": NOON}
    )

    became = Counter(world.one(replace(letter, key=f"k{n}", to=f"p{n}@example.com")) for n in range(POSTS))
    signing = Event(kind=EventKind.SIGN_IN, about="finance-1", seq=int(NOON.timestamp() * 1000), action="asked")
    event = Event(kind=EventKind.CLAIM, about="K7M4-9QXR", seq=1, action="sent")
    due = [
        *sign_in_letters(signing, policy=WIRRAL, now=NOON),
        *claim_letters(event, claims=FakeClaims(a_claim()), policy=WIRRAL, now=NOON),
    ]
    after = [world.one(each) for each in due if each.kind.lane is Lane.ALWAYS]

    assert became == {Outcome.SENT: LIMITS.most_for_strangers, Outcome.HELD: POSTS - LIMITS.most_for_strangers}
    assert after == [Outcome.SENT, Outcome.SENT]


def test_the_next_day_strangers_are_written_to_again() -> None:
    """And what was held back may go out then, if it is asked for again."""
    world = Sent()
    world.log.strangers[NOON.date()] = LIMITS.most_for_strangers
    letter = LetterDue(kind=VoiceLetter.WE_HEARD, key="k", to="p@example.com")

    assert world.one(letter) is Outcome.HELD
    assert world.outbox.one(letter, now=NOON + timedelta(days=1)) is Outcome.SENT


def test_duty_is_told_of_one_disclosure_among_ten_thousand_without_ten_thousand_letters() -> None:
    """The first ones each, then one letter about the list each time that it has doubled."""
    due = LettersDue(stores=fake_stores(alerts=FakeAlerts()), policy=WIRRAL, now=NOON)
    world = Sent()
    for number in range(POSTS):
        waiting = min(number + 1, 300)  # where counting stops
        stores = fake_stores(alerts=FakeAlerts(an_alert(number)))
        each = replace(due, stores=stores, alerts=partial(int, waiting))
        for letter in each.of(Event(kind=EventKind.ALERT, about=f"{number:040x}", seq=1, action="raised")):
            world.one(letter)
        if waiting == MOST_ALONE:
            assert len(world.mail.sent) == MOST_ALONE

    assert len(world.mail.sent) < 20
    assert {letter.to for letter in world.mail.sent} == {WIRRAL.staff_member(DUTY[0]).email}


def test_alerts_of_one_kind_keep_none_of_another_from_climbing() -> None:
    """A run has time for two: one of many from feedback, and the one from the door."""
    many = [
        feedbacks.send(
            Step(SENDER, NOON, StepId(f"s{n}")),
            id=FeedbackId(f"f{n}"),
            venue="none",
            words="My dad hits me",
            sender=None,
            signs=Signs(harm=True),
            reply_by=NOON.date(),
        )
        for n in range(50)
    ]
    door = FakeAlerts(an_alert(1))
    looks = iter(range(99))
    stores = fake_stores(feedbacks=FakeFeedbacks(*many), alerts=door)
    jobs = VoiceJobs(stores=stores, policy=WIRRAL, now=NOON, hurry=lambda: next(looks) >= 4)

    jobs.escalate_alerts()

    assert [one.told for one in door.kept.values()] == [2]


def test_one_form_sent_sixty_times_is_one_letter_to_duty() -> None:
    """What is added to an alert that waits is read with it."""
    one = feedbacks.send(
        Step(SENDER, NOON, StepId("s")),
        id=FeedbackId("f"),
        venue="none",
        words="My dad hits me",
        sender=None,
        signs=Signs(harm=True),
        reply_by=NOON.date(),
    )
    for number in range(59):
        one = feedbacks.add(one, Step(SENDER, NOON, StepId(f"a{number}")), words=f"He hits me {number}", harm=True)
    stores = fake_stores(feedbacks=FakeFeedbacks(one))
    due = LettersDue(stores=stores, policy=WIRRAL, now=NOON)

    told = [
        letter
        for entry in one.journal
        for letter in due.of(Event(kind=EventKind.FEEDBACK, about="f", seq=entry.seq, action=entry.action))
    ]

    assert [letter.to for letter in told] == [WIRRAL.staff_member(DUTY[0]).email]


def test_a_member_of_staff_whose_list_is_long_gets_so_many_letters_a_day() -> None:
    """Each leads to all that waits, so that what is held back is not lost; a colleague's letters are their own."""
    world = Sent()
    member = WIRRAL.staff_member(StaffId("participation-worker"))
    link = waiting_link(member, policy=WIRRAL, now=NOON)
    letter = LetterDue(kind=ClaimLetter.PLEASE_CONFIRM, key="", to=member.email, member=member, beside=link, waiting=9)

    became = Counter(world.one(replace(letter, key=f"k{n}")) for n in range(1_000))
    other = world.one(replace(letter, key="other", to="finance-1@example.org"))

    assert became[Outcome.SENT] == LIMITS.most_with_a_list
    assert other is Outcome.SENT


def test_what_ten_thousand_posts_put_on_the_queues_is_worked_off_in_minutes() -> None:
    """Alerts share their queue with what else is said: at a quarter of a second for each it is done in time."""
    throttle = resources("AWS::Serverless::HttpApi")["Api"]["DefaultRouteSettings"]
    let_in = min(POSTS, throttle["ThrottlingBurstLimit"] + 60 * throttle["ThrottlingRateLimit"])
    workers = {function: each["ScalingConfig"]["MaximumConcurrency"] for function, _, each in mappings("sqs")}

    assert let_in <= 3_100, "the rest is refused before it costs anything"
    assert let_in * 0.25 / workers["voice_work"] < 15 * 60
    assert let_in * 0.25 / workers["mailer"] < 15 * 60
    assert time_limit("voice_work") >= 60, "ten messages of a batch have a quarter of a second each, many times over"
