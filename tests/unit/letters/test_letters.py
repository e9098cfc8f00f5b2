"""Letters: easy to read, the same in text and HTML, honest about what is next, silent about what is private."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from html import unescape
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from takepart.adapters.bank_holidays import england
from takepart.domain import journal as journals
from takepart.domain.aggregate import Step
from takepart.domain.claims import deciding
from takepart.domain.claims.claim import Claim
from takepart.domain.claims.coming import deputy_day
from takepart.domain.claims.parts import Claimant
from takepart.domain.ids import StepId
from takepart.letters.claims import ClaimWriter
from takepart.letters.writer import one_line, paragraphs
from takepart.use_cases.claims.assignment import decider
from takepart.use_cases.claims.claim_letters import letters_due, waiting_link
from takepart.use_cases.letters import ClaimLetter, LetterDue
from takepart.use_cases.ports import Event, EventKind, Letter
from takepart.use_cases.sign_in import sign_in_letters
from tests.builders import (
    SENT_AT,
    WORKER,
    a_claim,
    a_refused_claim,
    an_approved_claim,
)
from tests.policies import WIRRAL
from tests.reading_age import grade
from tests.unit.letters.claims import CLAIMS, LATER, approved_less, step, with_voucher

SITE = "https://takepart.example"
TOKEN = "a-token.with/odd+signs="
WRITER = ClaimWriter(holidays=frozenset(), policy=WIRRAL, site=SITE)
HARDEST = 5.0


def letters_of(claim: Claim) -> list[tuple[LetterDue, Letter]]:
    found = letters_due(claim, claim.journal[-1], policy=WIRRAL, now=LATER)
    return [(due, WRITER.write(due, token=TOKEN)) for due in found]


def words_of(html: str) -> str:
    """What a reader of the HTML sees."""
    body = re.sub(r"<style>.*?</style>|<title>.*?</title>", " ", html, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


def plain(text: str) -> str:
    return " ".join(re.sub(r"(?m)^[->] ", "", text).split())


def test_every_kind_of_letter_is_written_somewhere_here() -> None:
    """A kind without a template, or a template without a letter, is found by this test."""
    kinds = {due.kind for make in CLAIMS.values() for due, _ in letters_of(make())}
    elsewhere = {
        ClaimLetter.SIGN_IN,
        ClaimLetter.BATCH_READY,
        ClaimLetter.LOW_STOCK,
        ClaimLetter.PROMISES_AT_RISK,
        ClaimLetter.PROMISES_MONTHLY,
        ClaimLetter.AUDIT_READY,
        ClaimLetter.PROMISES_LINK,
    }

    assert kinds | elsewhere == set(ClaimLetter)


@pytest.mark.parametrize("name", CLAIMS)
def test_a_letter_says_the_same_in_text_and_in_html(name: str) -> None:
    """One source: whatever stands in the text stands in the HTML."""
    for _, letter in letters_of(CLAIMS[name]()):
        seen = words_of(letter.html)
        for paragraph in letter.text.split("\n\n"):
            if "https://" not in paragraph:
                assert plain(paragraph) in seen


@pytest.mark.parametrize("name", CLAIMS)
def test_a_participants_letter_can_be_read_at_ten(name: str) -> None:
    """Short words and short sentences; the policy's own notices included."""
    for due, letter in letters_of(CLAIMS[name]()):
        blocks = [plain(p).replace("- ", ". ") for p in letter.text.split("\n\n") if "https://" not in p]
        text = ". ".join(block.rstrip(".:?") for block in blocks if "@" not in block)
        assert grade(text) <= (HARDEST if due.member is None else HARDEST + 3), text


@pytest.mark.parametrize("name", CLAIMS)
def test_a_participants_letter_has_the_reference_one_link_and_somebody_to_ask(name: str) -> None:
    """And names them, since a letter to nobody reads like a trick."""
    for due, letter in letters_of(CLAIMS[name]()):
        assert "K7M4-9QXR" in letter.subject + letter.text
        assert WIRRAL.organisation.contact_email in letter.text
        assert letter.reply_to == WIRRAL.organisation.contact_email
        if due.member is None:
            assert ("Hello Participant One," if due.greets else "Hello,\n") in letter.text
            assert letter.text.count(SITE) == 1


@pytest.mark.parametrize("name", CLAIMS)
def test_no_letter_holds_bank_details_or_anothers_free_text(name: str) -> None:
    """Not a digit of an account; staff read answers and reasons on the page, not in their mailbox."""
    for due, letter in letters_of(CLAIMS[name]()):
        for secret in ("678", "999", "sealed", "f" * 8, "07700"):
            assert secret not in letter.text.replace(TOKEN, "")
        if due.member is not None:
            for said in ("My knee hurt", "I am off sick", "Birkenhead", "participant@example.com"):
                assert said not in letter.text


@pytest.mark.parametrize("name", CLAIMS)
def test_a_staff_letter_says_who_by_when_how_much_and_that_opening_decides_nothing(name: str) -> None:
    """What whoever must act needs to know before they open the link."""
    for due, letter in letters_of(CLAIMS[name]()):
        if due.member is None or due.link is None:  # one without a link asks for no decision
            continue
        assert "Opening the link approves nothing" in plain(letter.text)
        assert "Participant One" in letter.text
        assert "Please decide by" in plain(letter.text)
        assert f"You get this as {due.member.name}" in plain(letter.text)
        assert due.claim is not None
        assert str(due.claim.to_approve) in letter.subject
        assert f"{SITE}/decide?t={quote(TOKEN)}" in letter.text


def test_a_deputy_who_would_come_too_late_is_not_spoken_of() -> None:
    """Only one who can still keep the promise is a comfort to whoever cannot decide."""
    claim = a_claim()
    spoken = {}
    for days in range(1, 20):
        soon = replace(claim, promised=SENT_AT.date() + timedelta(days=days))
        letters = [letter.text for due, letter in letters_of(soon) if due.member is not None]
        spoken[days] = ["it can go to a deputy" in plain(text) for text in letters]

    after = WIRRAL.approval.deputy_after_days
    first = deputy_day(claim, deputy_after_days=after, holidays=england()) - SENT_AT.date()
    assert spoken == {days: [days > first.days] for days in spoken}


def test_the_promised_day_is_in_the_first_letter_and_in_the_good_one() -> None:
    """Say when the money will come."""
    for make in (a_claim, an_approved_claim):
        (_, letter), *_ = letters_of(make())

        assert "Monday 7 December 2026" in letter.text


def test_a_refusal_and_a_change_come_with_their_reasons() -> None:
    """In the decider's words, marked as theirs; and whom else to turn to."""
    (_, refused), *_ = letters_of(a_refused_claim())
    (_, less), *_ = letters_of(approved_less())

    assert "> You told us that you could not come." in refused.text
    assert WIRRAL.organisation.independent_person.name in plain(refused.text)
    assert "Bus: £0 (you asked for £4.20). Why: Travel is part of the fee." in plain(less.text)


def test_links_go_where_they_should() -> None:
    """One place for each kind."""
    by_kind = {due.kind: letter.text for make in CLAIMS.values() for due, letter in letters_of(make())}

    assert f"{SITE}/claims/K7M4-9QXR?t={quote(TOKEN)}" in by_kind[ClaimLetter.RECEIVED]
    assert f"{SITE}/claims/K7M4-9QXR/bank?t={quote(TOKEN)}" in by_kind[ClaimLetter.CONFIRM_BANK_DETAILS]
    assert f"{SITE}/decide?t={quote(TOKEN)}" in by_kind[ClaimLetter.PLEASE_APPROVE]


def test_many_waiting_claims_come_with_a_link_to_the_list() -> None:
    """From the policy's number on."""
    due = next(d for d in letters_due(a_claim(), a_claim().journal[0], policy=WIRRAL, now=LATER) if d.member)

    assert due.member is not None
    link = waiting_link(due.member, policy=WIRRAL, now=LATER)

    letter = WRITER.write(replace(due, waiting=7, beside=link), token="t", beside="list/token")

    assert "7 claims wait for you" in letter.text
    assert f"{SITE}/decide/waiting?t=list/token" in letter.text
    assert f"{SITE}/decide/waiting" not in WRITER.write(due, token="t").text


def test_a_sign_in_letter_says_until_when_and_what_to_do_if_it_was_not_you() -> None:
    """The same event gives the same letter."""
    asked_at = int(SENT_AT.timestamp() * 1000)
    event = Event(kind=EventKind.SIGN_IN, about="finance-1", seq=asked_at, action="asked")

    (due,), (again,) = (sign_in_letters(event, policy=WIRRAL, now=SENT_AT) for _ in range(2))
    letter = WRITER.write(due, token=TOKEN)

    assert due == again
    assert letter.to == "finance-1@example.org"
    assert "The link works once, until 23 November 2026 at 11:00am." in plain(letter.text)
    assert f"{SITE}/office/sign-in?t={quote(TOKEN)}" in letter.text


def test_a_sign_in_link_that_waited_for_the_mail_service_lives_from_when_it_is_sent() -> None:
    """Nobody opens at ten what was over at nine."""
    asked_at = int(SENT_AT.timestamp() * 1000)
    event = Event(kind=EventKind.SIGN_IN, about="finance-1", seq=asked_at, action="asked")

    (due,) = sign_in_letters(event, policy=WIRRAL, now=SENT_AT + timedelta(hours=11))

    assert due.link is not None
    assert due.link.expires == SENT_AT + timedelta(hours=12)
    assert "until 23 November 2026 at 10:00pm." in plain(WRITER.write(due, token=TOKEN).text)


@given(st.text(min_size=1, max_size=300))
def test_a_name_is_only_ever_words_on_one_line(name: str) -> None:
    """No name starts a paragraph, a heading or a list, escapes into HTML, or turns the text around."""
    claim = a_claim(claimant=Claimant(name=name, email="participant@example.com"))
    usual = letters_of(a_claim())

    for (_, letter), (_, ordinary) in zip(letters_of(claim), usual, strict=True):
        assert letter.html.count("<") == ordinary.html.count("<")
        assert "\u202e" not in letter.text
        assert "\n" not in letter.subject
        assert len(letter.text.split("\n\n")) == len(ordinary.text.split("\n\n"))


@pytest.mark.parametrize(
    "name", ["<script>alert(1)</script>", "{{ organisation }}", "A\n\n# Free money", "A\x1eB", "x" * 5000]
)
def test_a_hostile_name_does_nothing(name: str) -> None:
    """Nor does a very long one push the rest out of sight."""
    (_, letter), *_ = letters_of(a_claim(claimant=Claimant(name=name, email="participant@example.com")))

    assert "<script>" not in letter.html
    assert "Organisation(" not in letter.text
    assert "Free money</h2>" not in letter.html
    assert "x" * 100 not in letter.text


def test_a_question_keeps_its_lines_and_nothing_else() -> None:
    """Quoted line by line; a line that looks like ours is still theirs."""
    claim = deciding.ask(
        a_claim(), Step(journals.staff(WORKER.id), LATER, step("ask")), by=WORKER, question="One\n\n# Two\n- three"
    )
    (_, letter), *_ = letters_of(claim)

    assert "> One\n> # Two\n> - three" in letter.text
    assert letter.html.count("<blockquote") == 1


def test_the_html_works_in_old_clients_and_in_the_dark() -> None:
    """Styles inline, a table for the button, both colour schemes, and nothing fetched from anywhere."""
    for _, letter in letters_of(a_claim()):
        assert 'name="color-scheme" content="light dark"' in letter.html
        assert "prefers-color-scheme: dark" in letter.html
        assert "<script" not in letter.html
        assert "<img" not in letter.html
        assert 'src="' not in letter.html
        assert letter.html.count("<a href=") == 2


def test_an_erased_person_gets_no_letter() -> None:
    """There is nobody to write to."""
    erased = replace(a_refused_claim(), claimant=Claimant(name="", email=""))

    assert [due for due, _ in letters_of(erased) if due.member is None] == []


def test_a_letter_that_comes_late_asks_for_nothing_that_is_decided() -> None:
    """Messages come out of order: the turn is over, so the link would open nothing."""
    claim = an_approved_claim()

    for entry in claim.journal[:2]:
        found = letters_due(claim, entry, policy=WIRRAL, now=LATER)
        assert [due for due in found if due.member is not None] == []


def test_a_fresh_link_that_was_asked_for_before_the_claim_went_on_is_sent_to_nobody() -> None:
    """Whoever has it now got a letter of their own when it came to them; a message that comes again adds none."""
    other = next(each for each in WIRRAL.staff if each.id == "panel-manager")
    ask = Step(journals.staff(WORKER.id), LATER, StepId("ask"))
    asked = deciding.ask_for_link(a_claim(), ask, to=WORKER.id)
    passed = deciding.pass_on(
        asked, Step(journals.staff(WORKER.id), LATER, StepId("on")), by=WORKER, to=decider(other), reason="I know them."
    )

    def told(claim: Claim) -> list[str]:
        found = letters_due(claim, asked.journal[-1], policy=WIRRAL, now=LATER)
        return [due.member.id for due in found if due.member]

    assert told(asked) == [WORKER.id]
    assert told(passed) == []


def test_paragraphs_are_read_from_one_source() -> None:
    """Words, a heading, a list and a quotation."""
    found = paragraphs("One\nline\n\n# Two\n\n- a\n- b\n\n> said")

    assert [(p.shape.value, p.lines) for p in found] == [
        ("words", ("One line",)),
        ("heading", ("Two",)),
        ("list", ("a", "b")),
        ("quote", ("said",)),
    ]
    assert one_line(" a\u202e\n b\x00 ") == "a b"


def test_the_numbers_of_vouchers_go_by_email_only_where_the_policy_says_so() -> None:
    """Whoever reads the mailbox could spend them: left out, a member of staff hands them over."""
    claim = with_voucher()
    due, letter = letters_of(claim)[0]
    by_hand = replace(WIRRAL, vouchers=replace(WIRRAL.vouchers, by_email=False))

    without = ClaimWriter(holidays=frozenset(), policy=by_hand, site=SITE).write(due, token=TOKEN)

    assert "V-0001" in letter.text
    assert "V-0001" not in without.text + without.html
    assert "A member of staff gives them to you" in without.text
