"""What a photo hides is taken out of it, whatever its format, and a damaged one is told from a whole one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from takepart.domain.sent_files import BrokenPicture, kind_of_picture, picture_alone
from tests.pictures import HIDDEN, a_jpeg, a_png, a_webp

PICTURES = [a_jpeg(), a_png(), a_webp()]


@pytest.mark.parametrize("picture", PICTURES)
def test_only_what_draws_the_picture_stays(picture: bytes) -> None:
    """And there is nothing left to take out."""
    kept = picture_alone(picture)

    assert HIDDEN not in kept
    assert picture_alone(kept) == kept
    assert kind_of_picture(kept) == kind_of_picture(picture)


def test_a_webp_picture_says_that_nothing_follows_it() -> None:
    """As one that never held anything else."""
    assert picture_alone(a_webp()) == a_webp(hidden=False)


@given(st.data())
def test_a_file_that_is_cut_off_or_changed_is_broken_or_clean(data: st.DataObject) -> None:
    """Never another error, never what was hidden, and never half a picture that passes as one."""
    picture = data.draw(st.sampled_from(PICTURES))
    whole = picture_alone(picture)
    cut = data.draw(st.integers(0, len(whole) - 1))
    with pytest.raises(BrokenPicture):
        picture_alone(whole[:cut])
    put = data.draw(st.binary(max_size=8))
    try:
        kept = picture_alone(whole[:cut] + put + whole[cut + len(put) :])
    except BrokenPicture:
        return
    assert HIDDEN not in kept
