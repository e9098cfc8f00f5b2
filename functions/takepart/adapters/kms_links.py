"""One-time links under a KMS HMAC key: the mailer may only make MACs, what acts on links may only check them."""

from __future__ import annotations

import base64
import binascii
from typing import Any, Final

from botocore.exceptions import ClientError

from takepart.adapters.answering import answering
from takepart.domain.email_addresses import normalised
from takepart.domain.links import BadLink, Link, LinkProblem

_ALGORITHM: Final = "HMAC_SHA_256"
_LONGEST: Final = 600


class KmsLinkMaker:
    """The port ``LinkMaker``."""

    def __init__(self, kms: Any, key: str) -> None:
        self._kms, self._key = kms, key

    @answering()
    def make(self, link: Link) -> str:
        """The token: the link's words and the MAC over them."""
        words = link.spelled().encode()
        answer = self._kms.generate_mac(KeyId=self._key, MacAlgorithm=_ALGORITHM, Message=words)
        return f"{_text(words)}.{_text(answer['Mac'])}"


class KmsMailboxMarks:
    """What a mailbox is called where its letters are counted: a MAC, from which nobody learns the address."""

    def __init__(self, kms: Any, key: str) -> None:
        self._kms, self._key = kms, key

    @answering()
    def __call__(self, address: str) -> str:
        """The same mark for every spelling of one mailbox."""
        words = f"letters-to:{normalised(address)}".encode()
        answer = self._kms.generate_mac(KeyId=self._key, MacAlgorithm=_ALGORITHM, Message=words)
        return bytes(answer["Mac"]).hex()[:32]


class KmsLinkReader:
    """The port ``LinkReader``."""

    def __init__(self, kms: Any, key: str) -> None:
        self._kms, self._key = kms, key

    @answering()
    def read(self, token: str) -> Link:
        """The link, its MAC checked. Raises BadLink."""
        words, dot, mac = token.strip().partition(".")
        if not dot or len(token) > _LONGEST:
            raise BadLink(LinkProblem.FORGED)
        try:
            spelled, code = _bytes(words), _bytes(mac)
            link = Link.read(spelled.decode("ascii"))
        except (ValueError, UnicodeDecodeError) as error:
            raise BadLink(LinkProblem.FORGED) from error
        try:
            self._kms.verify_mac(KeyId=self._key, MacAlgorithm=_ALGORITHM, Message=spelled, Mac=code)
        except ClientError as error:
            if error.response["Error"]["Code"] in ("KMSInvalidMacException", "ValidationException"):
                raise BadLink(LinkProblem.FORGED) from error
            raise
        return link


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode("ascii")


def _bytes(text: str) -> bytes:
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except binascii.Error as error:
        raise ValueError(text) from error
    if not raw or _text(raw) != text:
        raise ValueError(text)
    return raw
