"""No role may do more than its function was seen to do, in all of a test run, the end-to-end tests included.

`make test` writes down what functions ask of AWS, wherever they run, and comes here last. `make rights` does the same
without the emulator.
"""

from __future__ import annotations

import os
from pathlib import Path

from infra.rights.calls import FOLDER
from infra.rights.judge import judge
from infra.rights.requests import of_aws, of_calls, recorded
from infra.rights.roles import Account

_ALERT = "words that may mean harm, on its own pages: tests of each page raise one over fakes"
_TWICE = "a letter whose sending was cut off is looked up before it goes again: no story cuts one off"
_FILE = "somebody looks at a file that was sent: the tests of the page follow no address that leaves it"
UNSEEN: dict[tuple[str, str, str], str] = {
    ("Website", "KeepClaims", "dynamodb:BatchGetItem"): "a second claim in a tax year reads those before it",
    ("Website", "RaiseAlerts", "dynamodb:PutItem"): _ALERT,
    ("Decisions", "SeeWhoIsSignedIn", "dynamodb:GetItem"): "a decision over a large sum asks who is signed in",
    ("Decisions", "ShowReceipts", "s3:GetObject"): _FILE,
    ("Programme", "SeeClaims", "dynamodb:GetItem"): "a claim that was damaged is read by itself",
    (
        "Programme",
        "KeepWhoWantsTheNewsletter",
        "dynamodb:PutItem",
    ): "somebody asks for the newsletter on their own page",
    ("Programme", "KeepWhoWantsTheNewsletter", "dynamodb:UpdateItem"): "and leaves it there",
    ("Programme", "RaiseAlerts", "dynamodb:PutItem"): _ALERT,
    ("Programme", "AskForPersonalLinks", "sqs:SendMessage"): "somebody lost the link to their own pages",
    ("Office", "ShowReceipts", "s3:GetObject"): _FILE,
    ("Office", "KeepWhoWorksHere", "dynamodb:GetItem"): "an administrator opens one member of staff, or a team",
    ("Office", "KeepWhoWorksHere", "dynamodb:PutItem"): "and adds one, or is the first to change one of the file's",
    ("Office", "KeepWhoWorksHere", "dynamodb:UpdateItem"): "and changes one again",
    ("BankFiles", "SeeWhoIsSignedIn", "dynamodb:GetItem"): "finance downloads a file in the office, not by a letter",
    ("ProgrammeOffice", "NamePeople", "kms:GenerateMac"): "a worker changes the address of who lost their mailbox",
    ("AssuranceOffice", "OpenEvidence", "s3:GetObject"): _FILE,
    ("Mailer", "ReadWhoTakesPart", "dynamodb:Query"): "a session that is called off tells all who signed up",
    ("Mailer", "RememberWhatWasSent", "dynamodb:GetItem"): _TWICE,
    ("Mailer", "SendTexts", "sms-voice:SendTextMessage"): "somebody who chose texts and said yes at their number",
    ("Receipts", "ReadThemAndTakeOutWhatPhotosHide", "s3:PutObject"): "a photo that says where it was taken",
    ("Receipts", "WriteDownWhatTheyAre", "dynamodb:UpdateItem"): "a second file in the place of the first",
    ("Reminders", "NudgeClaims", "dynamodb:GetItem"): "a claim that changes while it is nudged is read again",
    ("Promises", "RemindOfPromises", "dynamodb:GetItem"): "a reminder that somebody else's run took is read again",
    ("Promises", "RemindOfPromises", "dynamodb:BatchGetItem"): "an outreach action whose day comes",
    ("VoiceWork", "RememberWhatWasSent", "dynamodb:GetItem"): _TWICE,
    ("VoiceOffice", "TakeAway", "s3:DeleteObject"): "staff take down a photo, or a paper that lies with a complaint",
    ("VoiceWork", "CountLettersToAMailbox", "kms:GenerateMac"): "letters about what somebody said with an address",
    ("VoiceWork", "EndConsents", "s3:DeleteObject"): "the consent to a photo is over",
    ("Newsletter", "RaiseAlerts", "dynamodb:PutItem"): _ALERT,
    ("NewsletterWork", "RememberWhatWasSent", "dynamodb:GetItem"): _TWICE,
    ("NewsletterWork", "PutTheNextPage", "sqs:SendMessage"): "a newsletter that goes to more people than a page holds",
    ("Reach", "KeepActions", "dynamodb:GetItem"): "an action to reach a missing group",
    ("Reach", "KeepActions", "dynamodb:BatchGetItem"): "a list of them",
    ("Reach", "KeepActions", "dynamodb:PutItem"): "a new one",
    ("Reach", "KeepActions", "dynamodb:UpdateItem"): "and its end",
}
"""What no test need drive a real function to, by function, statement and action; each with the path that it is for."""


def test_every_grant_lets_something_through_that_was_needed() -> None:
    """Whatever stands in the template for nothing, goes; and no call of the whole run was denied."""
    account = Account()
    calls = recorded([Path(os.environ[FOLDER])])
    verdicts = judge(account, [*of_calls(account, calls), *of_aws(account)])
    used = {(grant.role, grant.statement, grant.action) for verdict in verdicts for grant in verdict.by}
    unused = {
        (grant.role.removesuffix("FunctionRole"), grant.statement, grant.action)
        for grant in account.grants
        if grant.ours and (grant.role, grant.statement, grant.action) not in used
    }

    assert [str(verdict.request) for verdict in verdicts if not verdict.allowed] == []
    assert sorted(unused - set(UNSEEN)) == []


def test_every_reason_is_about_a_grant_that_there_is() -> None:
    """What was taken out of the template takes its reason along."""
    there = {(each.role.removesuffix("FunctionRole"), each.statement, each.action) for each in Account().grants}

    assert set(UNSEEN) <= there
