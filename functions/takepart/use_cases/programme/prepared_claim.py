"""From having been there to a claim that is filled in already, and confirmed by the attendance itself.

The claim is priced by the same function as the offer. While it asks for what was offered and nothing more, the worker's
record of attendance is the confirmation; anything added goes to the worker as any claim does.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from takepart.domain import journal as journals
from takepart.domain.aggregate import Step
from takepart.domain.fee_choice import FeeWish
from takepart.domain.ids import DraftId, PersonId, SessionId, SessionKey, StepId
from takepart.domain.lines import Flag, LineKind
from takepart.domain.money import PaymentMethod
from takepart.domain.part_of_day import session_key
from takepart.domain.people.person import Person
from takepart.domain.policy import Policy, StaffMember, UnknownStaff
from takepart.domain.programme.refusals import ProgrammeRefusal
from takepart.domain.programme.sign_up import SignUp, SignUpAction, SignUpState
from takepart.domain.refused import Refused
from takepart.use_cases.claims.drafts import (
    OFFER_PAGE,
    AgreedTime,
    Draft,
    DraftChanged,
    Drafts,
    NoSuchDraft,
    agreed_in,
    change_draft,
)
from takepart.use_cases.ports import NobodyToDecide
from takepart.use_cases.programme.ports import SignUps

if TYPE_CHECKING:
    from takepart.domain.claims.claim import Claim
    from takepart.use_cases.claims.submit_claim import Recorded

_PAGE: Final = "parent-asked"
"""Nobody can type into it: it has no form."""


def is_held(draft: Draft) -> bool:
    """Whether it waits for a parent's or carer's yes."""
    return bool(draft.answers(_PAGE))


def hold(sign_ups: Iterable[SignUp], *, drafts: Drafts) -> None:
    """Keep what was begun for these from being sent. Raises DraftChanged, StoreUnavailable."""
    for sign_up in sign_ups:
        if sign_up.draft is not None:
            with suppress(NoSuchDraft):
                change_draft(sign_up.draft, _held, drafts=drafts)


def release(sign_ups: Iterable[SignUp], *, drafts: Drafts) -> None:
    """The parent or carer said yes: it can be sent. Raises DraftChanged, StoreUnavailable."""
    for sign_up in sign_ups:
        if sign_up.draft is not None:
            with suppress(NoSuchDraft):
                change_draft(sign_up.draft, lambda draft: draft.without(_PAGE), drafts=drafts)


def _held(draft: Draft) -> Draft:
    return draft if draft.sent is not None else draft.answered(_PAGE, {"parent_asked": "yes"})


_SESSION, _PERSON = "offer_session", "offer_person"
ATTENDED: Final = "Confirmed by the record of attendance: it follows the offer."


def prepare(sign_up: SignUp, person: Person, *, method: PaymentMethod | None, drafts: Drafts) -> DraftId:
    """The claim form of somebody who was there, or says so, filled in from the offer; started once, and then theirs.

    Raises Refused for somebody who was not there, and while a parent or carer is asked.
    """
    if person.waits_for_parent:
        raise Refused(sign_up.session, reason=ProgrammeRefusal.AWAITS_CONSENT)
    may = sign_up.state in (SignUpState.ATTENDED, SignUpState.CONFIRMED)
    if not may or sign_up.draft is None or person.details is None:
        raise Refused(sign_up.session, reason=ProgrammeRefusal.NOT_IN_THIS_STATE)
    started = drafts.load(sign_up.draft)
    if started is not None:
        release([sign_up], drafts=drafts)
        return started.id
    offer, choice, details = sign_up.offer, sign_up.choice, person.details
    age = person.age_on(offer.day)
    fee = {"fee_choice": choice.wish.value}
    if choice.wish is FeeWish.LESS and choice.amount is not None:
        fee["fee_amount"] = f"{choice.amount.pence // 100}.{choice.amount.pence % 100:02}"
    if choice.wish is FeeWish.CHARITY and choice.charity is not None:
        fee["charity"] = choice.charity
    pages = {
        "session": {
            "activity_type": str(offer.activity_type),
            "date-day": str(offer.day.day),
            "date-month": str(offer.day.month),
            "date-year": str(offer.day.year),
            "part_of_day": offer.part_of_day.value,
            "hours": str(offer.minutes // 60),
            "minutes": str(offer.minutes % 60),
            **({"days": str(offer.days)} if offer.days > 1 else {}),
        },
        "extra-time": {"extra_time_agreed": "no"},
        "you": {
            "name": details.name,
            "email": details.email,
            "phone": details.phone,
            "under_16": "yes" if age is not None and age < 16 else "no",
        },
        "costs": {"another": "no"},
        "payment": {**fee, **({"method": method.value} if method else {})},
        OFFER_PAGE: {
            _SESSION: sign_up.session,
            _PERSON: sign_up.person,
            **agreed_in(AgreedTime(offer.activity_type, offer.day, offer.agreed_units)),
        },
    }
    draft = Draft(id=sign_up.draft, pages=MappingProxyType({name: dict(page) for name, page in pages.items()}))
    try:
        drafts.save(draft)
    except DraftChanged:
        return draft.id  # Pressed twice at the same moment: it is started.
    return draft.id


def attendance_of(draft: Draft | None, *, sign_ups: SignUps) -> SignUp | None:
    """The attendance that a draft comes from; None for one that somebody started by themselves.

    Raises Refused while a parent or carer is asked.
    """
    if draft is not None and is_held(draft):
        raise Refused(draft.id, reason=ProgrammeRefusal.AWAITS_CONSENT)
    origin = draft.answers(OFFER_PAGE) if draft else {}
    if not origin:
        return None
    sign_up = sign_ups.get((SessionId(origin.get(_SESSION, "")), PersonId(origin.get(_PERSON, ""))))
    was_there = sign_up is not None and sign_up.state is SignUpState.ATTENDED
    return sign_up if was_there and sign_up and draft and sign_up.draft == draft.id else None


def session_of(sign_up: SignUp) -> SessionKey:
    """The session that was attended, with its own id: two of one kind in one morning are two."""
    offer = sign_up.offer
    return session_key(offer.activity_type, offer.day, offer.part_of_day, session=sign_up.session)


def recorded(sign_up: SignUp) -> Recorded:
    """What the record of attendance says about a claim that comes from it."""
    from takepart.use_cases.claims.submit_claim import Recorded  # whoever registers people sends no claims

    return Recorded(person=sign_up.person, session=session_of(sign_up))


def recorder(sign_up: SignUp, *, policy: Policy, claimant_email: str) -> StaffMember | None:
    """The member of staff who wrote the attendance down, where they may confirm this person's claim."""
    from takepart.use_cases.claims.assignment import decider

    if sign_up.attended_by is None:
        return None
    try:
        member = policy.staff_member(sign_up.attended_by)
    except UnknownStaff:
        return None
    return None if decider(member).is_person(claimant_email) else member


def confirmed_by_attendance(claim: Claim, sign_up: SignUp, *, policy: Policy) -> Claim:
    """The claim, confirmed in the same write where it follows the offer exactly; as it is where anything differs."""
    from takepart.domain.claims import deciding
    from takepart.use_cases.claims.assignment import decider, next_approver

    member = recorder(sign_up, policy=policy, claimant_email=claim.claimant.email)
    if member is None or not follows_offer(claim, sign_up):
        return claim
    by = decider(member)
    if not claim.turn.is_of(member.id) or not deciding.may_decide(claim, by):
        return claim
    try:
        approver = next_approver(policy, claim, after=by)
    except NobodyToDecide:
        return claim
    return deciding.confirm(
        claim,
        Step(
            journals.staff(by.id), claim.sent_at, StepId(f"attendance-{sign_up.session}-{_seq_of_attendance(sign_up)}")
        ),
        by=by,
        decisions=(),
        approver=journals.staff(approver.id),
        note=ATTENDED,
    )


def follows_offer(claim: Claim, sign_up: SignUp) -> bool:
    """Whether a claim asks for what was offered and nothing more: same person, session, time and choice, no costs."""
    offer, choice = sign_up.offer, sign_up.choice
    promised = {
        FeeWish.AS_OFFERED: offer.fee.pence,
        FeeWish.LESS: choice.amount.pence if choice.amount is not None else 0,
        FeeWish.DECLINE: 0,
        FeeWish.CHARITY: 0,
    }[choice.wish]
    gift = offer.fee if choice.wish is FeeWish.CHARITY else None
    return (
        claim.person == sign_up.person
        and claim.session == session_of(sign_up)
        and (claim.minutes, claim.days) == (offer.minutes, offer.days)
        and all(line.kind is LineKind.FEE for line in claim.lines)
        and claim.claimed.pence <= promised
        and (claim.gift is None or claim.gift.amount == gift)
        and not claim.flags - {Flag.OVER_THRESHOLD}
        and not any(line.flags - {Flag.MORE_AGREED} for line in claim.lines)
    )


def _seq_of_attendance(sign_up: SignUp) -> int:
    actions = (SignUpAction.ATTEND.value, SignUpAction.WALK_IN.value, SignUpAction.CORRECT.value)
    return max(entry.seq for entry in sign_up.journal if entry.action in actions)
