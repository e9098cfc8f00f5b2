"""Where is my money? One claim by its personal link, and what its participant can do from there.

Opening a page changes nothing. What is done twice, by a double click or a reload, is done once: each step has a name
that comes from the claim as it was shown.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlencode

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.api_gateway import Router

from takepart.domain.claims.claim import Claim
from takepart.domain.claims.states import TRANSITIONS, ClaimAction
from takepart.domain.ids import ClaimId, ReceiptId, StepId
from takepart.domain.journal import has_step
from takepart.domain.payment_methods import PaymentMethod
from takepart.domain.references import read_reference
from takepart.domain.refused import Refused
from takepart.use_cases.claims import track_claim
from takepart.use_cases.claims.open_decision import LinkClosed, NothingToDecide
from takepart.use_cases.listening import said_at
from takepart.web import responses
from takepart.web.forms.base import PageForm
from takepart.web.forms.govuk import error_links
from takepart.web.forms.payment import BankForm
from takepart.web.forms.tracking import AnswerForm, FindForm, MineForm, WithdrawForm
from takepart.web.history import activity_name
from takepart.web.pages import where_it_stands
from takepart.web.problems import Problem
from takepart.web.requests import Request, Typed
from takepart.web.site import Site

_DONE = {
    "answered": "Thank you. We have your answer.",
    "bank": "We have your new bank details. Now open the email that we sent you, and say that they are yours.",
    "confirmed": "Thank you. We now pay to your new bank details.",
    "got-it": "Thank you for telling us.",
    "added": "We have your file. We look at it now. It shows here in a moment.",
    "kept": "Your claim goes on. Nothing was changed.",
}


def router(site: Site) -> Router:
    """``/claims`` and ``/claims/<reference>`` with what hangs below it."""
    routes = Router()  # type: ignore[no-untyped-call]

    def request() -> Request:
        return Request.of(routes.current_event.raw_event)

    def opened(reference: str) -> tuple[Claim, str, Typed]:
        """The claim of the link that came with a page or a form, its token, and what was posted."""
        asked = request()
        typed = asked.form() if asked.method == "POST" else Typed()
        token = typed.get("t") or asked.query.get("t") or ""
        claim = _open(site, reference, token)
        said_at(f"/office/claims/{claim.id}")
        return claim, token, typed

    @routes.get("/claims")
    def find() -> Response[str]:
        return _find_page(site, FindForm(Typed(), site.rules()))

    @routes.post("/claims")
    def send_link() -> Response[str]:
        form = FindForm(request().form(), site.rules())
        if form.problems():
            return _find_page(site, form, status=422)
        _send_link(site, read_reference(form.reference.typed))
        # The same words whether or not there is such a claim, so that nobody can try references.
        return responses.html(site.page("track/link_sent.html"))

    @routes.get("/claims/<reference>")
    def show(reference: str) -> Response[str]:
        claim, token, _ = opened(reference)
        return _claim_page(site, claim, token, request().query)

    @routes.post("/claims/<reference>/answer")
    def answer(reference: str) -> Response[str]:
        claim, token, typed = opened(reference)
        form = AnswerForm(typed, site.rules())
        step = StepId(f"answer-{_number(typed, 'turn')}")
        if has_step(claim.journal, step):
            return _back(claim, token, done="answered")
        if form.problems():
            return _claim_page(site, claim, token, Typed(), answer=form, status=422)
        text = str(form.answer.data)
        with _refusals_as_pages():
            track_claim.answer_question(claim, text=text, claims=site.claims, step=step, now=site.now())
        return _back(claim, token, done="answered")

    @routes.get("/claims/<reference>/withdraw")
    def ask_withdraw(reference: str) -> Response[str]:
        claim, token, _ = opened(reference)
        return _form_page(site, "track/withdraw.html", claim, token, WithdrawForm(Typed(), site.rules()))

    @routes.post("/claims/<reference>/withdraw")
    def withdraw(reference: str) -> Response[str]:
        claim, token, typed = opened(reference)
        form = WithdrawForm(typed, site.rules())
        if form.problems():
            return _form_page(site, "track/withdraw.html", claim, token, form, status=422)
        if not form.sure.data:
            return _back(claim, token, done="kept")
        step = StepId(f"withdraw-{claim.id}")
        if not has_step(claim.journal, step):
            with _refusals_as_pages():
                track_claim.withdraw_claim(claim, claims=site.claims, step=step, now=site.now())
        return _back(claim, token)

    @routes.get("/claims/<reference>/bank-details")
    def ask_bank(reference: str) -> Response[str]:
        claim, token, _ = opened(reference)
        form = BankForm(Typed(), site.rules(), prefix="bank")
        return _form_page(site, "track/bank_details.html", claim, token, form)

    @routes.post("/claims/<reference>/bank-details")
    def give_bank(reference: str) -> Response[str]:
        claim, token, typed = opened(reference)
        form = BankForm(typed, site.rules(), prefix="bank")
        step = StepId(f"bank-{_number(typed, 'seen')}")
        if has_step(claim.journal, step):
            return _back(claim, token, done="bank")
        bank = form.read()
        if bank is None:
            return _form_page(site, "track/bank_details.html", claim, token, form, status=422)
        with _refusals_as_pages():
            track_claim.offer_bank_details(
                claim, bank=bank, safe=site.safe, claims=site.claims, step=step, now=site.now()
            )
        return _back(claim, token, done="bank")

    @routes.get("/claims/<reference>/bank")
    def ask_mine(reference: str) -> Response[str]:
        claim, token = _confirmation(site, reference, request().query.get("t") or "")
        return _form_page(site, "track/confirm_bank.html", claim, token, MineForm(Typed(), site.rules()))

    @routes.post("/claims/<reference>/bank")
    def mine(reference: str) -> Response[str]:
        typed = request().form()
        claim, token = _confirmation(site, reference, typed.get("t") or "")
        form = MineForm(typed, site.rules())
        if form.problems():
            return _form_page(site, "track/confirm_bank.html", claim, token, form, status=422)
        if form.mine.data:
            step = StepId(f"confirm-bank-{_number(typed, 'seen')}")
            with _refusals_as_pages():
                track_claim.confirm_bank_details(claim, claims=site.claims, step=step, now=site.now())
        return responses.html(site.page("track/bank_confirmed.html", claim=claim, mine=form.mine.data))

    @routes.post("/claims/<reference>/got-it")
    def got_it(reference: str) -> Response[str]:
        claim, token, typed = opened(reference)
        found = [each for each in where_it_stands.to_acknowledge(claim) if each.id == typed.get("payment")]
        for payment in found:
            step = StepId(f"got-{payment.id}-{payment.tries}")
            with _refusals_as_pages():
                track_claim.acknowledge_payment(
                    claim, payment=payment.id, claims=site.claims, step=step, now=site.now()
                )
        return _back(claim, token, done="got-it")

    return routes


def _open(site: Site, reference: str, token: str) -> Claim:
    claim_id = read_reference(reference)
    if claim_id is None:
        raise Problem.not_found()
    try:
        return track_claim.open_own_claim(token, claim_id, links=site.links, claims=site.claims, now=site.now())
    except NothingToDecide as closed:
        raise _closed(closed) from closed


def _confirmation(site: Site, reference: str, token: str) -> tuple[Claim, str]:
    claim_id = read_reference(reference)
    if claim_id is None:
        raise Problem.not_found()
    try:
        claim = track_claim.open_bank_confirmation(
            token, claim_id, links=site.links, claims=site.claims, now=site.now()
        )
    except NothingToDecide as closed:
        if closed.why is LinkClosed.DECIDED:
            raise Problem.gone(
                "This link has been used",
                "These bank details were confirmed already, or newer ones came in. Nothing is left to do here.",
            ) from closed
        raise _closed(closed) from closed
    return claim, token


def _closed(closed: NothingToDecide) -> Problem:
    if closed.why is LinkClosed.EXPIRED:
        return Problem.gone(
            "This link is too old", "Go to “Where is my money?” at the top of this page. We can email you a new link."
        )
    return Problem(
        403,
        "This link does not work",
        "Open the link in our email again, or copy all of it. “Where is my money?” can send you a new one.",
    )


def _send_link(site: Site, claim_id: ClaimId | None) -> None:
    """Email the personal link to the address on the claim: at most once an hour, whoever asks."""
    claim = site.claims.get(claim_id) if claim_id else None
    if claim is None or claim.claimant.erased:
        return
    step = StepId(f"link-{site.now():%Y%m%d%H}")
    if not has_step(claim.journal, step):
        with _refusals_as_pages():
            track_claim.ask_for_personal_link(claim, claims=site.claims, step=step, now=site.now())


@contextmanager
def _refusals_as_pages() -> Iterator[None]:
    """Say why something cannot be done to the claim as it stands."""
    try:
        yield
    except Refused as refused:
        what_to_do = f"{refused.reason.plain} Go back and look at your claim again."
        raise Problem(409, "We could not do that", what_to_do) from refused


def _number(typed: Typed, name: str) -> int:
    text = typed.get(name) or ""
    if not text.isascii() or not text.isdigit() or len(text) > 6:
        raise Problem.bad("Part of the form is missing. Go back, load the page again and send it once more.")
    return int(text)


def _back(claim: Claim, token: str, *, done: str = "") -> Response[str]:
    query = urlencode({"t": token} | ({"done": done} if done else {}))
    return responses.see_other(f"/claims/{claim.id}?{query}")


def _find_page(site: Site, form: FindForm, *, status: int = 200) -> Response[str]:
    return responses.html(site.page("track/find.html", form=form, errors=error_links([form])), status=status)


def _form_page(
    site: Site, template: str, claim: Claim, token: str, form: PageForm, *, status: int = 200
) -> Response[str]:
    body = site.page(template, claim=claim, token=token, form=form, errors=error_links([form]))
    return responses.html(body, status=status)


def _claim_page(
    site: Site, claim: Claim, token: str, query: Typed, *, answer: AnswerForm | None = None, status: int = 200
) -> Response[str]:
    form = answer or AnswerForm(Typed(), site.rules())
    upload = None
    if claim.is_with_staff or claim.is_asked:
        back_to = f"{site.url.rstrip('/')}/claims/{claim.id}?{urlencode({'t': token, 'done': 'added'})}"
        upload = site.files.upload_form(draft=claim.draft, receipt=ReceiptId(site.new_id()), back_to=back_to)
    body = site.page(
        "track/claim.html",
        claim=claim,
        activity=activity_name(claim, policy=site.policy),
        token=token,
        steps=where_it_stands.steps(claim, policy=site.policy),
        question=where_it_stands.question(claim),
        refusal=where_it_stands.refusal(claim),
        late=where_it_stands.is_late(claim, today=site.today),
        late_words=where_it_stands.late_words(claim, policy=site.policy),
        **where_it_stands.what_comes(claim, policy=site.policy),
        to_acknowledge=where_it_stands.to_acknowledge(claim),
        receipts=site.receipts.of_draft(claim.draft),
        upload=upload,
        can_withdraw=_may(claim, ClaimAction.WITHDRAW),
        can_change_bank=claim.method is PaymentMethod.BANK and _may(claim, ClaimAction.OFFER_BANK_DETAILS),
        answer=form,
        errors=error_links([form]),
        done=_DONE.get(query.get("done") or "", ""),
    )
    return responses.html(body, status=status)


def _may(claim: Claim, action: ClaimAction) -> bool:
    """Whether the table lets it be tried. That money is on its way is found out when it is."""
    return (claim.state, action) in TRANSITIONS
