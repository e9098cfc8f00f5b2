"""What somebody told us and what we keep of it: changed, printed, taken away, left or forgotten, by their own link."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from takepart.domain.asking import as_data
from takepart.domain.claims.claim import Claim
from takepart.domain.journal import Journal, instant
from takepart.domain.newsletter.subscriber import Subscriber
from takepart.domain.people import earnings
from takepart.domain.people.guardian import GuardianYes
from takepart.domain.people.person import Person
from takepart.domain.programme.membership import Membership
from takepart.domain.programme.opportunity import Opportunity
from takepart.domain.programme.session import Session
from takepart.domain.programme.sign_up import SignUp, SignUpState
from takepart.use_cases.programme import groups, registration
from takepart.use_cases.programme.their_newsletter import kept_of
from takepart.web import responses
from takepart.web.programme.desk import MyRight, Programme, my_routes, pressed, to_my_part
from takepart.web.programme.forms import ChangeForm, SureForm
from takepart.web.route import Answer, Call


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
            "we_may_text_you_at": person.texts_to,
            "registered_also_as": list(person.merged),
        },
        "your_parent_or_carer_said": _yes(person.guardian_yes) if person.guardian_yes else {},
        "how_we_checked_who_you_are": list(person.notes.values()),
        "training": {course: on.isoformat() for course, on in person.training.items()},
        "what_happened": _history(person.journal),
        "sign_ups": [_sign_up(each) for each in sign_ups],
        "claims": [_claim(each) for each in claims],
    }


def _yes(said: GuardianYes) -> dict[str, Any]:
    return {"until": said.until.isoformat(), "photos": said.photos, "what_we_remember": said.keeps}


def _group(member: Membership) -> dict[str, Any]:
    until = member.until.isoformat() if member.until else ""
    told = {"group": member.group, "state": member.state.value, "until": until}
    return {**told, "what_happened": _history(member.journal)}


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
        "part_of_day": claim.part_of_day.value,
        "activity": claim.activity_type,
        "minutes": claim.minutes,
        "days": claim.days,
        "car_miles": str(claim.car_miles),
        "name": claim.claimant.name,
        "email": claim.claimant.email,
        "phone": claim.claimant.phone,
        "under_16": claim.claimant.under_16,
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
        "way_of_paying": claim.method.value,
        "bank_accounts": [
            {"ends_in": each.last_digits, "name": each.name} for each in (claim.bank, claim.bank_held) if each
        ],
        "gift": {"to": claim.gift.charity, "pence": claim.gift.amount.pence} if claim.gift else {},
        "payments": [
            {
                "what": each.id,
                "way": each.method.value,
                "pence": each.amount.pence,
                "state": each.state.value,
                "arrives": each.arrives.isoformat() if each.arrives else "",
                "proof": list(each.proof),
            }
            for each in claim.payments
        ],
        "promised": claim.promised.isoformat(),
        "notes": dict(claim.notes),
        "what_happened": _history(claim.journal),
    }


def _newsletter(kept: Subscriber) -> dict[str, Any]:
    history = [{"at": instant(entry.at), "what": entry.action} for entry in kept.journal]
    return {"state": kept.state.value, "email": kept.email, "what_happened": history}


def _history(journal: Journal) -> list[dict[str, str]]:
    return [{"at": instant(entry.at), "what": entry.action, "by": entry.by} for entry in journal]


routes = my_routes(MyRight.LINK)
Called = Call[Programme, Any]


@routes.get("/my/details", right=MyRight.TAKING_PART)
def ask_details(call: Called) -> Answer:
    """The form with what somebody told us."""
    sent = call.form if isinstance(call.form, ChangeForm) else None
    return call.site.html(
        call,
        "programme/details.html",
        person=call.who.details,
        version=call.who.version,
        nonce=call.site.new_id(),
        under=call.site.policy.participation.consent_under,
        form=sent or ChangeForm.starting_from(call.who.details, call.site.rules, before=call.who.details),
    )


def _change_form(call: Called) -> ChangeForm:
    return ChangeForm(call.typed, call.site.rules, before=call.who.details)


@routes.post("/my/details", form=ChangeForm, shown=ask_details, make=_change_form, right=MyRight.TAKING_PART)
def change_details(call: Call[Programme, ChangeForm]) -> Answer:
    """Keep what is different."""
    desk, details = call.site, replace(call.who.details, **call.form.values())
    seen = int(call.typed.get("seen", call.who.version))
    registration.change_details(call.who, pressed(call), details, kept=desk.kept, drafts=desk.drafts, seen=seen)
    return to_my_part(call, "changed")


@routes.get("/my/record")
def record(call: Called) -> Answer:
    """What somebody did, to print."""
    rows = [row for row in rows_of(call.site, call.who) if row["sign_up"].state is SignUpState.ATTENDED]
    return call.site.html(
        call,
        "programme/record.html",
        person=call.who,
        rows=rows,
        minutes=sum(row["session"].minutes * row["session"].days for row in rows),
        policy=call.site.policy,
        today=call.site.today,
    )


@routes.get("/my/letter")
def letter(call: Called) -> Answer:
    """What somebody earned, as a letter to print."""
    today, mine = call.site.today, _claims(call)
    return call.site.html(
        call,
        "programme/letter.html",
        person=call.who,
        year=earnings.this_tax_year(mine, today=today),
        week=earnings.this_week(mine, today=today),
        today=today,
    )


@routes.get("/my/data")
def data(call: Called) -> Answer:
    """All that is kept about somebody, as data."""
    person: Person = call.who
    told = everything_about(person, registration.sign_ups_of(person, kept=call.site.kept), _claims(call))
    told["groups"] = [_group(each) for each in groups.of_person(person, memberships=call.site.kept.memberships)]
    kept = kept_of(person, subscribers=call.site.subscribers)
    told["newsletter"] = {} if kept is None else _newsletter(kept)
    return responses.as_json(told, headers={"Content-Disposition": 'attachment; filename="my-data.json"'})


@routes.get("/my/leave")
def ask_leave(call: Called) -> Answer:
    """Whether somebody really stops taking part."""
    return _are_you_sure(call, "programme/leave.html")


@routes.post("/my/leave", form=SureForm, shown=ask_leave)
def leave(call: Call[Programme, SureForm]) -> Answer:
    """Stop taking part."""
    if call.form.sure.data:
        registration.depart(call.who, kept=call.site.kept, now=call.site.now())
    return to_my_part(call)


@routes.get("/my/forget")
def ask_forget(call: Called) -> Answer:
    """Whether somebody really is to be forgotten: a claim that is owed would lose whom to pay."""
    return _are_you_sure(call, "programme/forget.html")


def _are_you_sure(call: Called, page: str) -> Answer:
    """What is owed is said first."""
    form, money = call.filled(SureForm), call.site.money_of(call.who)
    return call.site.html(call, page, form=form, **money)


@routes.post("/my/forget", form=SureForm, shown=ask_forget)
def forget(call: Call[Programme, SureForm]) -> Answer:
    """Forget somebody."""
    if not call.form.sure.data:
        return to_my_part(call)
    desk = call.site
    registration.erase(call.who, kept=desk.kept, beside=desk.beside, claims=desk.claims, now=desk.now())
    return desk.html(call, "programme/forgotten.html")


def _claims(call: Called) -> tuple[Claim, ...]:
    return registration.claims_of(call.who, claims=call.site.claims, now=call.site.now())


def rows_of(desk: Programme, person: Person) -> list[dict[str, Any]]:
    """What somebody signed up for, with the session and the opportunity, the latest first."""
    sign_ups = registration.sign_ups_of(person, kept=desk.kept)
    sessions = desk.kept.sessions.many([sign_up.session for sign_up in sign_ups])
    kept: dict[str, Session] = {session.id: session for session in sessions}
    about: dict[str, Opportunity] = {
        each.id: each for each in desk.kept.opportunities.many([session.opportunity for session in kept.values()])
    }
    return [
        {"sign_up": sign_up, "session": kept[sign_up.session], "about": about[kept[sign_up.session].opportunity].about}
        for sign_up in reversed(sign_ups)
        if sign_up.session in kept and kept[sign_up.session].opportunity in about
    ]
