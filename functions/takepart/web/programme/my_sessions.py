"""One session, for one person: the offer before they say yes, their place, being there, and the claim that follows."""

from __future__ import annotations

from urllib.parse import urlencode

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.api_gateway import Router

from takepart.domain.fee_choice import FeeChoice, apply_choice
from takepart.domain.ids import DraftId, StaffId, StepId
from takepart.domain.payment_methods import PaymentMethod
from takepart.domain.people.person import Person
from takepart.domain.policy import UnknownStaff
from takepart.domain.policy.rates import PaidAs
from takepart.domain.pricing import price
from takepart.domain.programme.agenda import MOST_EACH, whose
from takepart.domain.programme.attendance_code import is_current
from takepart.domain.programme.ids import SessionId
from takepart.domain.programme.refusals import CannotDo, Refusal
from takepart.domain.programme.session import Session
from takepart.domain.programme.sign_up import SignUp, SignUpState
from takepart.use_cases.programme import prepared_claim, run_sessions, take_part
from takepart.web import responses
from takepart.web.forms.base import PageForm
from takepart.web.forms.govuk import error_links
from takepart.web.forms.payment import FeeForm, MethodForm, ways_to_pay
from takepart.web.pages.claim_flow import address
from takepart.web.problems import Problem
from takepart.web.programme.asked import stage_of
from takepart.web.programme.desk import Programme, refusals_as_pages
from takepart.web.programme.forms import HereForm, SuggestForm, SupportForm
from takepart.web.requests import Request, Typed


def router(desk: Programme) -> Router:
    """``/my/sessions``, ``/my/claims`` and ``/my/here``."""
    routes = Router()  # type: ignore[no-untyped-call]

    def request() -> Request:
        return Request.of(routes.current_event.raw_event)

    @routes.get("/my/sessions/<session>")
    def show(session: str) -> Response[str]:
        token = request().query.get("t", "")
        return session_page(desk, desk.me(token), session, token)

    @routes.post("/my/sessions/<session>/offer")
    def offer(session: str) -> Response[str]:
        typed = request().form()
        person, token = desk.me(typed.get("t", "")), typed.get("t", "")
        form = SupportForm(typed, desk.rules)
        if form.problems():
            return session_page(desk, person, session, token, support=form, status=422)
        seen = desk.look(session, person)
        with refusals_as_pages():
            take_part.ask_for_offer(
                seen,
                person,
                support=str(form.support.data or ""),
                sign_ups=desk.sign_ups,
                policy=desk.policy,
                step=StepId(f"offer-{typed.get('seen', '0')[:6]}"),
                now=desk.now(),
            )
        return back_to(session, token)

    @routes.post("/my/sessions/<session>/yes")
    def yes(session: str) -> Response[str]:
        typed = request().form()
        person, token = desk.me(typed.get("t", "")), typed.get("t", "")
        seen = desk.look(session, person)
        choice = FeeChoice.as_offered()
        if seen.sign_up is not None and seen.sign_up.offer.fee and seen.sign_up.state is SignUpState.OFFERED:
            form = _fee_form(desk, seen.sign_up, typed)
            if form.problems():
                return session_page(desk, person, session, token, fee=form, status=422)
            choice = form.choice()
        elif seen.sign_up is not None:
            choice = seen.sign_up.choice
        with refusals_as_pages():
            take_part.say_yes(
                seen,
                person,
                choice=choice,
                sign_ups=desk.sign_ups,
                step=StepId(f"yes-{typed.get('seen', '0')[:6]}"),
                now=desk.now(),
                pause=desk.pause,
            )
        return back_to(session, token)

    @routes.post("/my/sessions/<session>/no")
    def no(session: str) -> Response[str]:
        typed = request().form()
        person, token = desk.me(typed.get("t", "")), typed.get("t", "")
        with refusals_as_pages():
            take_part.say_no(
                desk.look(session, person),
                person,
                sign_ups=desk.sign_ups,
                policy=desk.policy,
                step=StepId(f"no-{typed.get('seen', '0')[:6]}"),
                now=desk.now(),
                pause=desk.pause,
            )
        return back_to(session, token)

    @routes.get("/my/claims/<session>")
    def claim(session: str) -> Response[str]:
        token = request().query.get("t", "")
        return _claim_page(desk, desk.me(token), session, token)

    @routes.post("/my/claims/<session>")
    def start_claim(session: str) -> Response[str]:
        typed = request().form()
        person, token = desk.me(typed.get("t", "")), typed.get("t", "")
        sign_up = _attended(desk, person, session)
        form = _method_form(desk, sign_up, typed)
        if form is not None and form.problems():
            return _claim_page(desk, person, session, token, method=form, status=422)
        method = PaymentMethod(str(form.method.data)) if form is not None else None
        with refusals_as_pages():
            draft = prepared_claim.prepare(sign_up, person, method=method, drafts=desk.drafts)
        return responses.see_other(address(draft, "costs" if typed.get("add") else "check"))

    @routes.get("/my/here/<session>")
    def ask_here(session: str) -> Response[str]:
        return _here_page(desk, session, request().query.get("c", ""), HereForm(Typed(), desk.rules))

    @routes.post("/my/here/<session>")
    def here(session: str) -> Response[str]:
        typed = request().form()
        form, code = HereForm(typed, desk.rules), typed.get("c", "")
        found = _doors(desk, session, code)
        if form.problems():
            return _here_page(desk, session, code, form, status=422)
        person = desk.identities.person(email=str(form.email.data), name=str(form.name.data))
        try:
            run_sessions.check_in(
                found,
                person,
                draft=DraftId(desk.new_id()),
                sign_ups=desk.sign_ups,
                policy=desk.policy,
                step=StepId("here"),
                now=desk.now(),
            )
        except CannotDo as refused:
            raise Problem(
                409,
                "The code could not write you down",
                "Tell the worker that you are here, and if you were on the waiting list. They write it down for you.",
            ) from refused
        return responses.html(desk.page("programme/here_done.html"))

    return routes


def back_to(session: str, token: str) -> Response[str]:
    """Show the session again."""
    return responses.see_other(f"/my/sessions/{session}?{urlencode({'t': token})}")


def _fee_form(desk: Programme, sign_up: SignUp, typed: Typed) -> FeeForm:
    in_vouchers = sign_up.offer.paid_as is PaidAs.VOUCHER
    return FeeForm(typed, desk.rules, fee=sign_up.offer.fee, in_vouchers=in_vouchers)


def session_page(
    desk: Programme,
    person: Person,
    session: str,
    token: str,
    *,
    support: SupportForm | None = None,
    wish: SuggestForm | None = None,
    fee: FeeForm | None = None,
    status: int = 200,
) -> Response[str]:
    """One session, as one person sees it."""
    seen = desk.look(session, person)
    sign_up = seen.sign_up
    before = Typed([("support", sign_up.support)]) if sign_up else Typed()
    support_form = support or SupportForm(before, desk.rules)
    fee_form = fee
    if fee_form is None and sign_up is not None and sign_up.offer.fee:
        fee_form = _fee_form(desk, sign_up, Typed())
    ahead = 0
    if sign_up is not None and sign_up.ticket is not None:
        line = [s.ticket for s in desk.sign_ups.of_session(seen.session.id) if s.state is SignUpState.WAITING]
        ahead = sum(ticket is not None and ticket < sign_up.ticket for ticket in line)
    forms: list[PageForm] = [form for form in (support_form, fee_form, wish) if form is not None]
    body = desk.page(
        "programme/session.html",
        token=token,
        person=person,
        seen=seen,
        session=seen.session,
        about=seen.opportunity.about,
        sign_up=sign_up,
        moved=sign_up is not None and not sign_up.offer.is_for(seen.session),
        refusal=take_part.may_join(seen, person, now=desk.now()),
        support=support_form,
        fee=fee_form,
        wish=wish or SuggestForm(Typed(), desk.rules),
        mine=_mine(seen.session, sign_up) if sign_up else [],
        most=MOST_EACH,
        reader=_worker(desk, seen.opportunity.worker),
        ahead=ahead,
        to_come=seen.session.is_to_come(desk.now()),
        version=sign_up.version if sign_up else 0,
        policy=desk.policy,
        asked=stage_of(sign_up.state if sign_up else None),
        errors=error_links(forms),
    )
    return responses.html(body, status=status)


def _mine(session: Session, sign_up: SignUp) -> list[tuple[int, str, bool]]:
    """What this person wants to talk about: number, words, and whether it is on the agenda."""
    on_agenda = {whose(item.ref): item.text for item in session.items}
    mine = {each.number: each.text for each in sign_up.suggestions}
    mine |= {number: text for (person, number), text in on_agenda.items() if person == sign_up.person}
    return [(number, text, (sign_up.person, number) in on_agenda) for number, text in sorted(mine.items())]


def _worker(desk: Programme, id: StaffId) -> str:
    try:
        return desk.policy.staff_member(id).name
    except UnknownStaff:
        return "The worker"


def _attended(desk: Programme, person: Person, session: str) -> SignUp:
    sign_up = desk.sign_ups.get((SessionId(session), person.id))
    if sign_up is None or sign_up.state is not SignUpState.ATTENDED:
        raise Problem.not_found("We have not written down that you were there. Tell the worker if you were.")
    return sign_up


def _method_form(desk: Programme, sign_up: SignUp, typed: Typed) -> MethodForm | None:
    """The ways to be paid; None when there is nothing to choose."""
    ways = ways_to_pay(apply_choice(price(sign_up.offer.facts, policy=desk.policy), sign_up.choice))
    return MethodForm(typed, desk.rules, ways=ways) if ways else None


def _claim_page(
    desk: Programme, person: Person, session: str, token: str, *, method: MethodForm | None = None, status: int = 200
) -> Response[str]:
    sign_up = _attended(desk, person, session)
    seen = desk.look(session, person)
    started = desk.drafts.load(sign_up.draft) if sign_up.draft else None
    form = method or _method_form(desk, sign_up, Typed())
    body = desk.page(
        "programme/claim.html",
        token=token,
        session=seen.session,
        about=seen.opportunity.about,
        sign_up=sign_up,
        sent=started.sent if started else None,
        quote=apply_choice(price(sign_up.offer.facts, policy=desk.policy), sign_up.choice),
        method=form,
        policy=desk.policy,
        errors=error_links([form] if form else []),
    )
    return responses.html(body, status=status)


def _doors(desk: Programme, session: str, code: str) -> Session:
    found = desk.sessions.get(SessionId(session))
    if found is None:
        raise Problem.not_found()
    now = desk.now()
    if not found.doors_open(now):
        reason = Refusal.TOO_EARLY if now < found.starts else Refusal.TOO_LATE
        raise Problem(409, "This code does not work now", reason.plain)
    if not is_current(found, code, now=now):
        raise Problem(409, "This code is old", "The code changes all the time. Scan the one that the worker shows now.")
    return found


def _here_page(desk: Programme, session: str, code: str, form: HereForm, *, status: int = 200) -> Response[str]:
    found = _doors(desk, session, code)
    opportunity = desk.opportunities.get(found.opportunity)
    body = desk.page(
        "programme/here.html",
        session=found,
        title=opportunity.about.title if opportunity else "",
        code=code,
        form=form,
        errors=error_links([form]),
    )
    return responses.html(body, status=status)
