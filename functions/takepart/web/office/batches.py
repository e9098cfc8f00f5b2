"""Payment batches in the office: which there are, what is in one, that it was sent, and what came back."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from wtforms.validators import StopValidation

from takepart.domain.batches.batch import is_batch_id
from takepart.domain.ids import BatchId
from takepart.domain.money_refusals import MoneyRefusal
from takepart.domain.refused import Refused
from takepart.domain.words import counted
from takepart.use_cases.money.bank_batches import OpenBatch, batch_sent, open_batch, part_in_the_way, record_returns
from takepart.use_cases.office import Right
from takepart.use_cases.ports import NoSuchPage
from takepart.web.forms.batch import SentForm
from takepart.web.forms.sheets import Sheet, SheetForm, form_with_files
from takepart.web.history import history
from takepart.web.office.desk import Office
from takepart.web.problems import Problem
from takepart.web.route import Answer, Call, NoForm, Routes

_MOST_TYPED = 100
_ONE = "/office/batches/<name>"
routes: Routes[Office] = Routes("office", right=Right.BATCHES)


class ReturnsForm(SheetForm):
    """What came back."""

    references = Sheet("References that came back, one a line", hint="You can add the bank's reason after a comma.")
    file = Sheet("Or the bank's file (CSV)")

    def validate_references(self, field: Sheet) -> None:
        """There is at least one line."""
        if not self.text_or(field).strip():
            raise StopValidation(MoneyRefusal.NOTHING_CAME_BACK.plain)


def _open(call: Call[Office, Any]) -> OpenBatch:
    site = call.site
    try:
        return open_batch(_id(call), by=call.who, batches=site.batches)
    except Refused as missing:
        raise Problem.not_found("There is no such batch.") from missing


def _id(call: Call[Office, Any]) -> BatchId:
    return BatchId(call.params["name"])


@routes.get("/office/batches")
def every(call: Call[Office, NoForm]) -> Answer:
    """The latest, a page at a time; or those that somebody looks for."""
    typed, page = call.request.query.get("find", "")[:_MOST_TYPED], "office/batches.html"
    if typed.strip():
        from takepart.use_cases.money.find_batches import MOST_LOOKED_AT, find_batches  # only a search pays for it

        found = find_batches(typed, batches=call.site.batches, claims=call.site.claims)
        shown = {"batches": found.batches, "after": "", "looked_at": 0 if found.whole else MOST_LOOKED_AT}
        return call.site.html(call, page, section="batches", typed=typed, **shown)
    batches = call.site.batches.recent(before=_before(call))
    after = f"/office/batches?{urlencode({'next': batches.after})}" if batches.after else ""
    return call.site.html(call, page, section="batches", batches=batches, after=after, typed="", looked_at=0)


def _before(call: Call[Office, Any]) -> BatchId | None:
    """The last batch of the page before. Raises NoSuchPage."""
    asked = call.request.query.get("next", "")
    if asked and not is_batch_id(asked):
        raise NoSuchPage
    return BatchId(asked) if asked else None


@routes.get(_ONE)
def one(call: Call[Office, Any]) -> Answer:
    """One batch, with what may be done."""
    opened = _open(call)
    batch, site = opened.batch, call.site
    return site.html(
        call,
        "office/batch.html",
        section="batches",
        batch=batch,
        opened=opened,
        sent_by=site.staff_name(batch.sent_entry.by) if batch.sent_entry else "",
        history=history(batch, policy=site.policy),
        sent=call.filled(SentForm),
        had=part_in_the_way(batch, call.who, world=site.batch_world),
        small_team=site.policy.approval.small_team,
        returns=call.filled(ReturnsForm),
    )


@routes.post(f"{_ONE}/sent", form=SentForm, shown=one, reads=form_with_files)
def sent(call: Call[Office, SentForm]) -> None:
    """It went to the bank, as we made it."""
    site = call.site
    try:
        batch_sent(
            _id(call), by=call.who, given=call.form.given, world=site.batch_world, step=call.step, now=site.now()
        )
    except Refused as refused:
        raise call.form.refusal_of(refused, _open(call).batch) from refused


@routes.post(f"{_ONE}/returns", form=ReturnsForm, shown=one, reads=form_with_files)
def returns(call: Call[Office, ReturnsForm]) -> None:
    """What came back, typed or as the bank's file: what is right is kept, and each other line is shown."""
    site, box = call.site, call.form.references
    typed = call.form.text_or(box)
    read = record_returns(_id(call), typed, by=call.who, world=site.batch_world, step=call.step, now=site.now())
    if read.problems:
        taken = len(read.references)
        kept = f"{counted(taken, 'line')} {'was' if taken == 1 else 'were'} taken" if taken else "Nothing was kept"
        words = f"{kept}. Look at these lines and send them again"
        raise call.form.refuse(box, words, read.problems)
