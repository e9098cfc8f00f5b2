"""Each function may do what it is for, and nothing else."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from infra.places import FUNCTIONS
from tests.template import Right, functions, rights, who_may

SES, A_LETTER = "sesv2", {"ses:SendEmail", "ses:SendRawEmail"}
"""SES v2 asks for the second right for a letter with a file in it, though the operation is the same."""


def makes_a_client(module: Path, service: str) -> bool:
    """Whether the module asks for a client of a service: ``client("sesv2")``, ``later("sesv2")``."""
    return any(
        isinstance(node, ast.Call) and [a.value for a in node.args if isinstance(a, ast.Constant)] == [service]
        for node in ast.walk(ast.parse(module.read_text("utf-8")))
    )


_SENDER = "SES checks rights on the sender and on each address; the condition fixes the sender"
MAILS = {path.stem for path in FUNCTIONS.glob("*.py") if makes_a_client(path, SES)}
"""The functions that can send a letter, with a file in it or without."""
SENDS_FILES = {name for name in MAILS if "CalendarFiles" in (FUNCTIONS / f"{name}.py").read_text("utf-8")}
"""Those of them whose letters may have a file."""
EVERYTHING_BECAUSE = {
    (function, action): _SENDER
    for function in MAILS
    for action in A_LETTER
    if action == "ses:SendEmail" or function in SENDS_FILES
}
"""The rights that no resource narrows, each with its reason; each has a condition."""
LISTS_STREAMS = {("relay", "dynamodb:ListStreams"), ("voice_relay", "dynamodb:ListStreams")}
"""IAM knows no resource for it (service authorization reference, DynamoDB). It tells names alone."""

LINKS = {
    "LinkKey": ({"mailer"}, {"website", "decisions", "bank_files", "office", "programme", "assurance"}),
    "VoiceLinkKey": ({"voice_work"}, {"voice"}),
    "NewsletterLinkKey": ({"newsletter_work"}, {"newsletter"}),
}
"""Each key of links: what makes links by it, and what they open."""
READS_ONLY = {"mailer", "programme", "records"}
"""Functions that read claims and must never change one."""
NO_CLAIMS = {"relay", "places", "assurance", "promises"}
DELETES = {("voice_office", "PhotosBucket/shown*"), ("voice_work", "PhotosBucket/shown*")}
WRITES = {"dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem", "dynamodb:BatchWriteItem"}


@pytest.mark.parametrize("right", rights(), ids=lambda r: f"{r.function}-{r.action}-{r.resource}")
def test_no_right_is_wider_than_its_reason(right: Right) -> None:
    """No action with a star; a resource with one only where this file says why, and then with a condition."""
    assert "*" not in right.action
    if right.resource == "*":
        assert (right.function, right.action) in LISTS_STREAMS | set(EVERYTHING_BECAUSE)
        assert right.condition or (right.function, right.action) in LISTS_STREAMS


def test_nothing_scans_and_nothing_deletes_what_is_kept() -> None:
    """Lists come from indexes; an entry of a journal is never taken away."""
    assert not {r.function for r in rights() if r.action in {"dynamodb:Scan", "kms:*"}}
    deletes = {(r.function, r.resource) for r in rights() if r.action == "s3:DeleteObject"}
    assert deletes <= DELETES, "a photo goes when its consent ends, a paper with its complaint"
    assert who_may("dynamodb:DeleteItem", "ClaimsTable") == set()


def test_what_makes_links_cannot_check_them_nor_make_those_of_another_part() -> None:
    """A fault in a page gives nobody a link, and one in the newsletter none into the office."""
    assert {key: (who_may("kms:GenerateMac", key), who_may("kms:VerifyMac", key)) for key in LINKS} == LINKS


def test_bank_details_are_sealed_by_the_website_and_opened_by_payments_alone() -> None:
    """Neither can do what the other does."""
    assert who_may("kms:Encrypt", "BankKey") == {"website"}
    assert who_may("kms:Decrypt", "BankKey") == {"payments"}


def test_approvals_are_sealed_by_what_decides_and_checked_by_what_pays() -> None:
    """Whatever can move money cannot make an approval, nor can whatever takes claims in."""
    assert who_may("kms:GenerateMac", "ApprovalKey") == {"decisions"}
    assert who_may("kms:VerifyMac", "ApprovalKey") == {"payments", "office"}


def test_people_are_named_where_they_come_in() -> None:
    """Whoever cannot use the identity key cannot try an address against an id."""
    come_in = {"website", "office", "programme", "programme_office", "newsletter"}
    assert who_may("kms:GenerateMac", "IdentityKey") <= come_in
    assert who_may("kms:VerifyMac", "IdentityKey") == set()


def test_what_sends_letters_changes_no_claim() -> None:
    """And what relays events does not even read one."""
    for action in WRITES:
        assert not READS_ONLY & who_may(action, "ClaimsTable")
    of_claims = [r for r in rights() if r.action.startswith("dynamodb:") and r.resource.startswith("ClaimsTable")]
    assert not [r for r in of_claims if r.function in NO_CLAIMS]


def test_what_people_told_us_is_read_where_they_are_met_and_nowhere_else() -> None:
    """What handles money, decides or pays cannot even read who takes part. The records read as whom, one by one."""
    assert who_may("dynamodb:GetItem", "PeopleTable") == {"programme", "programme_office", "mailer", "records"}
    assert who_may("dynamodb:Query", "PeopleTable") == {"programme", "programme_office", "mailer"}
    assert who_may("dynamodb:PutItem", "PeopleTable") == {"programme", "programme_office"}
    assert who_may("dynamodb:PutItem", "ProgrammeTable") == {"programme", "programme_office"}


def test_whatever_sends_letters_may_send_them_only_from_our_address() -> None:
    """A calendar file makes a letter a raw one: who writes none may send none. The condition holds the sender."""
    sends = [right for right in rights() if right.action.startswith("ses:")]

    assert SENDS_FILES < MAILS
    assert {(right.function, right.action) for right in sends} == set(EVERYTHING_BECAUSE)
    assert all("ses:FromAddress" in right.condition for right in sends)


def test_letters_are_sent_by_the_functions_own_client_alone() -> None:
    """Were the client made deeper down, the test above would not see who can send."""
    assert not [path for path in (FUNCTIONS / "takepart").rglob("*.py") if makes_a_client(path, SES)]


def test_payment_files_are_written_by_payments_alone() -> None:
    """Whoever shows one cannot change it."""
    assert who_may("s3:PutObject", "PaymentsBucket") == {"payments"}
    assert who_may("s3:PutObject", "ReceiptsBucket") == {"website", "receipts"}, "which takes out what photos hide"
    assert who_may("s3:GetObject", "PaymentsBucket") == {"payments", "bank_files"}
    assert who_may("sqs:SendMessage", "MailQueue") == {"relay", "office", "reminders", "programme", "bounces"}
    assert who_may("sqs:SendMessage", "PaymentsQueue") == {"relay", "office"}, "from where it goes again"
    assert who_may("sqs:SendMessage", "RecordsQueue") == {"relay", "voice_relay", "office"}


@pytest.mark.parametrize("function", sorted(functions()))
def test_every_right_says_what_it_is_for(function: str) -> None:
    """A statement has a name in plain words."""
    statements = [s for policy in functions()[function].get("Policies", ()) for s in policy["Statement"]]

    assert all(statement["Sid"].isalnum() and statement["Effect"] == "Allow" for statement in statements)
    assert len({statement["Sid"] for statement in statements}) == len(statements)
