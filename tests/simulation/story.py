"""What goes on in the world: claims, places, the newsletter and what people say; and what must hold in the end."""

from __future__ import annotations

import json
import random
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, Final

from infra.rebuild import compare
from infra.verify import together, verify
from takepart.adapters.aggregates import Aggregates
from takepart.adapters.claims.claims_table import ClaimsTable
from takepart.adapters.claims.kms_approvals import KmsApprovals
from takepart.adapters.kms_identities import KmsIdentities, NamesTable
from takepart.adapters.kms_links import KmsLinkMaker
from takepart.adapters.money.batches_table import BatchesTable
from takepart.adapters.money.payment_files import payment_file_key
from takepart.adapters.money.vouchers_table import StocksTable, VouchersTable
from takepart.adapters.newsletter.newsletters_table import NewslettersTable, SubscribersTable
from takepart.adapters.programme.tables import (
    OpportunitiesTable,
    PeopleTable,
    ProgrammeSessionsTable,
    SignUpsTable,
)
from takepart.adapters.sqs_queues import spelled
from takepart.adapters.stream_events import events_in
from takepart.domain import journal as journals
from takepart.domain.aggregate import Step
from takepart.domain.claims.parts import Claimant, PaymentState, SealedBankDetails
from takepart.domain.ids import DraftId, SessionId, StepId
from takepart.domain.lines import LineKind
from takepart.domain.money import Money, PaymentMethod
from takepart.domain.newsletter import newsletter as newsletters_domain
from takepart.domain.newsletter.newsletter import NewsletterId, NewsletterState
from takepart.domain.newsletter.subscriber import SubscriberId
from takepart.domain.people import person as people_domain
from takepart.domain.policy.rates import PaidAs
from takepart.domain.programme.sign_up import HAS_PLACE
from takepart.domain.vouchers import voucher as vouchers_domain
from takepart.domain.vouchers.voucher import Serial, VoucherState, bought, new_stock
from takepart.use_cases.programme.letters import my_link
from takepart.use_cases.relay_events import ROUTES
from takepart.use_cases.voice.letters_due import MOST_ALONE
from tests.builders import a_claim, a_line, an_approved_claim, sealed
from tests.money_builders import an_account, claim_no
from tests.newsletters import a_draft, somebody_on
from tests.policies import WIRRAL
from tests.programme_builders import a_session, a_step, an_opportunity, some_details
from tests.simulation.pages import DISCLOSURE
from tests.simulation.world import BEGINS, CLOUD, JOBS, QUEUES, STREAMS, Broken, Work, World

CLAIMS, PEOPLE, PLACES, READERS = 6, 5, 2, 4
SESSION: Final = SessionId("december")
_LINK: Final = re.compile(r"https://takepart\.example(/\S+)")
_PUBLIC: Final = ("/feedback", "/feedback/named", "/complaints/new", "/newsletter", "/register", "/my", "/claims")
_POISON: Final = (
    "no event at all",
    '{"kind": "claim"}',
    '{"kind": "no-such-kind", "about": "x", "seq": 1, "action": "x"}',
)
_HOW_OFTEN: Final = (
    ("letter", 30),
    ("own", 14),
    ("public", 8),
    ("stream", 24),
    ("queue", 24),
    ("job", 6),
    ("send out", 1),
)
_TABLES: Final = sorted(STREAMS)
_NAMES: Final = {name: name for name in _TABLES}


class Stores:
    """The real adapters, over the world that is played now."""

    def __init__(self) -> None:
        claims, programme, news = Aggregates("ClaimsTable"), Aggregates("ProgrammeTable"), Aggregates("NewsletterTable")
        self.claims, self.batches = ClaimsTable(claims), BatchesTable(claims, "ClaimsTable")
        self.vouchers, self.stocks = VouchersTable(claims), StocksTable(claims)
        self.opportunities, self.sessions = OpportunitiesTable(programme), ProgrammeSessionsTable(programme)
        self.names, self.newsletters = NamesTable("ProgrammeTable"), NewslettersTable(news)
        self.sign_ups, self.people = SignUpsTable(programme), PeopleTable(Aggregates("PeopleTable"), names=self.names)
        self.subscribers = SubscribersTable(news)


STORES: Final = Stores()


def begin(world: World) -> list[str]:
    """What is there on the first morning; the addresses of everybody's own pages."""
    kms = world.kms
    for number in range(CLAIMS):
        STORES.claims.add(_a_claim(number, kms))
    step = Step(journals.staff(WIRRAL.finance()[0].id), BEGINS, StepId("buy"))
    for number in range(4):
        serial = Serial(f"V{number:05}")
        value, provider = Money(10_00), WIRRAL.vouchers.provider
        STORES.vouchers.add(
            vouchers_domain.buy(step, provider=provider, serial=serial, value=value, bought_on=date(2026, 11, 2))
        )
    STORES.stocks.save(bought(new_stock(Money(10_00)), step, count=4, delivery="first"))
    STORES.opportunities.add(an_opportunity())
    STORES.sessions.plan(a_session(str(SESSION)), PLACES)
    identities, links, own = KmsIdentities(kms, "IdentityKey"), KmsLinkMaker(kms, "LinkKey"), []
    for number in range(PEOPLE):
        details = some_details(f"Participant {number}")
        id = identities.name(email=details.email, name=details.name)
        new = people_domain.register(id, a_step("register"), details, consent_needed=False, sent_for=None)
        person = people_domain.confirm_email(new, a_step("confirm"))
        STORES.names.take(id, by=id)
        STORES.people.add(person)
        token = links.make(my_link(person, now=BEGINS))
        own += [f"/my/sessions/{SESSION}?t={token}"] * 3 + [f"/my?t={token}"]
    for number in range(READERS):
        STORES.subscribers.add(somebody_on(f"subscriber{number}", at=BEGINS - timedelta(days=2)))
    STORES.newsletters.add(a_draft())
    for body in _POISON:
        world.poison.add(body)
        for queue in QUEUES:
            world.sqs.put(queue, body)
    return own


def _a_claim(number: int, kms: Any) -> Any:
    bank = an_account(number)
    words = json.dumps([bank.name, bank.sort_code, bank.account_number, bank.roll_number]).encode()
    id = claim_no(number)
    hidden = kms.encrypt(KeyId="BankKey", Plaintext=words, EncryptionContext={"owner": id})["CiphertextBlob"]
    details = SealedBankDetails(ciphertext=hidden, last_digits="1", fingerprint=f"f{number}")
    method = (PaymentMethod.BANK, PaymentMethod.VOUCHER, PaymentMethod.BANK)[number % 3]
    lines = (a_line(LineKind.FEE, 10_00, paid_as=PaidAs.VOUCHER),) if method is PaymentMethod.VOUCHER else None
    make = an_approved_claim if number < CLAIMS // 2 else a_claim
    claim = make(
        id=id,
        draft=DraftId(f"draft-{number}"),
        person=KmsIdentities(kms, "IdentityKey").name(email=f"person{number}@example.com", name=f"Person {number}"),
        claimant=Claimant(name=f"Person {number}", email=f"person{number}@example.com"),
        bank=details,
        method=method,
        **({"lines": lines} if lines else {}),
    )
    return sealed(claim, KmsApprovals(kms, "ApprovalKey")) if make is an_approved_claim else claim


def something(world: World, own: list[str], chance: random.Random) -> Work | None:
    """One thing that may happen now."""
    kind = chance.choices(("letter", "own", "public", "stream", "queue", "job", "send out"), (30, 14, 8, 24, 24, 6, 1))[
        0
    ]
    if kind == "stream":
        return world.deliver_stream(chance.choice(_TABLES), chance)
    if kind == "queue":
        return world.deliver_queue(chance.choice(sorted(QUEUES)), chance)
    if kind == "job":
        return world.start_job(chance.choice((*sorted(JOBS), *["payment-run"] * 4)))
    if kind == "send out":
        return "the newsletter is sent", lambda _: _send_newsletter()
    at_hand = own if kind == "own" else list(_PUBLIC)
    address = _in_a_letter(world, chance) if kind == "letter" else chance.choice(at_hand)
    address = address.partition("#")[0].rstrip(".,)")
    return f"somebody at {address.partition('?')[0]}", lambda own_chance: world.press(address, own_chance)


def _in_a_letter(world: World, chance: random.Random) -> str:
    """A link of some letter, of every part alike; the office's pages ask for a session, which nobody has here."""
    of_part: dict[str, list[str]] = {}
    for letter in world.letters:
        for link in _LINK.findall(letter.text):
            of_part.setdefault(re.split(r"[/?]", link)[1], []).append(link)
    of_part.pop("office", None)
    return chance.choice(of_part[chance.choice(sorted(of_part))][-20:]) if of_part else "/feedback"


def _send_newsletter() -> None:
    newsletter = STORES.newsletters.get(NewsletterId("K7M4-9QXR"))
    if newsletter is not None and newsletter.state is NewsletterState.DRAFT:
        step = Step(journals.staff(WIRRAL.staff[0].id), CLOUD.world.clock(), StepId("send"))
        STORES.newsletters.save(newsletters_domain.send(newsletter, step, seen_version=newsletter.version))


def check(world: World) -> None:
    """Everything that must hold once nothing is on its way any more. Raises Broken."""
    for promise in (
        _nothing_is_put_aside,
        _journals_are_whole,
        _money_is_right,
        _places_are_right,
        _figures_are_right,
        _letters_went_once,
        _the_newsletter_went_to_all,
        _alerts_reach_duty,
        _nothing_is_done_twice_by_a_replay,
    ):
        for problem in promise(world):
            raise Broken(f"{promise.__name__.strip('_')}: {problem}")


def _nothing_is_put_aside(world: World) -> Iterator[str]:
    for queue, messages in world.put_aside.items():
        yield from (f"{queue} has {each.body}" for each in messages if each.body not in world.poison)
    for queue in QUEUES:
        aside = Counter(each.body for each in world.put_aside.get(queue, ()))
        if aside != Counter(_POISON):
            yield f"of what nobody can read, {queue} put aside {dict(aside)}"


def _journals_are_whole(world: World) -> Iterator[str]:
    yield from together([verify(world.clients["dynamodb"], table) for table in _TABLES]).broken


def _money_is_right(world: World) -> Iterator[str]:
    claims = [STORES.claims.get(claim_no(number)) for number in range(CLAIMS)]
    vouchers = [STORES.vouchers.get((WIRRAL.vouchers.provider, Serial(f"V{number:05}"))) for number in range(4)]
    given = {str(each.serial): each.claim for each in vouchers if each and each.state is not VoucherState.IN_STOCK}
    shown: dict[str, str] = {}
    rows = Counter((row.claim, row.payment) for batch in _batches() for row in batch.rows)
    for claim in filter(None, claims):
        out = [each for each in claim.payments if each.state in (PaymentState.PAID, PaymentState.BATCHED)]
        if Money.total(each.amount for each in out) > claim.to_approve:
            yield f"{claim.id} was paid more than was approved"
        for payment in out:
            if payment.method is PaymentMethod.VOUCHER:
                shown |= dict.fromkeys(payment.proof, claim.id)
            if payment.method is PaymentMethod.BANK and rows[claim.id, payment.id] != payment.tries:
                yield f"{claim.id} {payment.id} stands in {rows[claim.id, payment.id]} batches"
    if given != shown:
        yield f"vouchers went to {given}, claims say {shown}"
    for batch in _batches():
        if batch.rows and Money.total(row.amount for row in batch.rows) != batch.total:
            yield f"{batch.id} does not add up"
        key = payment_file_key(batch.id, sha256=batch.sha256)
        if batch.rows and key not in {name for _, name in world.s3.files}:
            yield f"{batch.id} has no file"


def _batches() -> list[Any]:
    return [batch for each in STORES.batches.recent(limit=50) if (batch := STORES.batches.get(each.id))]


def _places_are_right(_: World) -> Iterator[str]:
    places, sign_ups = STORES.sign_ups.places(SESSION), STORES.sign_ups.of_session(SESSION)
    have = sum(each.state in HAS_PLACE for each in sign_ups)
    if have + places.to_offer != places.taken or places.taken > places.total:
        yield f"{have} people have a place, {places.taken} of {places.total} are taken, {places.to_offer} kept back"


def _figures_are_right(world: World) -> Iterator[str]:
    yield from compare(world.clients["dynamodb"], _NAMES, policy="wirral").lines()


def _letters_went_once(world: World) -> Iterator[str]:
    for key, times in world.went_out.items():
        lost = world.may_be_twice.get(key, 0)
        if times > 1 + lost:
            yield f"{key} went out {times} times, and {lost} times whoever sent it did not come to write that down"


def _nothing_is_done_twice_by_a_replay(world: World) -> Iterator[str]:
    """Every event of claims and money comes again, as after a redrive a month later: no letter was lost, nothing is
    paid again.
    """
    before = dict(world.went_out)
    for item in list(world.dynamodb.tables["ClaimsTable"].items.values()):
        for event in events_in({"dynamodb": {"NewImage": item}}):
            for queue in ROUTES[event.kind].get(event.action, ()):
                world.sqs.put(f"{queue.value.capitalize()}Queue", spelled(event))
    world.settle()
    for key in world.went_out:
        if world.went_out[key] != before.get(key, 0):
            yield f"{key} went out {before.get(key, 0)} times before"
    yield from _money_is_right(world)


def _the_newsletter_went_to_all(world: World) -> Iterator[str]:
    newsletter = STORES.newsletters.get(NewsletterId("K7M4-9QXR"))
    if newsletter is None or newsletter.state is NewsletterState.DRAFT:
        return
    if newsletter.state is not NewsletterState.SENT:
        yield f"it is {newsletter.state.value}"
    got = {letter.to for letter in world.letters if letter.subject == newsletter.words.title}
    for number in range(READERS):
        subscriber = STORES.subscribers.get(SubscriberId(f"subscriber{number}"))
        if subscriber is not None and subscriber.is_on and subscriber.version == 2 and subscriber.email not in got:
            yield f"{subscriber.email} never got it"


def _alerts_reach_duty(world: World) -> Iterator[str]:
    """Whatever was accepted and may mean harm is an alert, and whoever is on duty was written to: about each of a few,
    and once many wait about all of them.
    """
    kept = [
        item
        for item in world.dynamodb.tables["VoiceTable"].items.values()
        if DISCLOSURE in json.dumps(item, default=repr)
    ]
    said = {typed for _, typed in world.accepted if DISCLOSURE in typed}
    if said and not kept:
        yield f"{len(said)} forms with a disclosure were accepted, and none is kept"
    raised = [item for item in kept if item["pk"]["S"].startswith("ALERT#")]
    for item in raised:
        (first, *_) = events_in({"dynamodb": {"NewImage": item}})
        log = world.dynamodb.tables["MailTable"].items
        about = (f"LETTER#{first.id}", "LETTER#alerts:") if len(kept) > MOST_ALONE else f"LETTER#{first.id}"
        if not any(key[0].startswith(about) for key in log):
            yield f"nobody on duty was written to about {item['pk']['S']}"
