"""Forms under a KMS HMAC key of their own: a token shows that a form is ours and when it was given out."""

from __future__ import annotations

import base64
import binascii
import hmac
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Final

from takepart.adapters.answering import answering
from takepart.use_cases.voice.ports import NotOurForm, SealedForm

_LONGEST: Final = 400


class KmsForms:
    """The port ``Forms``."""

    def __init__(self, kms: Any, key: str, *, new_name: Callable[[], str]) -> None:
        self._kms, self._key, self._new_name = kms, key, new_name

    def give(self, form: str, *, at: datetime) -> str:
        """A token for a new form."""
        words = f"{form}|{self._new_name()}|{int(at.timestamp())}"
        return f"{words}|{base64.urlsafe_b64encode(self._mac('form', words)).decode()}"

    def take(self, token: str) -> SealedForm:
        """The form behind a token."""
        words, _, mac = token.rpartition("|")
        try:
            form, name, at = words.split("|")
            given_at = datetime.fromtimestamp(int(at), tz=UTC)
            sent = base64.urlsafe_b64decode(mac)
        except (ValueError, OverflowError, OSError, binascii.Error) as error:
            raise NotOurForm from error
        if len(token) > _LONGEST or not hmac.compare_digest(sent, self._mac("form", words)):
            raise NotOurForm
        return SealedForm(form=form, name=name, given_at=given_at)

    def secret(self, name: str) -> bytes:
        """Bytes that only we can make."""
        return self._mac("secret", name)

    def _mac(self, purpose: str, words: str) -> bytes:
        with answering():
            answer = self._kms.generate_mac(
                KeyId=self._key, MacAlgorithm="HMAC_SHA_256", Message=f"{purpose}:{words}".encode()
            )
        return bytes(answer["Mac"])
