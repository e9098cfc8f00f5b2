"""Who asked for the newsletter is known to what shows it and what sends it, and to nobody else."""

from __future__ import annotations

from tests.template import Right, rights, who_may

READS = ("dynamodb:GetItem", "dynamodb:BatchGetItem")


def on(table: str, function: str) -> list[Right]:
    """What a function may do with a table."""
    return [r for r in rights() if r.function == function and r.resource.startswith(table)]


def test_addresses_are_read_by_two_functions_of_their_own() -> None:
    """Nothing that knows money, claims or what people said."""
    reads = {r.function for r in rights() if r.action in READS and r.resource.startswith("NewsletterTable")}
    assert reads == {"newsletter", "newsletter_work", "newsletter_office", "programme", "records"}
    assert ["NEWSLETTER#*" in right.condition for right in on("NewsletterTable", "records")] == [True]
    for right in on("NewsletterTable", "programme"):
        assert "SUBSCRIBER#*" in right.condition, "one at a time, of whoever opened their own page"
        assert right.action != "dynamodb:Query"
    for right in on("NewsletterTable", "newsletter_office"):
        assert right.action == "dynamodb:Query" or "NEWSLETTER#*" in right.condition, right
    for function in ("newsletter", "newsletter_work"):
        others = ("ClaimsTable", "VoiceTable", "PeopleTable", "ProgrammeTable", "AssuranceTable")
        found = [r for r in rights() if r.function == function and r.resource.partition("/")[0] in others]
        alerts = [r for r in found if r.action == "dynamodb:PutItem" and "ALERT#*" in r.condition]
        assert found == alerts, "somebody in need is told of; nothing is read"


def test_of_what_people_said_the_office_reads_what_is_public() -> None:
    """By the keys that a request may name: published items and the public figures."""
    found = on("VoiceTable", "newsletter_office")

    assert {right.action for right in found} == {"dynamodb:BatchGetItem", "dynamodb:Query"}
    for right in found:
        assert "dynamodb:LeadingKeys" in right.condition
        assert "FEEDBACK" not in right.condition
        assert "COMPLAINT" not in right.condition


def test_what_sends_it_changes_no_subscription() -> None:
    """Only whoever holds a link does, and what shows the pages."""
    changes = [r for r in on("NewsletterTable", "newsletter_work") if r.action == "dynamodb:UpdateItem"]

    assert [("NEWSLETTER#*" in right.condition) for right in changes] == [True]
    assert who_may("dynamodb:PutItem", "NewsletterTable") - {"programme"} == {"newsletter", "newsletter_office"}
    assert who_may("dynamodb:DeleteItem", "NewsletterTable") == set()
