"""One claim in the office: everything about it, its whole journal, and the little that may be done to it here."""

from __future__ import annotations

from typing import Final

from aws_lambda_powertools.event_handler import Response

from takepart.domain import journal as journals
from takepart.domain.claims.claim import Claim
from takepart.domain.claims.refusals import ClaimRefusal
from takepart.domain.claims.states import TRANSITIONS, ClaimAction
from takepart.domain.ids import ReceiptId
from takepart.domain.journal import BrokenJournal
from takepart.domain.policy import StaffMember
from takepart.domain.references import read_reference
from takepart.domain.refused import Refused
from takepart.use_cases.claims.ask_for_link import ask_for_link
from takepart.use_cases.claims.assignment import NobodyToDecide
from takepart.use_cases.office import Right, add_note, may_see, reopen_claim, rights_of
from takepart.use_cases.ports import ChangedMeanwhile
from takepart.use_cases.stores import DamagedRecord
from takepart.web import responses
from takepart.web.forms.base import PageForm
from takepart.web.forms.fields import LongWords
from takepart.web.forms.govuk import error_links
from takepart.web.history import activity_name, charity_name, history, staff_name, who
from takepart.web.office import claim_money
from takepart.web.office.desk import Office
from takepart.web.office.states import IN_WORDS
from takepart.web.problems import Problem
from takepart.web.requests import Request, Typed
from takepart.web.steps import find_step, step_of

_MOST_WORDS: Final = 1_000


class NoteForm(PageForm):
    """A note on a claim that was decided."""

    note = LongWords(
        "Your note",
        missing="Enter your note",
        most=_MOST_WORDS,
        what="The note",
        hint="It is kept with the claim for good. Only staff can read it. Do not write about health.",
    )


class ReopenForm(PageForm):
    """Why a refusal was a mistake."""

    reason = LongWords(
        "Why it should be looked at again",
        missing="Say why",
        most=_MOST_WORDS,
        what="The reason",
        hint="In plain words. The person who claimed will read this.",
    )


def show(office: Office, request: Request, reference: str) -> Response[str]:
    """The whole claim."""
    member = office.member(request)
    return _page(office, member, _claim(office, member, reference), sent=request.query.get("sent", ""))


def note(office: Office, request: Request, reference: str) -> Response[str]:
    """Add a note."""
    member = office.allowed(request, Right.NOTE)
    claim = _claim(office, member, reference)
    typed = request.form()
    form = NoteForm(typed, office.rules)
    step = find_step("note", typed)
    if step is None or form.problems():
        return _page(office, member, claim, note=form, status=422)
    try:
        add_note(claim.id, by=member, note=form.note.data, claims=office.claims, step=step, now=office.now())
    except Refused as refused:
        form.note.errors = [refused.reason.plain]
        return _page(office, member, claim, note=form, status=409)
    return responses.see_other(f"/office/claims/{claim.id}?sent=note")


def reopen(office: Office, request: Request, reference: str) -> Response[str]:
    """Open a refused claim again."""
    member = office.allowed(request, Right.REOPEN)
    claim = _claim(office, member, reference)
    typed = request.form()
    form = ReopenForm(typed, office.rules)
    step = find_step("reopen", typed)
    if step is None or form.problems():
        return _page(office, member, claim, reopen=form, status=422)
    version = typed.get("version", "")
    try:
        reopen_claim(
            claim.id,
            by=member,
            reason=form.reason.data,
            seen_version=int(version) if version.isascii() and version.isdigit() and len(version) < 7 else -1,
            claims=office.claims,
            policy=office.policy,
            step=step,
            now=office.now(),
        )
    except Refused as refused:
        form.reason.errors = [refused.reason.plain]
        return _page(office, member, claim, reopen=form, status=409)
    except ChangedMeanwhile:
        form.reason.errors = [ClaimRefusal.OUT_OF_DATE.plain]
        return _page(office, member, _claim(office, member, reference), reopen=form, status=409)
    except NobodyToDecide:
        form.reason.errors = [
            "There is nobody left in finance who could decide it after you. Ask a colleague to do this"
        ]
        return _page(office, member, claim, reopen=form, status=409)
    return responses.see_other(f"/office/claims/{claim.id}?sent=reopened")


def send_link(office: Office, request: Request, reference: str) -> Response[str]:
    """Send whoever must decide a fresh link, by email only."""
    member = office.member(request)
    claim = _claim(office, member, reference)
    step = step_of("link", request.form())
    try:
        ask_for_link(claim.id, claims=office.claims, step=step, now=office.now())
    except Refused as refused:
        raise Problem(409, "We did not send a link", refused.reason.plain) from refused
    return responses.see_other(f"/office/claims/{claim.id}?sent=link")


def receipt(office: Office, request: Request, reference: str, receipt_id: str) -> Response[str]:
    """On to a receipt's file, by an address that lives for minutes."""
    claim = _claim(office, office.member(request), reference)
    for each in office.receipts.of_draft(claim.draft):
        if each.id == ReceiptId(receipt_id) and each.usable:
            return responses.see_other(office.files.link(each.key, content_type=each.content_type))
    raise Problem.not_found("This claim has no such receipt.")


def money(office: Office, request: Request, reference: str, what: str) -> Response[str]:
    """Hand something over for the claim, or write down that the participant has it."""
    return claim_money.do(office, request, _claim(office, office.member(request), reference), what)


def _claim(office: Office, member: StaffMember, reference: str) -> Claim:
    """The claim, for someone who may see it; to anyone else it is not there. Raises Problem."""
    claim_id = read_reference(reference)
    try:
        claim = office.claims.get(claim_id) if claim_id else None
    except (BrokenJournal, DamagedRecord) as broken:
        raise Problem(
            409,
            "This claim's record was changed from outside",
            "Its journal does not verify, so we do not show it. Tell whoever runs this service at once.",
        ) from broken
    if claim is None or not may_see(member, claim, policy=office.policy):
        raise Problem.not_found("We know no claim with that reference, or it is not one of yours.")
    return claim


def _page(
    office: Office,
    member: StaffMember,
    claim: Claim,
    *,
    note: NoteForm | None = None,
    reopen: ReopenForm | None = None,
    sent: str = "",
    status: int = 200,
) -> Response[str]:
    rights = rights_of(member)
    forms: list[PageForm] = [form for form in (note, reopen) if form]
    journals.verify(claim.journal)
    return responses.html(
        office.page(
            "office/claim.html",
            member,
            section="claims",
            claim=claim,
            words=IN_WORDS,
            activity=activity_name(claim, policy=office.policy),
            staff=lambda id: staff_name(id, policy=office.policy),
            charity=charity_name(claim, policy=office.policy),
            holder=who(claim.turn.who, claim=claim, policy=office.policy),
            decided_by=[
                staff_name(each.id, policy=office.policy)
                for each in (*((claim.confirmed_by,) if claim.confirmed_by else ()), *claim.approved_by)
            ],
            history=history(claim, policy=office.policy),
            receipts=office.receipts.of_draft(claim.draft),
            note=(note or NoteForm(Typed(), office.rules))
            if _can(claim, ClaimAction.AMEND) and Right.NOTE in rights
            else None,
            reopen=(reopen or ReopenForm(Typed(), office.rules))
            if _can(claim, ClaimAction.REOPEN) and Right.REOPEN in rights
            else None,
            money=claim_money.actions(office, member, claim),
            errors=error_links(forms),
            sent=sent,
            step=office.new_id(),
        ),
        status=status,
    )


def _can(claim: Claim, action: ClaimAction) -> bool:
    return (claim.state, action) in TRANSITIONS
