"""My part: the first page of somebody's own, by their emailed link. Opening a page changes nothing.

Somebody says that they are at a session, by its code, and gets paid for having been there.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from takepart.domain.fee_choice import apply_choice
from takepart.domain.ids import DraftId, SessionId
from takepart.domain.money import PaymentMethod
from takepart.domain.newsletter.subscriber import subscriber_of
from takepart.domain.part_of_day import may_be_one
from takepart.domain.people import earnings
from takepart.domain.people.person import Person, PersonState
from takepart.domain.pricing import price
from takepart.domain.programme.membership import Membership
from takepart.domain.programme.opportunity import Opportunity
from takepart.domain.programme.refusals import ProgrammeRefusal
from takepart.domain.programme.session import Session, is_current
from takepart.domain.programme.sign_up import SignUp, SignUpState
from takepart.domain.refused import Refused
from takepart.use_cases.newsletter.subscribe import join, stop
from takepart.use_cases.ports import ChangedMeanwhile
from takepart.use_cases.programme import groups, prepared_claim, registration
from takepart.use_cases.programme.run_sessions import Attendance, as_held
from takepart.use_cases.programme.take_part import came, theirs
from takepart.use_cases.programme.their_newsletter import kept_of
from takepart.web import responses
from takepart.web.forms.base import PageForm
from takepart.web.forms.payment import MethodForm, ways_to_pay
from takepart.web.pages.claim_flow import address
from takepart.web.paging import part_of
from takepart.web.problems import Problem
from takepart.web.programme.browse import send_links
from takepart.web.programme.desk import (
    MyRight,
    Programme,
    my_routes,
    pressed,
    questions_for,
    stage_for,
    to_my_part,
    token_of,
)
from takepart.web.programme.forms import EmailForm, HereForm
from takepart.web.programme.my_details import rows_of
from takepart.web.requests import Typed
from takepart.web.route import Answer, Call, NoForm

_DONE: Final = {
    "changed": "We have your changes.",
    "back": "Welcome back.",
    "asked": "We have asked them.",
}
_SOON_OVER: Final = timedelta(days=60)
routes = my_routes()
Called = Call[Programme, Any]


@routes.get("/my")
def home(call: Called) -> Answer:
    """Everything of one person's; without a link, the form that has one sent."""
    desk, token = call.site, token_of(call.request)
    if not token or isinstance(call.form, EmailForm):
        return desk.html(call, "programme/ask_link.html", form=call.filled(EmailForm))
    person = desk.me(token)
    if person.state is PersonState.LEFT:
        return desk.html(call, "programme/left.html", **desk.money_of(person))
    if person.state is PersonState.AWAITING_CONSENT:
        return desk.html(call, "programme/awaiting_consent.html")
    done = _DONE.get(call.request.query.get("done", ""), "")
    now = desk.now()
    rows = rows_of(desk, person)
    mine = registration.claims_of(person, claims=desk.claims, now=now)
    kept = kept_of(person, subscribers=desk.subscribers)
    past = [row for row in rows if came(row["sign_up"], row["session"], now=now)]
    adult = earnings.matters_to(person.age_on(desk.today))
    over = (SignUpState.ATTENDED, SignUpState.ABSENT)
    return desk.html(
        call,
        "programme/my.html",
        person=person,
        coming=[row for row in reversed(rows) if row["session"].starts > now and row["sign_up"].state not in over],
        past=past,
        groups=_groups(desk, person),
        to_claim={
            row["session"].id
            for row in past
            if not any(may_be_one(claim.session, row["session"].key) for claim in mine)
        },
        part=part_of(sorted(mine, key=lambda claim: claim.day, reverse=True), call.request, size=20),
        today=desk.today,
        week=earnings.this_week(mine, today=desk.today),
        year=earnings.this_tax_year(mine, today=desk.today),
        limits=desk.policy.participation.limits if adult else (),
        adult=adult,
        ask_again=person.yes_ends_before(desk.today + _SOON_OVER, under=desk.policy.participation.consent_under),
        needs={
            course.id: [each.name for each in desk.policy.activities_on(desk.today) if course.id in each.training]
            for course in desk.policy.participation.courses
        },
        now=now,
        soon=now + timedelta(minutes=30),
        policy=desk.policy,
        newsletter=kept is not None and kept.is_on,
        done=done,
    )


def _groups(desk: Programme, person: Person) -> list[tuple[Opportunity, Membership]]:
    """The groups that somebody is a member of."""
    found = groups.of_person(person, memberships=desk.kept.memberships)
    mine = [each for each in found if each.is_one(desk.today)]
    those = {each.id: each for each in desk.kept.opportunities.many([each.group for each in mine])}
    return [(those[each.group], each) for each in mine if each.group in those]


@routes.post("/my", form=EmailForm, shown=home)
def send_link(call: Call[Programme, EmailForm]) -> Answer:
    """Have it sent."""
    send_links(call, None)
    return call.site.html(call, "programme/link_sent.html", shown=None, session="")


@routes.post("/my/ask-parent", form=NoForm, shown=home, right=MyRight.TAKING_PART)
def ask_parent(call: Call[Programme, NoForm]) -> Answer:
    """Their parent or carer is asked anew."""
    desk, person = call.site, call.who
    registration.ask_parent_again(person, kept=desk.kept, drafts=desk.drafts, now=desk.now())
    return to_my_part(call, "asked")


@routes.post("/my/return", form=NoForm, shown=home, right=MyRight.LINK)
def come_back(call: Call[Programme, NoForm]) -> Answer:
    """Take part again."""
    registration.come_back(call.who, people=call.site.kept.people, now=call.site.now())
    return to_my_part(call, "back")


@routes.post("/my/newsletter", form=NoForm, shown=home, right=MyRight.TAKING_PART)
def choose(call: Call[Programme, NoForm]) -> Answer:
    """It comes from now on, or it does not."""
    desk, person = call.site, call.who
    try:
        if call.typed.get("want") == "yes":
            join(person.found_at, person.mail_goes_to, subscribers=desk.subscribers, now=desk.now())
        else:
            stop(subscriber_of(person.found_at), subscribers=desk.subscribers, now=desk.now())
    except ChangedMeanwhile:  # pressed twice: the page shows how it stands
        return to_my_part(call)
    return to_my_part(call, "changed")


@routes.post("/my/questions", form=NoForm, shown=home, right=MyRight.NOBODY_ASKED)
def go(call: Call[Programme, NoForm]) -> Answer:
    """Lead somebody to the questions."""
    address = questions_for(call.site, stage_for(call.site, call.who, call.typed.get("session", "")))
    if not address:
        raise Problem.not_found()
    return responses.see_other(address)


@routes.get("/my/claims/<session>", right=MyRight.NOBODY_ASKED)
def claim(call: Called) -> Answer:
    """What somebody is paid for having been there."""
    desk, sign_up = call.site, _attended(call)
    seen = desk.look(call.params["session"], call.who)
    started = desk.drafts.load(sign_up.draft) if sign_up.draft else None
    form = call.form if isinstance(call.form, MethodForm) else _method_form(call, sign_up, Typed())
    return desk.html(
        call,
        "programme/claim.html",
        session=seen.session,
        about=seen.opportunity.about,
        sign_up=sign_up,
        started=started,
        quote=apply_choice(price(sign_up.offer.facts, policy=desk.policy), sign_up.choice),
        method=form,
        policy=desk.policy,
    )


def _choosing(call: Called) -> PageForm:
    return _method_form(call, _attended(call), call.typed) or NoForm(call.typed, call.site.rules)


@routes.post("/my/claims/<session>", form=PageForm, shown=claim, make=_choosing, right=MyRight.NOBODY_ASKED)
def start_claim(call: Call[Programme, PageForm]) -> Answer:
    """Lead to the claim, filled in."""
    method = PaymentMethod(str(call.form.method.data)) if isinstance(call.form, MethodForm) else None
    desk, sign_up = call.site, _attended(call)
    if sign_up.draft is None:
        session = desk.look(call.params["session"], call.who).session
        sign_up = Attendance(session, draft=DraftId(desk.new_id()), kept=desk.kept).say_came(call.who.id, pressed(call))
    draft = prepared_claim.prepare(sign_up, call.who, method=method, drafts=desk.drafts)
    add = call.typed.get("add", "")
    return responses.see_other(address(draft, f"{add}/1" if add in ("journeys", "costs") else "check"))


@routes.get("/my/here/<session>")
def ask_here(call: Called) -> Answer:
    """The form behind the code: who is here."""
    found = _doors(call)
    opportunity = call.site.kept.opportunities.get(found.opportunity)
    return call.site.html(
        call,
        "programme/here.html",
        session=found,
        title=opportunity.about.title if opportunity else "",
        code=_code(call),
        form=call.filled(HereForm),
    )


@routes.post("/my/here/<session>", form=HereForm, shown=ask_here)
def here(call: Call[Programme, HereForm]) -> Answer:
    """Be written down as here."""
    desk, form = call.site, call.form
    door = Attendance(_doors(call), draft=DraftId(desk.new_id()), kept=desk.kept)
    person = desk.naming.identities.person(email=str(form.email.data), name=str(form["name"].data))
    try:
        door.check_in(person, theirs(person, desk.now(), "here"))
    except Refused as refused:
        raise Problem(
            409,
            "The code could not write you down",
            "Tell the worker that you are here, and if you were on the waiting list. They write it down for you.",
        ) from refused
    return desk.html(call, "programme/here_done.html")


def _attended(call: Called) -> SignUp:
    """Theirs, for the session as it was held: a claim pays that, also where nobody has written down that they came."""
    kept, now = call.site.kept, call.site.now()
    every = kept.sign_ups.many([(SessionId(call.params["session"]), id) for id in call.who.ids])
    sign_up = next((each for each in every if each.draft is not None), next(iter(every), None))
    session = kept.sessions.get(sign_up.session) if sign_up else None
    if sign_up is None or not came(sign_up, session, now=now):
        raise Problem.not_found("We have not written down that you were there. Tell the worker if you were.")
    return as_held(sign_up, session, kept=kept, now=now) if session and sign_up.draft is None else sign_up


def _method_form(call: Called, sign_up: SignUp, typed: Typed) -> MethodForm | None:
    """The ways to be paid; None when there is nothing to choose."""
    policy = call.site.policy
    chosen = apply_choice(price(sign_up.offer.facts, policy=policy), sign_up.choice)
    ways = ways_to_pay(chosen, vouchers=policy.vouchers)
    return MethodForm(typed, call.site.rules, ways=ways) if ways else None


def _code(call: Called) -> str:
    return (call.typed or call.request.query).get("c", "")


def _doors(call: Called) -> Session:
    found = call.site.kept.sessions.get(SessionId(call.params["session"]))
    if found is None:
        raise Problem.not_found()
    now = call.site.now()
    if not found.doors_open(now):
        reason = ProgrammeRefusal.TOO_EARLY if now < found.starts else ProgrammeRefusal.TOO_LATE
        raise Problem(409, "This code does not work now", reason.plain)
    if not is_current(found, _code(call), now=now):
        raise Problem(409, "This code is old", "The code changes all the time. Scan the one that the worker shows now.")
    return found
