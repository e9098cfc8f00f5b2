"""All that is kept about one person, as data that they can take away."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from takepart.domain.asking import as_data
from takepart.domain.claims.claim import Claim
from takepart.domain.journal import Journal, instant
from takepart.domain.people.person import Person
from takepart.domain.programme.sign_up import SignUp


def everything_about(person: Person, sign_ups: Sequence[SignUp], claims: Iterable[Claim]) -> dict[str, Any]:
    """Details, training, sign-ups with what was promised, and claims, each with its whole history. Amounts in pence."""
    return {
        "you": {
            "id": person.id,
            "state": person.state.value,
            **(as_data(person.details) if person.details else {}),
            "address_before": person.before,
            "address_that_is_asked_for": person.moving.email if person.moving else "",
            "also_known_as": [each for each in (*person.once, person.found_as) if each],
        },
        "how_we_checked_who_you_are": list(person.notes.values()),
        "training": {course: on.isoformat() for course, on in person.training.items()},
        "what_happened": _history(person.journal),
        "sign_ups": [_sign_up(each) for each in sign_ups],
        "claims": [_claim(each) for each in claims],
    }


def _sign_up(sign_up: SignUp) -> dict[str, Any]:
    offer = sign_up.offer
    return {
        "session": sign_up.session,
        "starts": instant(sign_up.starts),
        "state": sign_up.state.value,
        "you_asked_for": sign_up.support,
        "you_want_to_talk_about": [each.text for each in sign_up.suggestions],
        "came_as_your_support": {role.value: count for role, count in sign_up.supporters.items()},
        "fee_choice": sign_up.choice.wish.value,
        "offer": {
            "activity": offer.activity_type,
            "fee": offer.fee.pence,
            "paid_as": offer.paid_as.value,
            "travel": offer.travel.value,
            "agreed": {each.kind.value: each.most.pence for each in offer.agreed},
            "policy": offer.policy_version,
            "words": list(offer.words),
            "shown_at": instant(offer.shown_at),
        },
        "what_happened": _history(sign_up.journal),
    }


def _claim(claim: Claim) -> dict[str, Any]:
    return {
        "reference": claim.id,
        "state": claim.state.value,
        "day": claim.day.isoformat(),
        "activity": claim.activity_type,
        "minutes": claim.minutes,
        "name": claim.claimant.name,
        "email": claim.claimant.email,
        "phone": claim.claimant.phone,
        "lines": [
            {
                "kind": line.kind.value,
                "claimed": line.claimed.pence,
                "allowed": line.allowed.pence,
                "description": line.description,
                "why": line.why,
            }
            for line in claim.lines
        ],
        "bank_account_ends_in": claim.bank.last_digits if claim.bank else "",
        "promised": claim.promised.isoformat(),
        "notes": dict(claim.notes),
        "what_happened": _history(claim.journal),
    }


def _history(journal: Journal) -> list[dict[str, str]]:
    return [{"at": instant(entry.at), "what": entry.action, "by": entry.by} for entry in journal]
