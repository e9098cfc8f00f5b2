"""Letters through SES v2."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from email.message import EmailMessage
from email.utils import formataddr, parseaddr
from typing import TYPE_CHECKING, Any, Final

from botocore.exceptions import BotoCoreError, ClientError

from takepart.adapters.answering import answering
from takepart.domain.email_addresses import mailable
from takepart.use_cases.ports import Letter, MailRejected, MailRetryable

if TYPE_CHECKING:
    from takepart.domain.policy.rules import Organisation

_NEVER: Final = {"BadRequestException", "InvalidParameterValue", "ValidationException"}
"""The address itself is wrong. ``MessageRejected`` is not here: it also says that our sender is not verified yet, and
a letter must not be lost because a council's SES is not set up."""


_LONGEST_TAG: Final = 256
"""Letters in the value of a tag (Amazon SES, MessageTag)."""


class SesMail:
    """The port ``Mail``. What SES tells of a letter that came back, ``reports`` gets, and what is held back as well."""

    def __init__(
        self,
        ses: Any,
        sender: str,
        *,
        organisation: Organisation | None = None,
        told_by: str = "",
        sqs: Any = None,
        reports: str = "",
    ) -> None:
        """``organisation`` is whose letters people see; ``told_by`` the configuration set by which SES tells."""
        self._ses, self._address, self._told_by, self._sqs, self._reports = ses, sender, told_by, sqs, reports
        self._organisation = organisation

    @property
    def _sender(self) -> str:
        if self._organisation is None or parseaddr(self._address)[0]:
            return self._address
        return formataddr((self._organisation.name, self._address))

    def send(self, letter: Letter) -> None:
        """Send it now. Raises MailRetryable or MailRejected; neither names the address."""
        try:
            self._ses.send_email(
                FromEmailAddress=self._sender,
                Destination={"ToAddresses": [mailable(letter.to) or letter.to]},
                **({"ReplyToAddresses": [letter.reply_to]} if letter.reply_to else {}),
                **({"ConfigurationSetName": self._told_by} if self._told_by else {}),
                **({"EmailTags": [{"Name": n, "Value": v} for n, v in _tags(letter)]} if letter.kind else {}),
                Content=self._content(letter),
            )
        except ClientError as error:
            never = error.response["Error"]["Code"] in _NEVER
            raise (MailRejected if never else MailRetryable)(letter.key) from error
        except BotoCoreError as error:
            raise MailRetryable(letter.key) from error

    def hold(self, letter: Letter) -> None:
        """Tell of it as SES tells of one that came back. Raises StoreUnavailable."""
        told = {
            "eventType": "Bounce",
            "mail": {"messageId": letter.key, "tags": {name: [value] for name, value in _tags(letter)}},
            "bounce": {"bounceType": "Held", "bouncedRecipients": [{"emailAddress": letter.to}]},
        }
        with answering():
            self._sqs.send_message(QueueUrl=self._reports, MessageBody=json.dumps(told))

    def _content(self, letter: Letter) -> dict[str, Any]:
        if letter.attachments:
            return {"Raw": {"Data": self._message(letter)}}
        return {
            "Simple": {
                "Subject": {"Data": letter.subject, "Charset": "UTF-8"},
                "Body": {
                    "Text": {"Data": letter.text, "Charset": "UTF-8"},
                    "Html": {"Data": letter.html, "Charset": "UTF-8"},
                },
                **(
                    {"Headers": [{"Name": name, "Value": value} for name, value in letter.headers.items()]}
                    if letter.headers
                    else {}
                ),
            }
        }

    def _message(self, letter: Letter) -> bytes:
        message = EmailMessage()
        message["Subject"], message["From"], message["To"] = (
            letter.subject,
            self._sender,
            mailable(letter.to) or letter.to,
        )
        if letter.reply_to:
            message["Reply-To"] = letter.reply_to
        for name, value in letter.headers.items():
            message[name] = value
        message.set_content(letter.text)
        message.add_alternative(letter.html, subtype="html")
        for each in letter.attachments:
            kind, _, subtype = each.content_type.partition("/")
            message.add_attachment(each.content, maintype=kind, subtype=subtype, filename=each.name)
        return message.as_bytes()


def _tags(letter: Letter) -> Iterator[tuple[str, str]]:
    """What is known again when it comes back. A tag holds letters, figures and dashes alone."""
    for name, words in (("letter", letter.key), ("kind", letter.kind), ("event", letter.event)):
        value = base64.urlsafe_b64encode(words.encode()).rstrip(b"=").decode("ascii")
        if words and len(value) <= _LONGEST_TAG:
            yield name, value
