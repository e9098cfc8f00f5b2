"""My part: the first page of somebody's own, by their emailed link. Opening a page changes nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from takepart.domain.newsletter.subscriber import subscriber_of
from takepart.domain.part_of_day import may_be_one
from takepart.domain.people import earnings
from takepart.domain.people.person import PersonState
from takepart.domain.programme.sign_up import SignUpState
from takepart.use_cases.newsletter.subscribe import join, stop
from takepart.use_cases.ports import ChangedMeanwhile
from takepart.use_cases.programme import registration
from takepart.use_cases.programme.their_newsletter import kept_of
from takepart.web import responses
from takepart.web.paging import part_of
from takepart.web.problems import Problem
from takepart.web.programme.browse import send_links
from takepart.web.programme.desk import MyRight, Programme, my_routes, questions_for, stage_for, to_my_part, token_of
from takepart.web.programme.forms import EmailForm
from takepart.web.programme.my_being_there import came
from takepart.web.programme.my_details import rows_of
from takepart.web.route import Answer, Call, NoForm

_DONE: Final = {
    "changed": "We have your changes.",
    "back": "Welcome back.",
}
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
        return desk.html(call, "programme/left.html", token=token, **desk.money_of(person))
    if person.state is PersonState.AWAITING_CONSENT:
        return desk.html(call, "programme/awaiting_consent.html", token=token)
    done = _DONE.get(call.request.query.get("done", ""), "")
    now = desk.now()
    rows = rows_of(desk, person)
    mine = registration.claims_of(person, claims=desk.claims, now=now)
    kept = kept_of(person, subscribers=desk.subscribers)
    past = [row for row in rows if came(row["sign_up"], row["session"], now=now)]
    over = (SignUpState.ATTENDED, SignUpState.ABSENT)
    return desk.html(
        call,
        "programme/my.html",
        token=token,
        person=person,
        coming=[row for row in reversed(rows) if row["session"].starts > now and row["sign_up"].state not in over],
        past=past,
        to_claim={
            row["session"].id
            for row in past
            if not any(may_be_one(claim.session, row["session"].key) for claim in mine)
        },
        part=part_of(sorted(mine, key=lambda claim: claim.day, reverse=True), call.request, size=20),
        week=earnings.this_week(mine, today=desk.today),
        year=earnings.this_tax_year(mine, today=desk.today),
        limits=desk.policy.participation.limits,
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


@routes.post("/my", form=EmailForm, shown=home)
def send_link(call: Call[Programme, EmailForm]) -> Answer:
    """Have it sent."""
    send_links(call, None)
    return call.site.html(call, "programme/link_sent.html", shown=None, session="")


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
