"""Letters through SES v2."""

from __future__ import annotations

from email.message import EmailMessage
from typing import Any, Final

from botocore.exceptions import BotoCoreError, ClientError

from takepart.domain.email_addresses import mailable
from takepart.use_cases.ports import Letter, MailRejected, MailRetryable

_NEVER: Final = {"BadRequestException", "InvalidParameterValue", "ValidationException"}
"""The address itself is wrong. ``MessageRejected`` is not here: it also says that our sender is not verified yet, and
a letter must not be lost because a council's SES is not set up."""


class SesMail:
    """The port ``Mail``."""

    def __init__(self, ses: Any, sender: str) -> None:
        self._ses, self._sender = ses, sender

    def send(self, letter: Letter) -> None:
        """Send it now. Raises MailRetryable or MailRejected; neither names the address."""
        try:
            self._ses.send_email(
                FromEmailAddress=self._sender,
                Destination={"ToAddresses": [mailable(letter.to) or letter.to]},
                **({"ReplyToAddresses": [letter.reply_to]} if letter.reply_to else {}),
                Content=self._content(letter),
            )
        except ClientError as error:
            never = error.response["Error"]["Code"] in _NEVER
            raise (MailRejected if never else MailRetryable)(letter.key) from error
        except BotoCoreError as error:
            raise MailRetryable(letter.key) from error

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
