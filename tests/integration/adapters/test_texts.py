"""Text messages by two services: what is asked of each, and what its documented answers become."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime
from typing import Any

import pytest
import urllib3
from botocore.session import Session
from botocore.stub import Stubber

from takepart.adapters.texts import AwsTexts, NotifyTexts, texts
from takepart.use_cases.ports import MailRejected, MailRetryable, Text

TEXT = Text(key="sign-up:december/somebody#3#programme/reminder", to="+447700900123", words="Tomorrow: a meeting.")
SERVICE, SECRET = "26785a09-ab16-4eb0-8407-a37497a57506", "3d844edf-8d35-48ac-975b-e847b4f122b0"
TEMPLATE = "f33517ff-2a88-4f6e-b855-c550268ce08a"
NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)


@pytest.fixture
def aws_texts(aws: None) -> Stubber:
    """The client of AWS End User Messaging, its answers given beforehand."""
    return Stubber(Session().create_client("pinpoint-sms-voice-v2", region_name="eu-west-2"))


def test_aws_is_asked_for_one_text_about_what_somebody_takes_part_in(aws_texts: Stubber) -> None:
    """Transactional: no advertisement, and it goes before those."""
    asked = {
        "DestinationPhoneNumber": "+447700900123",
        "OriginationIdentity": "Takepart",
        "MessageBody": "Tomorrow: a meeting.",
        "MessageType": "TRANSACTIONAL",
    }
    aws_texts.add_response("send_text_message", {"MessageId": "9d7c"}, asked)

    with aws_texts:
        AwsTexts(aws_texts.client, "Takepart").send(TEXT)

    aws_texts.assert_no_pending_responses()


@pytest.mark.parametrize(
    ("code", "reason", "error"),
    [
        ("ConflictException", "DESTINATION_PHONE_NUMBER_OPTED_OUT", MailRejected),
        ("ValidationException", "INVALID_PHONE_NUMBER", MailRejected),
        ("ValidationException", "DESTINATION_COUNTRY_BLOCKED", MailRejected),
        ("ConflictException", "NO_ORIGINATION_IDENTITIES_FOUND", MailRetryable),
        ("ServiceQuotaExceededException", "MONTHLY_SPEND_LIMIT_REACHED_FOR_TEXT", MailRetryable),
        ("AccessDeniedException", "ACCOUNT_DISABLED", MailRetryable),
        ("ThrottlingException", "", MailRetryable),
        ("InternalServerException", "", MailRetryable),
    ],
)
def test_who_said_stop_gets_no_more_and_an_account_that_is_not_ready_loses_none(
    aws_texts: Stubber, code: str, reason: str, error: type[Exception]
) -> None:
    """What is about the number is final, and nothing that is said of it names the number."""
    aws_texts.add_client_error(
        "send_text_message", service_error_code=code, modeled_fields={"Reason": reason} if reason else None
    )

    with aws_texts, pytest.raises(error) as raised:
        AwsTexts(aws_texts.client, "Takepart").send(TEXT)

    assert "7700" not in str(raised.value)


class Http:
    """Notify's end of the line: it answers once, and keeps what was asked."""

    def __init__(self, status: int, answer: Any) -> None:
        self.status, self.answer = status, answer
        self.asked: list[tuple[str, str, dict[str, Any], dict[str, str]]] = []

    def request(self, method: str, url: str, *, body: str, headers: dict[str, str]) -> urllib3.HTTPResponse:
        self.asked.append((method, url, json.loads(body), headers))
        if isinstance(self.answer, Exception):
            raise self.answer
        return urllib3.HTTPResponse(body=json.dumps(self.answer).encode(), status=self.status)


TAKEN = {
    "id": "740e5834-3a29-46b4-9a6f-16142fde533a",
    "reference": "STRING",
    "content": {"body": "Tomorrow: a meeting.", "from_number": "GOVUK"},
    "uri": "https://api.notifications.service.gov.uk/v2/notifications/740e5834-3a29-46b4-9a6f-16142fde533a",
    "template": {
        "id": TEMPLATE,
        "version": 1,
        "uri": f"https://api.notifications.service.gov.uk/v2/template/{TEMPLATE}",
    },
}


def by_notify(http: Http) -> NotifyTexts:
    return NotifyTexts(f"takepart-{SERVICE}-{SECRET}", TEMPLATE, now=lambda: NOW, http=http)


def test_notify_is_asked_with_a_token_of_this_moment_that_its_secret_signed() -> None:
    """The template holds the message alone; the reference tells nobody what it was about."""
    http = Http(201, TAKEN)

    by_notify(http).send(TEXT)

    ((method, url, body, headers),) = http.asked
    assert (method, url) == ("POST", "https://api.notifications.service.gov.uk/v2/notifications/sms")
    assert (body["phone_number"], body["template_id"]) == ("+447700900123", TEMPLATE)
    assert body["personalisation"] == {"message": "Tomorrow: a meeting."} and "december" not in body["reference"]
    head, claims, mark = headers["Authorization"].removeprefix("Bearer ").split(".")
    read = [json.loads(base64.urlsafe_b64decode(each + "=" * (-len(each) % 4))) for each in (head, claims)]
    assert read == [{"typ": "JWT", "alg": "HS256"}, {"iss": SERVICE, "iat": int(NOW.timestamp())}]
    signed = hmac.new(SECRET.encode(), f"{head}.{claims}".encode(), hashlib.sha256).digest()
    assert base64.urlsafe_b64decode(mark + "=" * (-len(mark) % 4)) == signed


def problem(status: int, error: str, message: str) -> dict[str, Any]:
    return {"status_code": status, "errors": [{"error": error, "message": message}]}


@pytest.mark.parametrize(
    ("status", "answer", "error"),
    [
        (400, problem(400, "ValidationError", "phone_number Not a valid phone number"), MailRejected),
        (400, problem(400, "BadRequestError", "Can't send to this recipient using a team-only API key"), MailRetryable),
        (
            403,
            problem(403, "AuthError", "Error: Your system clock must be accurate to within 30 seconds"),
            MailRetryable,
        ),
        (429, problem(429, "RateLimitError", "Exceeded rate limit for key type LIVE"), MailRetryable),
        (429, problem(429, "TooManyRequestsError", "Exceeded send limits (50) for today"), MailRetryable),
        (500, problem(500, "Exception", "Internal server error"), MailRetryable),
        (400, "no answer of theirs", MailRetryable),
        (0, urllib3.exceptions.ProtocolError("cut off"), MailRetryable),
    ],
)
def test_what_notify_says_becomes_one_of_two_things(status: int, answer: Any, error: type[Exception]) -> None:
    """Try again, or never to this number."""
    with pytest.raises(error) as raised:
        by_notify(Http(status, answer)).send(TEXT)

    assert "7700" not in str(raised.value)


def test_a_key_of_notify_means_that_notify_sends(aws_texts: Stubber) -> None:
    """Else AWS does."""
    made = [
        texts("x", notify_key=key, client=aws_texts.client, now=lambda: NOW) for key in ("", f"n-{SERVICE}-{SECRET}")
    ]

    assert [type(each) for each in made] == [AwsTexts, NotifyTexts]
