"""What each record adds to the figures: a claim, a session, somebody's having been there, an answer in public.

Everything is counted on the day on which it happened. So one claim can be in two quarters.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from takepart.domain.assurance.rules import ORGANISATION, Assurance, KeeperId, TeamId
from takepart.domain.assurance.years import YearStart
from takepart.domain.claims.claim import Claim, ClaimAction, ClaimState
from takepart.domain.claims.parts import GIFT, VOUCHER, Payment, PaymentState, goes_by_voucher
from takepart.domain.figures.figure import (
    NOT_KNOWN,
    NOTHING,
    Contribution,
    Figure,
    FigureBy,
    FigurePurpose,
    Key,
    Mark,
    Period,
    contribution,
    key,
    tag,
)
from takepart.domain.ids import StaffId
from takepart.domain.lines import LineKind
from takepart.domain.people.details import PersonRole
from takepart.domain.programme.opportunity import About
from takepart.domain.programme.session import Session, SessionState
from takepart.domain.programme.sign_up import SignUp, SignUpState
from takepart.domain.uk_time import local_date
from takepart.domain.voice.questionnaire import Questionnaire
from takepart.domain.voice.you_said import YouSaid, YouSaidState

_APPROVED = frozenset({ClaimState.APPROVED, ClaimState.NEEDS_BANK_DETAILS, ClaimState.PAID})
_APPROVING = (ClaimAction.APPROVE, ClaimAction.APPROVE_ALREADY_PAID)

Number = tuple[Period, Key, int]


def of_claim(claim: Claim, *, role: PersonRole | None, team: TeamId, starts: YearStart) -> Contribution:
    """What a claim adds as it stands now. ``role`` is how its person is registered, if they are."""

    def at(day: date) -> Period:
        return Period.of(day, starts)

    numbers: list[Number] = [(at(local_date(claim.sent_at)), key(Figure.CLAIMS_SENT), 1)]
    if claim.state is ClaimState.REFUSED:
        numbers.append((at(_day_of(claim, ClaimAction.REFUSE)), key(Figure.CLAIMS_REFUSED), 1))
    if claim.state is ClaimState.WITHDRAWN:
        numbers.append((at(_day_of(claim, ClaimAction.WITHDRAW)), key(Figure.CLAIMS_TAKEN_BACK), 1))
    if claim.state in _APPROVED:
        numbers.append((at(_day_of(claim, *_APPROVING)), key(Figure.CLAIMS_APPROVED), 1))
    if claim.state is ClaimState.PAID and claim.payments:
        there = max(_arrived(claim, payment) for payment in claim.payments)
        kept = Figure.PAID_IN_TIME if there <= claim.promised else Figure.PAID_LATE
        took = max((there - local_date(claim.sent_at)).days, 0)
        numbers += [
            (at(there), key(Figure.CLAIMS_PAID), 1),
            (at(there), key(kept), 1),
            (at(there), key(Figure.DAYS_TO_PAY), took),
        ]
    for payment, purpose, pence in _money(claim):
        period = at(_arrived(claim, payment))
        numbers += [
            (period, key(Figure.MONEY), pence),
            (period, key(Figure.MONEY, FigureBy.WAY, payment.method.value), pence),
            (period, key(Figure.MONEY, FigureBy.PURPOSE, purpose.value), pence),
        ]
    return contribution(team, numbers, _marks(claim, role, at(claim.day)))


def _marks(claim: Claim, role: PersonRole | None, period: Period) -> list[Mark]:
    """Whoever a worker says was there took part, with a session in this service or without."""
    if claim.confirmed_by is None or claim.state is ClaimState.REFUSED:
        return []
    tags = frozenset({tag(FigureBy.ROLE, role.value if role else NOT_KNOWN)})
    return [Mark(period=period, person=claim.person, tags=tags)]


def _money(claim: Claim) -> Iterator[tuple[Payment, FigurePurpose, int]]:
    """Each payment that reached somebody, told apart by what it was for; costs are settled before the fee.

    What was handed over on the day above what was allowed is fee: no cost stands behind it.
    """
    costs = {
        by_voucher: max(
            sum(
                line.allowed.pence
                for line in claim.lines
                if line.kind is not LineKind.FEE and goes_by_voucher(line, claim.method) is by_voucher
            ),
            0,
        )
        for by_voucher in (True, False)
    }
    for payment in claim.payments:
        if payment.state is not PaymentState.PAID:
            continue
        if payment.id == GIFT:
            yield payment, FigurePurpose.GIFT, payment.amount.pence
            continue
        by_voucher = payment.id == VOUCHER
        cost = min(costs[by_voucher], payment.amount.pence)
        costs[by_voucher] -= cost
        yield payment, FigurePurpose.COSTS, cost
        yield payment, FigurePurpose.FEE, payment.amount.pence - cost


def _arrived(claim: Claim, payment: Payment) -> date:
    return payment.arrives or local_date(claim.sent_at)


def _day_of(claim: Claim, *actions: ClaimAction) -> date:
    """The day of the last entry of these kinds; of the last of all where a journal has none."""
    named = {action.value for action in actions}
    found = (entry.at for entry in reversed(claim.journal) if entry.action in named)
    return local_date(next(found, claim.journal[-1].at))


def of_session(session: Session, about: About, *, team: TeamId, starts: YearStart) -> Contribution:
    """A session that was held counts on its day, by kind and by level."""
    if session.state is not SessionState.HELD:
        return NOTHING
    period = Period.of(session.day, starts)
    return contribution(
        team,
        [
            (period, key(Figure.SESSIONS), 1),
            (period, key(Figure.SESSIONS, FigureBy.LEVEL, about.level.value), 1),
            (period, key(Figure.SESSIONS, FigureBy.KIND, about.kind.value), 1),
        ],
    )


def of_sign_up(
    sign_up: SignUp, about: About, *, role: PersonRole | None, team: TeamId, starts: YearStart
) -> Contribution:
    """Whoever was there counts as one attendance, for as long as the session lasted, and as one person."""
    if sign_up.state is not SignUpState.ATTENDED:
        return NOTHING
    period = Period.of(local_date(sign_up.starts), starts)
    level, kind = tag(FigureBy.LEVEL, about.level.value), tag(FigureBy.KIND, about.kind.value)
    mark = Mark(
        period=period,
        person=sign_up.person,
        tags=frozenset({level, kind, tag(FigureBy.ROLE, role.value if role else NOT_KNOWN)}),
    )
    return contribution(
        team,
        [
            (period, key(Figure.ATTENDANCES), 1),
            (period, key(Figure.ATTENDANCES, FigureBy.LEVEL, about.level.value), 1),
            (period, key(Figure.ATTENDANCES, FigureBy.KIND, about.kind.value), 1),
            (period, key(Figure.MINUTES), sign_up.offer.minutes * sign_up.offer.days),
        ],
        [mark],
    )


def of_you_said(you_said: YouSaid, *, team: TeamId, starts: YearStart) -> Contribution:
    """One that is public counts on the day on which it was published, by its decision as it is now.

    One that was taken down counts no more.
    """
    if you_said.state is not YouSaidState.PUBLISHED or you_said.published_on is None:
        return NOTHING
    period, words = Period.of(you_said.published_on, starts), you_said.words
    return contribution(
        team,
        [
            (period, key(Figure.YOU_SAID), 1),
            (period, key(Figure.YOU_SAID, FigureBy.SOURCE, words.source.value), 1),
            (period, key(Figure.YOU_SAID, FigureBy.OUTCOME, words.decision.value), 1),
        ],
    )


def of_questionnaire(asked: Questionnaire, *, team: TeamId, starts: YearStart) -> Contribution:
    """One that people could answer to its last day counts on that day."""
    if not asked.has_ended:
        return NOTHING
    return contribution(team, [(Period.of(asked.about.closes, starts), key(Figure.QUESTIONNAIRES), 1)])


def team_of(member: StaffId | None, *, day: date, rules: Assurance) -> TeamId:
    """The team that somebody leads, or else works in, on a day.

    A manager of several teams is none of them: what they run themselves is the whole organisation's. Of two teams that
    somebody is in, it is the first in the policy's order.
    """
    keeper = KeeperId(member) if member else None  # a policy names its staff and its keepers alike
    there = [team for team in rules.teams if team.starts <= day and not team.is_closed(day)]
    led = [team.id for team in there if team.lead == keeper]
    worked_in = [team.id for team in there if keeper in team.contributors]
    return next(iter([*led, *worked_in]), ORGANISATION)
