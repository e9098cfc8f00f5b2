"""A history for the figures: people, sessions, claims and answers, to which things happen that a seed decides."""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from takepart.domain import journal as journals
from takepart.domain.aggregate import Step
from takepart.domain.claims import deciding, participating, paying
from takepart.domain.claims.claim import Claim, ClaimState
from takepart.domain.claims.parts import MONEY, ON_THE_DAY, VOUCHER, Payment, PaymentState
from takepart.domain.figures.figure import Contribution
from takepart.domain.ids import BatchId, ClaimId, DraftId, PersonId, SessionKey, StaffId, StepId
from takepart.domain.lines import LineKind
from takepart.domain.money import Money, PaymentMethod
from takepart.domain.people import person as people_domain
from takepart.domain.people.details import PersonRole
from takepart.domain.policy.rates import PaidAs
from takepart.domain.programme import opportunity as opportunities_domain
from takepart.domain.programme import session as sessions_domain
from takepart.domain.programme import sign_up as sign_ups_domain
from takepart.domain.programme.offer import offer_for
from takepart.domain.programme.opportunity import OpportunityKind, OpportunityLevel
from takepart.domain.programme.places import Places
from takepart.domain.programme.sign_up import SignUp, SignUpState
from takepart.domain.references import claim_reference
from takepart.domain.refused import Refused
from takepart.domain.voice import you_said as you_saids_domain
from takepart.domain.voice.you_said import Decision, Source, YouSaidId, YouSaidWords
from takepart.use_cases.figures.counting import Counting, Teller
from takepart.use_cases.figures.ports import Subject
from takepart.use_cases.ports import Event, EventKind
from tests.builders import CASHIER, FINANCE_1, WORKER, a_claim, a_line
from tests.fakes_claims import FakeClaims
from tests.fakes_figures import the_rules
from tests.money_builders import a_gift
from tests.policies import WIRRAL
from tests.programme_builders import SOMEBODY, a_person, a_session, an_about, an_opportunity
from tests.programme_fakes import FakeOpportunities, FakePeople, FakeSessions, FakeSignUps
from tests.questionnaires import QUESTIONS, FakeQuestionnaires, closed
from tests.voices import FakeYouSaids

START = datetime(2026, 11, 2, 10, 0, tzinfo=UTC)
PEOPLE = [PersonId(f"{number % 4:024}.{number:012}") for number in range(6)]  # in four mailboxes
STAFF = (StaffId("participation-worker"), StaffId("recruitment-lead"), StaffId("panel-manager"))


class History:
    """Records and what happened to them; ``events`` are those that a table's stream would tell of."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311 - a seed to play the same history again, no secret
        self.now, self.number = START, 0
        self.claims, self.people, self.you_saids = FakeClaims(), FakePeople(), FakeYouSaids()
        self.questionnaires = FakeQuestionnaires()
        self.sign_ups = FakeSignUps()
        self.sessions, self.opportunities = FakeSessions(self.sign_ups), FakeOpportunities()
        self.teller = Teller(policy=WIRRAL, rules=the_rules())
        self.events: list[Event] = []

    def counting(self, around: Callable[[Any], Any] = lambda port: port) -> Counting:
        """What the figures read, perhaps through faults."""
        return Counting(
            teller=self.teller,
            claims=around(self.claims),
            people=around(self.people),
            opportunities=around(self.opportunities),
            sessions=around(self.sessions),
            sign_ups=around(self.sign_ups),
            you_saids=around(self.you_saids),
            questionnaires=around(self.questionnaires),
        )

    def records(self) -> dict[Subject, Contribution]:
        """What every record adds, read afresh."""
        reading = self.counting()
        subjects = [
            *(Subject(EventKind.CLAIM, id) for id in self.claims.kept),
            *(Subject(EventKind.SESSION, id) for id in self.sessions.kept),
            *(Subject(EventKind.SIGN_UP, f"{session}/{person}") for session, person in self.sign_ups.kept),
            *(Subject(EventKind.YOU_SAID, id) for id in self.you_saids.kept),
            *(Subject(EventKind.QUESTIONNAIRE, id) for id in self.questionnaires.kept),
        ]
        return {subject: reading.read(subject) for subject in subjects}

    def go_on(self) -> None:
        """One thing happens to somebody, or is refused."""
        self.number += 1
        self.now += timedelta(hours=self.random.randrange(1, 90))
        happens = self.random.choice(
            (
                *(self._claim, self._claim, self._pay, self._pay, self._session, self._attend, self._attend),
                *(self._person, self._edit, self._answer, self._ask),
            )
        )
        with suppress(Refused):
            happens()

    @property
    def _step(self) -> StepId:
        return StepId(f"step-{self.number}")

    def _by(self, staff: StaffId) -> Step:
        return Step(journals.staff(staff), self.now, self._step)

    def _told(self, kind: EventKind, about: str, thing: Any) -> None:
        entry = thing.journal[-1]
        self.events.append(Event(kind=kind, about=about, seq=entry.seq, action=entry.action))

    def _keep_claim(self, claim: Claim) -> None:
        (self.claims.add if claim.version == 1 else self.claims.save)(claim)
        self._told(EventKind.CLAIM, claim.id, claim)

    def _claim(self) -> None:
        some = self.random
        if not self.claims.kept or some.random() < 0.25:
            paid_as = some.choice(tuple(PaidAs))
            handed = Payment(
                id=ON_THE_DAY,
                method=PaymentMethod.CASH,
                amount=Money(some.choice((200, 900))),
                state=PaymentState.PAID,
                arrives=self.now.date(),
            )
            came = [each for each in self.sign_ups.kept.values() if each.draft]
            sign_up = some.choice(came) if came and some.random() < 0.5 else None
            draft = sign_up.draft if sign_up and sign_up.draft else DraftId(f"draft-{self.number}")
            if claim_reference(draft) in self.claims.kept:
                return
            self._keep_claim(
                a_claim(
                    id=ClaimId(claim_reference(draft)),
                    draft=draft,
                    person=sign_up.person if sign_up else some.choice(PEOPLE),
                    session=SessionKey(f"meeting/2026-11-19/morning/{sign_up.session if sign_up else self.number}"),
                    day=self.now.date() - timedelta(days=some.randrange(40)),
                    lines=(a_line(pence=20_00, paid_as=paid_as), a_line(LineKind.BUS, 4_20, place=2)),
                    method=some.choice(tuple(PaymentMethod)),
                    promised=self.now.date() + timedelta(days=some.randrange(10, 120)),
                    at=self.now,
                    gift=a_gift() if some.random() < 0.2 else None,
                    advance=handed if some.random() < 0.2 else None,
                    sent_by=journals.staff(StaffId("payer")),
                )
            )
            return
        claim = some.choice(list(self.claims.kept.values()))
        to, decider = journals.staff(FINANCE_1.id), WORKER if claim.state is ClaimState.WITH_WORKER else FINANCE_1
        deciding_now, theirs = self._as(journals.staff(decider.id)), self._as(journals.person(claim.person))
        of_finance = self._as(journals.staff(FINANCE_1.id))
        steps: tuple[Callable[[], Claim], ...] = (
            lambda: deciding.refuse(claim, deciding_now, by=decider, reason="No."),
            lambda: deciding.reopen(claim, of_finance, by=FINANCE_1, reason="A mistake.", approver=to),
            lambda: participating.withdraw(claim, theirs),
        )
        usual = {
            ClaimState.WITH_WORKER: lambda: deciding.confirm(claim, deciding_now, by=WORKER, decisions=(), approver=to),
            ClaimState.WITH_FINANCE: lambda: deciding.approve(
                claim, of_finance, by=FINANCE_1, decisions=(), second_approver=None
            ),
        }
        if claim.state in usual and some.random() < 0.7:
            self._keep_claim(usual[claim.state]())
            return
        self._keep_claim(some.choice(steps)())

    def _as(self, by: journals.Actor) -> Step:
        return Step(by, self.now, self._step)

    def _pay(self) -> None:
        due = [(claim, each) for claim in self.claims.kept.values() if claim.approved_by for each in claim.payments]
        if not due:
            return
        claim, payment = self.random.choice(due)
        run = self._as(journals.Job.PAYMENTS.actor)
        batch = BatchId("2026-12-01-1")
        if payment.state is PaymentState.DUE and payment.method is PaymentMethod.BANK:
            self._keep_claim(paying.batch(claim, run, payment=payment.id, amount=payment.amount, batch_id=batch))
        elif payment.state is PaymentState.BATCHED:
            arrives = self.now.date() + timedelta(days=2)
            self._keep_claim(paying.pay_by_bank(claim, run, payment=payment.id, batch_id=batch, arrives=arrives))
        elif payment.id == VOUCHER:
            self._keep_claim(paying.issue_voucher(claim, run, serials=("S-1",), amount=payment.amount))
        elif payment.id == MONEY and payment.state is PaymentState.DUE:
            self._keep_claim(
                paying.pay_in_cash(
                    claim, self._as(journals.staff(CASHIER.id)), by=CASHIER, amount=payment.amount, float_id="box"
                )
            )
        elif payment.batch and self.random.random() < 0.3:
            by = self._as(journals.staff(FINANCE_1.id))
            self._keep_claim(paying.bounce(claim, by, payment=payment.id, batch_id=batch))

    def _session(self) -> None:
        planned = [s for s in self.sessions.kept.values() if s.state is sessions_domain.SessionState.PLANNED]
        if planned and self.random.random() < 0.5:
            session = self.random.choice(planned)
            self.now = max(self.now, session.starts)
            after = sessions_domain.hold(session, Step(journals.staff(STAFF[0]), self.now, self._step))
            self.sessions.save(after)
            self._told(EventKind.SESSION, after.id, after)
            return
        opportunity = an_opportunity(f"opportunity-{self.number}", level=self.random.choice(tuple(OpportunityLevel)))
        opportunity = replace(opportunity, worker=self.random.choice(STAFF))
        self.opportunities.kept[opportunity.id] = opportunity
        starts = self.now + timedelta(days=self.random.randrange(1, 60))
        session = a_session(
            f"session-{self.number}",
            opportunity=opportunity.id,
            activity_type=opportunity.about.activity_type,
            starts=starts,
            ends=starts + timedelta(minutes=self.random.choice((45, 90, 120))),
            at=self.now,
            step=self._step,
        )
        self.sessions.plan(session, 20)

    def _attend(self) -> None:
        if not self.sessions.kept:
            return
        session, person = self.random.choice(list(self.sessions.kept.values())), self.random.choice(PEOPLE)
        by, draft = STAFF[0], DraftId(f"attended-{self.number}")
        before = self.sign_ups.get((session.id, person))
        if before is None:
            offer = offer_for(session, policy=WIRRAL, holidays=frozenset(), now=self.now)
            made = sign_ups_domain.make_offer(
                None,
                self._as(journals.person(person)),
                session=session.id,
                person=person,
                offer=offer,
                starts=session.starts,
                support="",
            )
            after = self._walks_in(made, by, draft)
            self.sign_ups.kept[session.id, person] = after
        elif before.state in (SignUpState.ATTENDED, SignUpState.ABSENT):
            after = sign_ups_domain.correct(before, self._as(journals.staff(by)), reason="It was wrong.", draft=draft)
            self.sign_ups.save(after)
        else:
            return
        self._told(EventKind.SIGN_UP, f"{session.id}/{person}", after)

    def _walks_in(self, made: SignUp, by: StaffId, draft: DraftId) -> SignUp:
        places = Places(session=made.session, total=20)
        step = StepId(f"{self._step}-came")
        return sign_ups_domain.walk_in(made, Step(journals.staff(by), self.now, step), places, over=False, draft=draft)[
            0
        ]

    def _person(self) -> None:
        id, roles = self.random.choice(PEOPLE), tuple(PersonRole)
        before = self.people.get(id)
        if before is None:
            person = a_person(id, role=self.random.choice(roles))
            self.people.kept[id] = person
            self.events.append(Event(kind=EventKind.PERSON, about=id, seq=1, action="registered"))
            return
        if self.random.random() < 0.3 or before.details is None:
            person = people_domain.erase(before, Step(SOMEBODY, self.now, self._step), unpaid=False)
        else:
            details = replace(before.details, role=self.random.choice(roles))
            person = people_domain.change(before, Step(SOMEBODY, self.now, self._step), details, under=13)
        self.people.save(person)
        self._told(EventKind.PERSON, id, person)

    def _edit(self) -> None:
        if not self.opportunities.kept:
            return
        before = self.random.choice(list(self.opportunities.kept.values()))
        team = self.random.choice(("", "youth", "hiring"))
        about = an_about(
            kind=self.random.choice(tuple(OpportunityKind)),
            level=self.random.choice(tuple(OpportunityLevel)),
            team=team,
        )
        after = opportunities_domain.edit(before, Step(journals.staff(STAFF[0]), self.now, self._step), about)
        self.opportunities.save(after)
        self._told(EventKind.OPPORTUNITY, after.id, after)

    def _ask(self) -> None:
        made = closed(f"asked-{self.number}", questions=QUESTIONS[-1:], team=self.random.choice(("", "youth")))
        self.questionnaires.kept[made.id] = made
        self._told(EventKind.QUESTIONNAIRE, made.id, made)

    def _answer(self) -> None:
        some = self.random
        words = YouSaidWords(
            said="The room is cold.",
            by_how_many=3,
            source=some.choice(tuple(Source)),
            decision=some.choice(tuple(Decision)),
            did="We mend it.",
            by_when=date(2027, 3, 1),
        )
        kept = list(self.you_saids.kept.values())
        if not kept or some.random() < 0.4:
            id = YouSaidId(f"said-{self.number}")
            self.you_saids.add(you_saids_domain.write(self._by(some.choice(STAFF)), id=id, words=words, sources=()))
            return
        before = some.choice(kept)
        checker = self._by(StaffId("checker"))
        after = some.choice(
            (
                lambda: you_saids_domain.publish(before, checker, ask_after_days=28),
                lambda: you_saids_domain.update(before, checker, words=words),
                lambda: you_saids_domain.take_down(before, checker),
            )
        )()
        self.you_saids.save(after)
        self._told(EventKind.YOU_SAID, after.id, after)
