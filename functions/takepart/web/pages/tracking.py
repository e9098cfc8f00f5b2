"""Where is my money? One claim by its personal link, and what its participant can do from there.

Opening a page changes nothing. What is done twice, by a double click or a reload, is done once: each step has a name
that comes from the claim as it was shown.
"""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import urlencode

from wtforms.validators import StopValidation

from takepart.domain.claims.claim import MOST_ANSWERED, TRANSITIONS, Claim, ClaimAction
from takepart.domain.claims.coming import is_late, still_to_come
from takepart.domain.ids import ClaimId, ReceiptId, StepId
from takepart.domain.money import PaymentMethod
from takepart.domain.references import read_reference
from takepart.use_cases.claims import track_claim
from takepart.use_cases.claims.track_claim import acknowledge_payment
from takepart.use_cases.listening import said_at
from takepart.use_cases.opened_links import LinkClosed, NothingToDecide
from takepart.web import responses
from takepart.web.forms.base import PageForm
from takepart.web.forms.fields import LongWords, Words, YesNo
from takepart.web.forms.payment import BankForm
from takepart.web.history import activity_name
from takepart.web.pages import where_it_stands
from takepart.web.problems import Problem
from takepart.web.requests import Typed, number_in
from takepart.web.route import Answer, Call, NoForm, Routes
from takepart.web.site import Site


class AnswerForm(PageForm):
    """The answer to a decider's question."""

    answer = LongWords("Your answer", most=MOST_ANSWERED, what="Your answer", missing="Write your answer")


class WithdrawForm(PageForm):
    """Taking a claim back, said twice so that nobody does it by a slip."""

    sure = YesNo("Do you want to take this claim back?", missing="Choose yes to take it back, or no to keep it")


class MineForm(PageForm):
    """Are these bank details mine?"""

    mine = YesNo("Did you give us these new bank details?", missing="Choose yes if it was you, or no if it was not")


class FindClaimForm(PageForm):
    """Finding a claim by its reference."""

    reference = Words("Your reference", most=40, what="The reference", hint="8 letters and numbers, like K7M4-9QXR")

    def validate_reference(self, field: Words) -> None:
        """Any case, with or without the hyphen."""
        if read_reference(field.typed) is None:
            raise StopValidation("Enter your reference. It has 8 letters and numbers, like K7M4-9QXR")


_ONE: Final = "/claims/<reference>"
_DONE: Final = {
    "answered": "Thank you. We have your answer.",
    "bank": "We have your new bank details. Now open the email that we sent you, and say that they are yours.",
    "confirmed": "Thank you. We now pay to your new bank details.",
    "got-it": "Thank you for telling us.",
    "added": "We have your file. We are checking it. It will appear here shortly.",
    "kept": "Your claim goes on. Nothing was changed.",
}


routes: Routes[Site] = Routes("website")


def _token(call: Call[Site, Any]) -> str:
    """What opens the claim: with the form, or in the address."""
    return call.typed.get("t") or call.request.token


def _opened(call: Call[Site, Any]) -> Claim:
    """The claim of the link that came with a page or a form."""
    claim = _open(call.site, call.params["reference"], _token(call))
    said_at(f"/office/claims/{claim.id}")
    return claim


@routes.get("/claims")
def find(call: Call[Site, Any]) -> Answer:
    """Ask for the reference."""
    return call.site.html(call, "track/find.html", form=call.filled(FindClaimForm))


@routes.post("/claims", form=FindClaimForm, shown=find, once=False)
def send_link(call: Call[Site, FindClaimForm]) -> Answer:
    """The same words whether or not there is such a claim, so that nobody can try references."""
    _send_link(call.site, read_reference(call.form.reference.typed))
    return call.site.html(call, "track/link_sent.html")


@routes.get(_ONE)
def show(call: Call[Site, Any]) -> Answer:
    """The whole claim, as its person sees it."""
    claim, site, token = _opened(call), call.site, _token(call)
    upload = None
    if claim.is_with_staff or claim.is_asked:
        query = urlencode({"t": token, "done": "added"})
        back_to = f"{site.url.rstrip('/')}/claims/{claim.id}?{query}"
        upload = site.files.upload_form(draft=claim.draft, receipt=ReceiptId(site.new_id()), back_to=back_to)
    return site.html(
        call,
        "track/claim.html",
        claim=claim,
        activity=activity_name(claim, policy=site.policy),
        token=token,
        steps=where_it_stands.steps(claim, policy=site.policy, today=site.today, holidays=site.holidays),
        with_worker=claim.state in where_it_stands.WITH_WORKER,
        question=where_it_stands.question(claim),
        refusal=where_it_stands.refusal(claim),
        late=is_late(claim, today=site.today),
        late_words=where_it_stands.late_words(claim, policy=site.policy),
        arriving=where_it_stands.arriving(claim, today=site.today),
        **where_it_stands.what_comes(claim, policy=site.policy),
        to_acknowledge=where_it_stands.to_acknowledge(claim),
        receipts=site.receipts.of_draft(claim.draft),
        upload=upload,
        can_withdraw=_may(claim, ClaimAction.WITHDRAW),
        can_change_bank=_goes_to_account(claim) and _may(claim, ClaimAction.OFFER_BANK_DETAILS),
        answer=call.filled(AnswerForm),
        done=_DONE.get(call.request.query.get("done") or "", ""),
    )


@routes.post(f"{_ONE}/answer", form=AnswerForm, shown=show, once=False)
def answer(call: Call[Site, AnswerForm]) -> Answer:
    """The answer to a decider's question: one for each time that it was asked."""
    claim, site = _opened(call), call.site
    step, text = StepId(f"answer-{_number(call.typed, 'turn')}"), str(call.form.answer.data)
    track_claim.answer_question(claim, text=text, claims=site.claims, step=step, now=site.now())
    return _back(call, claim, done="answered")


def _form_page(call: Call[Site, Any], template: str, claim: Claim, kind: type[PageForm]) -> Answer:
    page = call.site.page(template, claim=claim, token=_token(call), form=call.filled(kind), errors=call.errors)
    return call.html(page)


def _goes_to_account(claim: Claim) -> bool:
    """Whether money is to come to the person's own account: a gift goes to the charity's."""
    return claim.method is PaymentMethod.BANK and bool(still_to_come(claim).money)


@routes.get(f"{_ONE}/withdraw")
def ask_withdraw(call: Call[Site, Any]) -> Answer:
    """Are they sure?"""
    return _form_page(call, "track/withdraw.html", _opened(call), WithdrawForm)


@routes.post(f"{_ONE}/withdraw", form=WithdrawForm, shown=ask_withdraw, once=False)
def withdraw(call: Call[Site, WithdrawForm]) -> Answer:
    """Take it back, or leave it."""
    claim, site = _opened(call), call.site
    if not call.form.sure.data:
        return _back(call, claim, done="kept")
    track_claim.withdraw_claim(claim, claims=site.claims, step=StepId(f"withdraw-{claim.id}"), now=site.now())
    return _back(call, claim)


def _bank(call: Call[Site, Any]) -> BankForm:
    return BankForm(call.typed, call.site.rules, prefix="bank", claimant=_opened(call).claimant.name)


@routes.get(f"{_ONE}/bank-details")
def ask_bank(call: Call[Site, Any]) -> Answer:
    """Other bank details."""
    if isinstance(call.form, NoForm):
        call.form = _bank(call)
    return _form_page(call, "track/bank_details.html", _opened(call), BankForm)


@routes.post(f"{_ONE}/bank-details", form=BankForm, make=_bank, shown=ask_bank, once=False)
def give_bank(call: Call[Site, BankForm]) -> Answer:
    """They are held until the person says, by the mailbox that we know, that they are theirs."""
    claim, site, bank = _opened(call), call.site, call.form.read()
    step = StepId(f"bank-{_number(call.typed, 'seen')}")
    if bank is not None:  # else the form has problems, and does not come this far
        track_claim.offer_bank_details(claim, bank=bank, safe=site.safe, claims=site.claims, step=step, now=site.now())
    return _back(call, claim, done="bank")


@routes.get(f"{_ONE}/bank")
def ask_mine(call: Call[Site, Any]) -> Answer:
    """Did they give us these?"""
    return _form_page(call, "track/confirm_bank.html", _confirmation(call), MineForm)


@routes.post(f"{_ONE}/bank", form=MineForm, shown=ask_mine, once=False)
def mine(call: Call[Site, MineForm]) -> Answer:
    """Yes: pay to them. No: nothing changes."""
    claim, site, yes = _confirmation(call), call.site, call.form.mine.data
    if yes:
        step = StepId(f"confirm-bank-{_number(call.typed, 'seen')}")
        track_claim.confirm_bank_details(claim, claims=site.claims, policy=site.policy, step=step, now=site.now())
    return site.html(call, "track/bank_confirmed.html", claim=claim, mine=yes)


@routes.post(f"{_ONE}/got-it", form=NoForm, shown=show, once=False)
def got_it(call: Call[Site, NoForm]) -> Answer:
    """The cash or the vouchers came."""
    claim, site = _opened(call), call.site
    for payment in where_it_stands.to_acknowledge(claim):
        if payment.id == call.typed.get("payment"):
            step = StepId(f"got-{payment.id}-{payment.tries}")
            acknowledge_payment(claim, payment=payment.id, claims=site.claims, step=step, now=site.now())
    return _back(call, claim, done="got-it")


def _open(site: Site, reference: str, token: str) -> Claim:
    claim_id = read_reference(reference)
    if claim_id is None:
        raise Problem.not_found()
    try:
        return track_claim.open_own_claim(token, claim_id, links=site.links, claims=site.claims, now=site.now())
    except NothingToDecide as closed:
        raise _closed(closed) from closed


def _confirmation(call: Call[Site, Any]) -> Claim:
    claim_id, site = read_reference(call.params["reference"]), call.site
    if claim_id is None:
        raise Problem.not_found()
    try:
        return track_claim.open_bank_confirmation(
            _token(call), claim_id, links=site.links, claims=site.claims, now=site.now()
        )
    except NothingToDecide as closed:
        if closed.why is LinkClosed.DECIDED:
            raise Problem.gone(
                "This link has been used",
                "These bank details were confirmed already, or newer ones came in. Nothing is left to do here.",
            ) from closed
        raise _closed(closed) from closed


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
    track_claim.ask_for_personal_link(claim, claims=site.claims, step=step, now=site.now())


def _number(typed: Typed, name: str) -> int:
    number = number_in(typed.get(name, ""))
    if number is None:
        raise Problem.bad("Part of the form is missing. Go back, load the page again and send it once more.")
    return number


def _back(call: Call[Site, Any], claim: Claim, *, done: str = "") -> Answer:
    query = urlencode({"t": _token(call)} | ({"done": done} if done else {}))
    return responses.see_other(f"/claims/{claim.id}?{query}")


def _may(claim: Claim, action: ClaimAction) -> bool:
    """Whether the table lets it be tried. That money is on its way is found out when it is."""
    return (claim.state, action) in TRANSITIONS
