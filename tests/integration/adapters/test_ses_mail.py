"""What the mail service says becomes one of two things: try again, or never."""

from dataclasses import replace
from typing import Any

import pytest
from botocore.session import Session
from botocore.stub import Stubber

from takepart.adapters.ses_mail import SesMail
from takepart.use_cases.ports import Attachment, Letter, MailRejected, MailRetryable

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
