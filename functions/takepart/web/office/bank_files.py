"""The bank's files, with account numbers in clear: handed to finance and to nobody else, by a function of their own."""

from __future__ import annotations

from dataclasses import dataclass

from takepart.domain.ids import BatchId
from takepart.domain.refused import Refused
from takepart.use_cases.money.bank_batches import open_batch, open_batch_link
from takepart.use_cases.money.ports import Batches, PaymentFiles
from takepart.use_cases.office import Right
from takepart.use_cases.opened_links import NothingToDecide
from takepart.use_cases.ports import LinkReader
from takepart.web import responses
from takepart.web.office.reception import BeforeSignIn, Reception
from takepart.web.problems import Elsewhere, Problem
from takepart.web.route import Answer, Call, NoForm, Routes


@dataclass(frozen=True, kw_only=True)
class BankFiles(Reception):
    """One organisation's files for its bank."""

    links: LinkReader
    batches: Batches
    files: PaymentFiles


routes: Routes[BankFiles] = Routes("bank-files", right=Right.BATCHES)


@routes.get("/decide/bank-file", right=BeforeSignIn.OPEN)
def by_link(call: Call[BankFiles, NoForm]) -> Answer:
    """On to the file, by the link of a letter; one that opens nothing is explained on the batch's own page."""
    desk = call.site
    try:
        opened = open_batch_link(
            call.request.token, links=desk.links, batches=desk.batches, policy=desk.policy, now=desk.now()
        )
    except NothingToDecide as closed:
        raise Elsewhere(call.request.carried_on("/decide/batch")) from closed
    return responses.see_other(opened.link_to_file(desk.files) or call.request.carried_on("/decide/batch"))


@routes.get("/office/bank-files/<name>")
def by_staff(call: Call[BankFiles, NoForm]) -> Answer:
    """On to the file, by an address that lives for minutes."""
    desk = call.site
    try:
        opened = open_batch(BatchId(call.params["name"]), by=call.who, batches=desk.batches)
    except Refused as missing:
        raise Problem.not_found("There is no such batch.") from missing
    address = opened.link_to_file(desk.files)
    if not address:
        raise Problem.not_found("This batch has no file.")
    return responses.see_other(address)
