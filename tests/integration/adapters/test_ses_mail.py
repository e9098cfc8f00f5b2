"""What the mail service says becomes one of two things: try again, or never."""

import json
import re
from dataclasses import replace
from typing import Any

import pytest
from botocore.session import Session
from botocore.stub import Stubber

from takepart.adapters.returned_table import read_report
from takepart.adapters.ses_mail import SesMail
from takepart.domain.returned import Why
from takepart.use_cases.came_back import Report
from takepart.use_cases.ports import Attachment, Letter, MailRejected, MailRetryable
from tests.policies import WIRRAL

LETTER = Letter(
    key="K7M4-9QXR#1#participant",
    to="participant@example.org",
    subject="We have your claim",
    text="Thank you",
    html="<p>Thank you</p>",
    reply_to="hello@example.org",
)


@pytest.fixture
def ses(aws: None) -> Stubber:
    """The SES v2 client, its answers given beforehand."""
    return Stubber(Session().create_client("sesv2", region_name="eu-west-2"))


@pytest.mark.parametrize(
    ("code", "error"),
    [
        ("TooManyRequestsException", MailRetryable),
        ("LimitExceededException", MailRetryable),
        ("SendingPausedException", MailRetryable),
        ("InternalServiceErrorException", MailRetryable),
        ("MessageRejected", MailRetryable),
        ("BadRequestException", MailRejected),
    ],
)
def test_an_error_says_whether_to_try_again(ses: Stubber, code: str, error: type[Exception]) -> None:
    """A sender that is not verified yet loses no letter; an address that is none stops."""
    ses.add_client_error("send_email", service_error_code=code)

    with ses, pytest.raises(error) as raised:
        SesMail(ses.client, "office@example.org").send(LETTER)

    assert "participant" not in str(raised.value).replace(LETTER.key, "")


def test_a_letter_goes_out_in_both_forms_with_an_address_for_answers(ses: Stubber) -> None:
    """Text for those who read text, HTML for the rest."""
    ses.add_response(
        "send_email",
        {"MessageId": "1"},
        {
            "FromEmailAddress": "office@example.org",
            "Destination": {"ToAddresses": ["participant@example.org"]},
            "ReplyToAddresses": ["hello@example.org"],
            "Content": {
                "Simple": {
                    "Subject": {"Data": "We have your claim", "Charset": "UTF-8"},
                    "Body": {
                        "Text": {"Data": "Thank you", "Charset": "UTF-8"},
                        "Html": {"Data": "<p>Thank you</p>", "Charset": "UTF-8"},
                    },
                }
            },
        },
    )

    with ses:
        SesMail(ses.client, "office@example.org").send(LETTER)

    ses.assert_no_pending_responses()


def test_a_letter_with_a_file_is_one_mime_message(aws: None) -> None:
    """A calendar entry or a printable page goes along."""
    sent: list[dict[str, object]] = []

    class Ses:
        def send_email(self, **values: object) -> None:
            sent.append(values)

    file = Attachment(name="session.ics", content_type="text/calendar", content=b"BEGIN:VCALENDAR")
    SesMail(Ses(), "office@example.org").send(Letter(**{**LETTER.__dict__, "attachments": (file,)}))

    raw = sent[0]["Content"]["Raw"]["Data"]  # type: ignore[index]
    assert b"session.ics" in raw
    assert b"Reply-To: hello@example.org" in raw


def test_a_list_letter_carries_its_headers_in_both_forms(ses: Stubber) -> None:
    """As SES takes them for simple letters, and in the message itself when there is a file with it."""
    headers = {"List-Unsubscribe": "<https://takepart.example.org/stop>"}
    letter = replace(LETTER, headers=headers)
    sent: list[Any] = []
    ses.client.meta.events.register("before-parameter-build.sesv2.SendEmail", lambda params, **_: sent.append(params))
    for _ in range(2):
        ses.add_response("send_email", {"MessageId": "1"})

    with ses:
        SesMail(ses.client, "office@example.org").send(letter)
        file = Attachment(name="a.txt", content_type="text/plain", content=b"x")
        SesMail(ses.client, "office@example.org").send(replace(letter, attachments=(file,)))

    simple, raw = (each["Content"] for each in sent)
    assert simple["Simple"]["Headers"] == [{"Name": name, "Value": value} for name, value in headers.items()]
    assert b"List-Unsubscribe: <https://takepart.example.org/stop>" in raw["Raw"]["Data"]


def test_what_a_letter_was_for_is_read_from_what_ses_tells_of_it(aws: None) -> None:
    """Names of people and ids of things are no tags: they travel as letters, figures and dashes."""
    letter = replace(LETTER, key="K7M4/é#1", kind="voice/we-heard", event="feedback:a/b#1:sent")
    asked: list[dict[str, Any]] = []

    class Ses:
        def send_email(self, **request: Any) -> None:
            asked.append(request)

    SesMail(
        Ses(), "office@example.org", organisation=replace(WIRRAL.organisation, name="Zoë’s Council"), told_by="letters"
    ).send(letter)
    (request,) = asked
    tags = {each["Name"]: [each["Value"]] for each in request["EmailTags"]}
    report = {"eventType": "Bounce", "mail": {"messageId": "m", "tags": tags | {"ses:source-ip": ["::1"]}}}
    report["bounce"] = {"bounceType": "Permanent", "bouncedRecipients": [{"emailAddress": letter.to}]}

    assert request["ConfigurationSetName"] == "letters"
    assert request["FromEmailAddress"] == "=?utf-8?b?Wm/Dq+KAmXMgQ291bmNpbA==?= <office@example.org>"
    assert all(re.fullmatch("[A-Za-z0-9_-]{1,256}", value) for (value,) in tags.values())
    assert read_report(json.dumps(report)) == Report(
        name="m-bounced", to=letter.to, why=Why.BOUNCED, letter=letter.key, kind=letter.kind, event=letter.event
    )


def test_what_is_held_back_is_told_of_in_the_same_form(aws: None) -> None:
    """So that one function follows both."""
    told: list[str] = []

    class Sqs:
        def send_message(self, *, QueueUrl: str, MessageBody: str) -> None:  # noqa: N803 - as AWS calls them
            told.append(MessageBody)

    letter = replace(LETTER, kind="received", event="claim:K7M4-9QXR#1:sent")
    SesMail(None, "office@example.org", sqs=Sqs(), reports="q").hold(letter)
    found = read_report(told[0])

    assert isinstance(found, Report)
    assert (found.to, found.why, found.letter) == (letter.to, Why.HELD, letter.key)


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ({"eventType": "Bounce", "bounce": {"bounceType": "Transient"}}, Why.NOT_NOW),
        ({"eventType": "Bounce", "bounce": {"bounceType": "Undetermined"}}, Why.NOT_NOW),
        ({"eventType": "Complaint", "complaint": {}}, Why.COMPLAINED),
    ],
)
def test_ses_says_why(told: dict[str, Any], why: Why) -> None:
    """A mailbox that is full today takes letters tomorrow; whoever complains wants none."""
    for name, many in (("bounce", "bouncedRecipients"), ("complaint", "complainedRecipients")):
        if name in told:
            told[name][many] = [{"emailAddress": "them@example.com"}]
    found = read_report(json.dumps(told | {"mail": {"messageId": "m", "tags": {"letter": ["YQ"], "kind": ["Yg"]}}}))

    assert isinstance(found, Report)
    assert (found.why, found.letter, found.kind, found.event) == (why, "a", "b", "")


@pytest.mark.parametrize("told", [{"eventType": "Delivery", "mail": {}}, {"eventType": "Send", "mail": {"tags": {}}}])
def test_what_is_no_report_about_a_letter_of_ours_is_passed_over(told: dict[str, Any]) -> None:
    """Somebody adds a kind of event to the set."""
    assert read_report(json.dumps(told)) is None
