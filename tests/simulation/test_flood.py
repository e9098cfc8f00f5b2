"""Ten thousand hostile posts within a minute, to the real functions: whoever else waits is served in time.

They come to the front that the template describes, which lets in as many as it says; each of those goes through its
function to the tables, the streams, the queues and the letters. A letter takes a quarter of a second.
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from typing import Any, Final

from takepart.adapters.aggregates import Aggregates
from takepart.adapters.voice.alerts import AlertsTable
from takepart.adapters.voice.kms_forms import KmsForms
from takepart.domain.ids import StaffId
from tests.builders import a_claim
from tests.policies import WIRRAL
from tests.simulation import aws
from tests.simulation.story import STORES
from tests.simulation.world import BEGINS, QUEUES, STREAMS, World, played
from tests.template import mappings, resources

POSTS: Final = 10_000
A_LETTER: Final = 0.25
"""Seconds."""
AT_ONCE: Final = {function: each["ScalingConfig"]["MaximumConcurrency"] for function, _, each in mappings("sqs")}
VICTIM: Final = "victim@example.com"
CHILD: Final = "My dad hits me and nobody knows. Please help"
assert WIRRAL.voice is not None
RULES: Final = WIRRAL.voice
TRACK: Final = RULES.tracks[0].id


class Front:
    """What stands before all functions: so many at once, and so many a second."""

    def __init__(self, now: datetime) -> None:
        throttle = resources("AWS::Serverless::HttpApi")["Api"]["DefaultRouteSettings"]
        self._most, self._rate = throttle["ThrottlingBurstLimit"], throttle["ThrottlingRateLimit"]
        self._room, self._at = float(self._most), now

    def lets_in(self, now: datetime) -> bool:
        """Whether there is room for one more."""
        self._room = min(self._most, self._room + (now - self._at).total_seconds() * self._rate)
        self._at = now
        if self._room < 1:
            return False
        self._room -= 1
        return True


class Flood:
    """Somebody's program, and three people who want something while it runs."""

    def __init__(self, world: World) -> None:
        self.world, self.front = world, Front(world.now)
        self.became: Counter[int] = Counter()
        self.sent: list[tuple[datetime, aws.Letter]] = []
        world.clients["sesv2"] = aws.Client(aws.Ses(lambda letter: self.sent.append((world.now, letter))), world)
        self.forms = KmsForms(world.kms, "FormKey", new_name=world.new_name)
        self.opened = world.now - timedelta(minutes=2)

    def post(self, path: str, **typed: str) -> int:
        """One post, as far as the front lets it in."""
        if not self.front.lets_in(self.world.now):
            return 429
        form = {"/complaints/new": "complaint"}.get(path, "feedback")
        return int(self.world.http("POST", path, [("form", self._token(form)), *typed.items()])["statusCode"])

    def hostile(self, number: int) -> None:
        """What a script sends: with alarming words, and in the name of many, or of one."""
        what, words = number % 5, f"They hit me {number} times, buy pills"
        if what < 2:
            self.became[self.post("/feedback", words=words)] += 1
        elif what == 2:
            self.became[self.post("/feedback/named", words=f"Bad {number}", name="Bo", email=VICTIM)] += 1
        elif what == 3:
            who = {"name": "Bo", "email": f"p{number}@example.com" if number % 2 else VICTIM}
            self.became[self.post("/complaints/new", track=TRACK, words=words, **who)] += 1
        else:
            self.became[self.post("/newsletter", email=f"n{number}@example.com")] += 1

    def press_until_let_in(self, path: str, **typed: str) -> None:
        """A person presses again."""
        while (status := self.post(path, **typed)) == 429:
            self.world.now += timedelta(milliseconds=50)
        assert status in (200, 303), status

    def minute(self, staff: str) -> None:
        """All of it; in its middle a child writes, finance signs in, and a claim is sent."""
        for number in range(POSTS):
            self.world.now = max(self.world.now, BEGINS + timedelta(minutes=number / POSTS))
            self.hostile(number)
            if number == POSTS // 2:
                self.press_until_let_in("/feedback", words=CHILD)
                self.press_until_let_in("/office/sign-in", email=staff)
                STORES.claims.add(a_claim())

    def follow(self) -> None:
        """The streams at once; then each queue in its order, by as many workers as the template gives it."""
        for table, function in STREAMS.items():
            stream = self.world.dynamodb.tables[table].stream
            start, self.world.relayed[table] = self.world.relayed[table], len(stream)
            records = [_record(number, *stream[number]) for number in range(start, len(stream))]
            for some in range(0, len(records), 100):
                self._work(function, records[some : some + 100])
        began = self.world.now
        for queue, (function, most) in QUEUES.items():
            self.world.now = began
            waiting, self.world.sqs.queues[queue] = self.world.sqs.queues.get(queue, []), []
            for some in range(0, len(waiting), most):
                self._work(function, [_message(each) for each in waiting[some : some + most]])
                self.world.now += timedelta(seconds=A_LETTER * most / AT_ONCE[function])

    def first(self, to: str, subject: str) -> timedelta:
        """How long after the beginning somebody got a letter."""
        return next(at for at, each in self.sent if each.to == to and subject in each.subject) - BEGINS

    def _work(self, function: str, records: list[Any]) -> None:
        assert not self.world.invoke(function, {"Records": records})["batchItemFailures"]

    def _token(self, form: str) -> str:
        return self.forms.give(form, at=self.opened)


def _record(number: int, old: Any, new: Any) -> dict[str, Any]:
    images = {name: image for name, image in (("OldImage", old), ("NewImage", new)) if image}
    return {"dynamodb": {"SequenceNumber": str(number), **images}}


def _message(message: aws.Message) -> dict[str, Any]:
    fixed = {"eventSource": "aws:sqs", "receiptHandle": "r", "attributes": {}}
    return {"messageId": message.id, "body": message.body, **fixed}


def test_after_ten_thousand_hostile_posts_decisions_sign_ins_and_alerts_go_out_in_time() -> None:
    """And nobody's mailbox is filled: not the victim's, not that of duty, not that of the complaints desk."""
    finance = WIRRAL.finance()[0]
    with played(World(1, rate=0)) as world:
        flood = Flood(world)
        flood.minute(finance.email)
        flood.follow()
        letters = Counter(each.to for _, each in flood.sent)
        waiting = list(AlertsTable(Aggregates("VoiceTable")).waiting())

    assert flood.became[429] > POSTS * 2 // 3, "the front refuses what is too much"
    assert sum(flood.became.values()) == POSTS and set(flood.became) <= {200, 303, 429}
    assert flood.first(finance.email, "ign in") < timedelta(minutes=5)
    asked = [at for at, each in flood.sent if "has claimed for one of your sessions" in each.text]
    assert asked and min(asked) - BEGINS < timedelta(minutes=5)
    duty, desk = (
        [WIRRAL.staff_member(StaffId(each)).email for each in some] for some in (RULES.duty[:1], RULES.complaints_desk)
    )
    assert flood.first(duty[0], "somebody may be at risk") < timedelta(minutes=5)
    assert waiting
    assert all(0 < letters[each] < 20 for each in (*duty, *desk)), letters
    assert 0 < letters[VICTIM] <= 2 * WIRRAL.letters.most_of_a_kind
    strangers = sum(number for to, number in letters.items() if to.endswith("@example.com"))
    assert strangers <= WIRRAL.letters.most_for_strangers
