"""What somebody without a name chose, under their own code: we keep it and cannot read it.

It is there so that whoever has the code can change or take back what was counted. The code is kept by nobody but them.
"""

from __future__ import annotations

import hashlib
from typing import Final

from takepart.domain.voice.questions import Chosen, QuestionId

_SIZE: Final = 2_048
"""All are of one length, so that it does not say how much was chosen: 20 questions with 12 options each fit."""
_MARK: Final = 16


def seal(chosen: Chosen, *, code: str, number: int) -> bytes:
    """What was chosen, with a keystream (SHAKE-256) from the code and how often it was sealed, and its check."""
    plain = ";".join(f"{question}={','.join(options)}" for question, options in sorted(chosen.items())).encode()
    return _checked(_with_stream(plain.ljust(_SIZE), code, number), code)


def unseal(sealed: bytes, *, code: str, number: int) -> Chosen:
    """What was chosen. Raises ValueError for another code, or what was changed."""
    hidden = sealed[_MARK:]
    if _checked(hidden, code) != sealed:
        raise ValueError("not sealed with this code")
    plain = _with_stream(hidden, code, number).decode().strip()
    pairs = (each.partition("=")[::2] for each in plain.split(";") if each)
    return {QuestionId(question): tuple(options.split(",")) for question, options in pairs}


def _with_stream(text: bytes, code: str, number: int) -> bytes:
    stream = hashlib.shake_256(f"takepart own choice\n{number}\n{code}".encode()).digest(len(text))
    return bytes(one ^ other for one, other in zip(text, stream, strict=True))


def _checked(hidden: bytes, code: str) -> bytes:
    key = hashlib.sha256(f"takepart own choice, checked\n{code}".encode()).digest()
    return hashlib.blake2b(hidden, key=key, digest_size=_MARK).digest() + hidden
