"""What is hidden in a photo is not published: where, when and by whom it was taken."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from takepart.domain.refused import Refused
from takepart.domain.voice.pictures import MOST_BYTES, without_what_is_hidden
from takepart.domain.voice.refusals import VoiceRefusal
from tests.pictures import HIDDEN, a_jpeg, a_png


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("orientation", range(9))
def test_a_photo_keeps_its_picture_and_which_way_up_it_is(orientation: int, order: str) -> None:
    """And nothing else: no place, no comment, no small copy, nothing after its end."""
    kept = without_what_is_hidden("x", a_jpeg(orientation=orientation, order=order))

    assert kept.content_type == "image/jpeg"
    assert HIDDEN not in kept.content
    assert b"\x12\xff\x00\x34\xff\xd0\x56" in kept.content, "the whole scan"
    assert kept.content.endswith(b"\x78\xff\xd9")
    assert kept.content.count(b"Exif") == (1 if orientation > 1 else 0)
    assert without_what_is_hidden("x", kept.content) == kept, "nothing is left to take out"


def test_a_drawing_keeps_its_parts_alone() -> None:
    """PNG: what draws it, unchanged."""
    kept = without_what_is_hidden("x", a_png())

    assert kept.content_type == "image/png"
    assert kept.content == a_png(hidden=False)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", VoiceRefusal.NOT_A_PHOTO),
        (b"GIF89a", VoiceRefusal.NOT_A_PHOTO),
        (b"<svg onload=alert(1)>", VoiceRefusal.NOT_A_PHOTO),
        (b"%PDF-1.7", VoiceRefusal.NOT_A_PHOTO),
        (a_jpeg()[:60], VoiceRefusal.PHOTO_BROKEN),
        (b"\xff\xd8\xff\xd9", VoiceRefusal.PHOTO_BROKEN),
        (a_png()[:50], VoiceRefusal.PHOTO_BROKEN),
        (a_png().replace(b"\x08\x02", b"\x08\x03", 1), VoiceRefusal.PHOTO_BROKEN),
        (a_jpeg() + bytes(MOST_BYTES), VoiceRefusal.PHOTO_TOO_BIG),
    ],
)
def test_what_is_no_photo_is_refused_with_a_reason(content: bytes, reason: VoiceRefusal) -> None:
    """Known by its bytes, never by its name."""
    with pytest.raises(Refused) as refused:
        without_what_is_hidden("x", content)

    assert refused.value.reason is reason


@given(cut=st.integers(0, 400), put=st.binary(max_size=8), start=st.sampled_from([a_jpeg(), a_png()]))
def test_a_damaged_file_is_refused_or_clean(cut: int, put: bytes, start: bytes) -> None:
    """Whatever it is: never another error, never what was hidden."""
    cut = min(cut, len(start))
    try:
        kept = without_what_is_hidden("x", start[:cut] + put + start[cut + len(put) :])
    except Refused:
        return
    assert kept.content.startswith((b"\xff\xd8\xff", b"\x89PNG"))
