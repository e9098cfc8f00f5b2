"""Text messages: by AWS End User Messaging, or by GOV.UK Notify, whichever an organisation has.

Loaded when the first text is sent: a start waits for none of it.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

import urllib3
from botocore.exceptions import BotoCoreError, ClientError

from takepart.use_cases.ports import MailRejected, MailRetryable, Text, Texts

_NEVER: Final = {
    ("ConflictException", "DESTINATION_PHONE_NUMBER_OPTED_OUT"),
    ("ValidationException", "INVALID_PHONE_NUMBER"),
    ("ValidationException", "DESTINATION_COUNTRY_BLOCKED"),
}
"""What is about the number: the error's code and its reason. Others are about our account: somebody sets that right,
and no text is lost until then."""
_NOTIFY: Final = "https://api.notifications.service.gov.uk/v2/notifications/sms"
_UUID: Final = 36
_CREATED, _BAD_REQUEST = 201, 400


class AwsTexts:
    """The port ``Texts``, by AWS End User Messaging (Amazon Pinpoint SMS and Voice v2, SendTextMessage).

    Who answers STOP is on its list of opt-outs from then on, and is never sent a text again.
    """

    def __init__(self, client: Any, sender: str) -> None:
        """``sender`` is a phone number, pool or sender id of the account, by its id or ARN."""
        self._client, self._sender = client, sender

    def send(self, text: Text) -> None:
        """Send it now. Raises MailRetryable or MailRejected; neither names the number."""
        try:
            self._client.send_text_message(
                DestinationPhoneNumber=text.to,
                OriginationIdentity=self._sender,
                MessageBody=text.words,
                MessageType="TRANSACTIONAL",
            )
        except ClientError as error:
            code, reason = error.response["Error"]["Code"], str(error.response.get("Reason", ""))
            raise (MailRejected if (code, reason) in _NEVER else MailRetryable)(text.key) from error
        except BotoCoreError as error:
            raise MailRetryable(text.key) from error


class NotifyTexts:
    """The port ``Texts``, by GOV.UK Notify's API (version 2, "Send a text message").

    Notify sends from templates alone: ours holds ``((message))`` and nothing else. Its own client would bring three
    libraries along for this one request.
    """

    def __init__(self, key: str, template: str, *, now: Callable[[], datetime], http: Any = None) -> None:
        """``key`` is Notify's: its name, the id of the service and the secret, with dashes between."""
        self._service, self._secret = key[-2 * _UUID - 1 : -_UUID - 1], key[-_UUID:]
        self._template, self._now = template, now
        self._http = http or urllib3.PoolManager(timeout=urllib3.Timeout(connect=2, read=8), retries=False)

    def send(self, text: Text) -> None:
        """Send it now. Raises MailRetryable or MailRejected; neither names the number."""
        asked = {
            "phone_number": text.to,
            "template_id": self._template,
            "personalisation": {"message": text.words},
            "reference": hashlib.sha256(text.key.encode()).hexdigest()[:32],
        }
        headers = {"Authorization": f"Bearer {self._token()}", "Content-Type": "application/json"}
        try:
            answer = self._http.request("POST", _NOTIFY, body=json.dumps(asked), headers=headers)
        except urllib3.exceptions.HTTPError as error:
            raise MailRetryable(text.key) from error
        if answer.status != _CREATED:
            never = answer.status == _BAD_REQUEST and _is_about_the_number(answer.data)
            raise (MailRejected if never else MailRetryable)(text.key)

    def _token(self) -> str:
        """A JSON Web Token (RFC 7519, HS256) of this moment: Notify takes one for 30 seconds."""
        claims = {"iss": self._service, "iat": int(self._now().timestamp())}
        signed = ".".join(_part(json.dumps(each).encode()) for each in ({"typ": "JWT", "alg": "HS256"}, claims))
        return f"{signed}.{_part(hmac.new(self._secret.encode(), signed.encode(), hashlib.sha256).digest())}"


def _part(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def _is_about_the_number(answer: bytes) -> bool:
    try:
        errors = json.loads(answer)["errors"]
    except (ValueError, KeyError, TypeError):
        return False
    return any(
        each.get("error") == "ValidationError" and str(each.get("message", "")).startswith("phone_number")
        for each in errors
    )


def texts(sender: str, *, notify_key: str, client: Any, now: Callable[[], datetime]) -> Texts:
    """By whichever the organisation has: with a key of Notify's, ``sender`` is the id of its template."""
    return NotifyTexts(notify_key, sender, now=now) if notify_key else AwsTexts(client, sender)
