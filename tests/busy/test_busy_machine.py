"""`make busy`: `make run` on a machine that is busy with something else is slower, and nothing else.

Its limits are seconds on two processors that have nothing to do but this: it is no part of `make test`.
"""

from __future__ import annotations

import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path

import pytest

from infra.local.clients import client
from infra.local.deploy import deployed
from infra.local.mailbox import mails
from infra.local.person import Person
from infra.local.story import found
from tests.e2e.copies import Copy, a_copy
from tests.e2e.stack import PATIENCE, until
from tests.e2e.test_every_declared_page import PLAIN, is_office
from tests.template import mappings, named

READ = {named(properties["EventSourceArn"]) for _, _, properties in mappings("sqs")}
"""The queues that feed a function."""
LOOPS = 4
READY_WITHIN, PAGE_WITHIN = 60, 10
"""Seconds, with the loops beside it."""
LONGEST = 300
"""Seconds until everything that follows from the example's year is done, or never is."""
WORDS = "The fan in the waiting room is loud."


@pytest.fixture
def busy() -> Iterator[None]:
    """Loops that take whatever the processors give, each in a session of its own: the scheduler is fair to sessions."""
    loop = [sys.executable, "-c", "while True: pass"]
    loops = [subprocess.Popen(loop, start_new_session=True) for _ in range(LOOPS)]
    yield
    for each in loops:
        each.kill()
        each.wait()


def waiting(copy: Copy) -> int:
    """Messages that some function still has to read."""
    sqs, names = client("sqs", copy.instance), deployed(copy.instance).names
    counts = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
    asked = [
        sqs.get_queue_attributes(QueueUrl=url, AttributeNames=counts)["Attributes"]
        for name, url in names.items()
        if name in READ
    ]
    return sum(int(told[count]) for told in asked for count in counts)


def processes_of(copy: Copy) -> list[str]:
    """Whatever runs with the copy's folder in its command line."""
    found = []
    for file in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            line = file.read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:  # it ended meanwhile
            continue
        if str(copy.home) in line:
            found.append(line)
    return found


def seconds_of(address: str) -> float:
    """How long a page takes. A page that asks for a link may say so; one without an answer raises."""
    began = time.monotonic()
    try:
        with urllib.request.urlopen(address, timeout=PATIENCE) as answer:
            answer.read()
    except urllib.error.HTTPError as error:
        assert error.code < HTTPStatus.INTERNAL_SERVER_ERROR, f"{address} answered {error.code}"
    return time.monotonic() - began


def test_a_busy_machine_makes_it_slower_and_loses_doubles_and_leaves_nothing(busy: None) -> None:
    """Ready, its pages, a `kill -9` after somebody said something, what follows from a year, and the end."""
    began = time.monotonic()
    with a_copy(example=True) as copy:
        took = {"ready": time.monotonic() - began}
        took |= {each.path: seconds_of(copy.site + each.path) for each in PLAIN if not is_office(each)}
        person = Person(copy.site)
        person.open("/feedback")
        code = found(r"\b[2-9A-Z]{4}(?:-[2-9A-Z]{4}){3}\b", person.press("Send it", words=WORDS).text)

        copy.kill()
        copy.start()

        assert WORDS in person.open(f"/feedback/{code}").text
        until(lambda: not waiting(copy), seconds=LONGEST, what="the end of what follows from the example")
        sent = Counter((mail["to"][0], mail["subject"], mail["text"]) for mail in mails(copy.instance.mail))
        copy.stop()
        until(lambda: not processes_of(copy), what="the end of its processes")

    assert took.pop("ready") < READY_WITHIN
    assert {page: seconds for page, seconds in took.items() if seconds > PAGE_WITHIN} == {}
    assert [mail for mail, times in sent.items() if times > 1] == []
