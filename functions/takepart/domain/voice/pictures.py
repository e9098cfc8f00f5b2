"""Photos that we publish: JPEG and PNG alone, without what is hidden in them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from takepart.domain.refused import Refused
from takepart.domain.sent_files import JPEG, PNG, BrokenPicture, kind_of_picture, picture_alone
from takepart.domain.voice.refusals import VoiceRefusal

MOST_BYTES: Final = 10 * 1024 * 1024
MOST_OF_A_QUESTION: Final = 500 * 1024
"""Bytes of a picture that everybody loads who answers, on a phone as well."""


@dataclass(frozen=True, kw_only=True)
class Picture:
    """What may be shown."""

    content: bytes
    content_type: str


def without_what_is_hidden(about: str, content: bytes, *, most: int = MOST_BYTES) -> Picture:
    """The picture alone. Raises Refused for what is none, is broken, or has more bytes than ``most``."""
    kind = kind_of_picture(content)
    if len(content) > most:
        large = VoiceRefusal.PHOTO_TOO_BIG if most == MOST_BYTES else VoiceRefusal.PICTURE_TOO_BIG
        raise Refused(about, reason=large)
    if kind not in (JPEG, PNG):
        raise Refused(about, reason=VoiceRefusal.NOT_A_PHOTO)
    try:
        return Picture(content=picture_alone(content), content_type=kind)
    except BrokenPicture as error:
        raise Refused(about, reason=VoiceRefusal.PHOTO_BROKEN) from error
