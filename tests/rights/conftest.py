"""The stories, played in this process with each call of each function written down, and judged once for all tests."""

from __future__ import annotations

import base64
import os
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

import infra.functions_path  # noqa: F401 - so that takepart is found
from infra.local.jobs import event_for
from infra.local.mailbox import mail, report
from infra.local.person import Person
from infra.local.programme_story import ProgrammeStory
from infra.local.story import WORKER, Story
from infra.local.voice_story import VoiceStory
from infra.locking import one_at_a_time
from infra.rights.calls import FOLDER, note_calls
from infra.rights.judge import Verdict, judge
from infra.rights.requests import of_aws, of_calls, recorded
from infra.rights.roles import Account
from tests.service import Served, Service, a_service, running
from tests.template import mappings

LONG_AGO = {
    "MailQueue": {"kind": "claim", "about": "K7M4-9QXR", "seq": 1, "action": "sent"},
    "PaymentsQueue": {"kind": "batch", "about": "2026-11-24", "seq": 1, "action": "sent"},
    "RecordsQueue": {"kind": "duty", "about": "fostering/2026/drop-ins", "seq": 1, "action": "show"},
    "NewsletterQueue": {"kind": "subscriber", "about": "nobody", "seq": 1, "action": "ask"},
    "VoiceQueue": {"kind": "you-said", "about": "nothing", "seq": 1, "action": "publish"},
}
"""Of each queue, an event about what is not there any more: it is followed by nothing."""
PAGES = ("/who-takes-part", "/our-promises", "/office/promises", "/office/reach")
"""Of functions that no story comes past."""


@pytest.fixture(scope="session")
def account() -> Account:
    """The template's roles as AWS would have them."""
    return Account()


@pytest.fixture(scope="session")
def played(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with what was asked of AWS; whichever process of a test run comes first plays for all."""
    own = tmp_path_factory.getbasetemp()
    shared = own.parent if os.environ.get("PYTEST_XDIST_WORKER") else own
    folder = Path(os.environ.get(FOLDER) or shared / "calls")
    done = shared / "stories-are-played"
    with one_at_a_time("stories"):
        if not done.exists():
            folder.mkdir(parents=True, exist_ok=True)
            note_calls(folder, running)
            with a_service(shared / "here") as front:
                _play(front.instance.url, front.service)
                _come_back(front)
                _go_again(front)
            done.touch()
    return folder


def _play(site: str, service: Service) -> None:
    programme = ProgrammeStory(site)
    for story in (Story(site), programme, VoiceStory(site)):
        for step in story.steps():
            step.act()
    somebody, worker = Person(site), Person(site)
    page = programme.proves_mailbox(somebody, "Somebody Else", "somebody-else@example.org")
    somebody.open(page.link("Show me the questions"))
    somebody.press("Send my answers", age="26-up")
    programme.signs_in(worker, WORKER)
    for address in PAGES:
        worker.open(address)
    for job in service.jobs.values():
        service.run(job, event_for(job, date.today()))


def _come_back(front: Served) -> None:
    """Letters of each part come back; others to a mailbox that takes nothing are held back; and they go again."""
    site, service, claim = front.instance.url, front.service, Story(front.instance.url)
    for step in claim.steps()[:4]:
        step.act()
    decides = mail(_newest(front, "please-confirm"))["to"][0]
    for kind in ("please-confirm", "received", "newsletter/confirm", "voice/group-told"):
        service.put("BouncesQueue", report(_newest(front, kind), "bounce"))
    somebody, worker = Person(site), Person(site)
    somebody.open("/office/sign-in")
    somebody.press("Send me a link", email=decides)
    somebody.open("/newsletter")
    somebody.press("Send it to me", email=claim.address)
    page = somebody.open("/complaints/new")
    track = next(each.offers[0] for form in page.reader.forms for each in form.fields if each.name == "track")
    somebody.press("Send my complaint", track=track, words="The room is cold", name="Bo", email=claim.address)
    service.settle()
    ProgrammeStory(site).signs_in(worker, WORKER)
    while again := [
        button[0]
        for form in worker.open("/office/letters").reader.forms
        for button in form.buttons
        if button[0].startswith("The address is right")
    ]:
        worker.press(again[0])
        service.settle()


def _go_again(front: Served) -> None:
    """Each function that takes messages fails once and says why; and whatever lies there goes again from the office."""
    service, site = front.service, front.instance.url
    for function, _, source in mappings("sqs"):
        record = {"messageId": "m", "body": "no message", "eventSourceARN": "arn:aws:sqs:::x", "receiptHandle": "r"}
        assert service.call(function, {"Records": [record]})["batchItemFailures"] == [{"itemIdentifier": "m"}]
        queue = source["EventSourceArn"]["Fn::GetAtt"][0]
        kept, telling = queue.replace("Queue", "Failures"), {"again": "nothing"}
        service.put(kept, telling if queue == "BouncesQueue" else LONG_AGO[queue])
    for kept in ("JobsFailures", "ReceiptsFailures", "RelayFailures", "VoiceRelayFailures"):
        service.put(kept, {"job": "payment-run", "at": "2026-11-24T10:00:00Z"})
    worker = Person(site)
    ProgrammeStory(site).signs_in(worker, WORKER)
    for page in ("/office/stuck", "/office/voice/stuck"):
        while again := [
            button[0]
            for form in worker.open(page).reader.forms
            for button in form.buttons
            if button[0].startswith("Let it go again")
        ]:
            worker.press(again[0])


def _newest(front: Served, kind: str) -> Path:
    """The last letter of a kind that went out, by its tag."""
    tag = base64.urlsafe_b64encode(kind.encode()).rstrip(b"=").decode()
    return max(file for file in front.instance.mail.glob("*.json") if tag in file.read_text("utf-8"))


@pytest.fixture(scope="session")
def verdicts(account: Account, played: Path) -> Sequence[Verdict]:
    """What the engine says to each call of a function, and to each thing that AWS does in a role's name."""
    return judge(account, [*of_calls(account, recorded([played])), *of_aws(account)])
