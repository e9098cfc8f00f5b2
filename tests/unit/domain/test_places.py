"""The places of a session, and the line for them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from takepart.domain.ids import SessionId
from takepart.domain.programme.places import Places
from takepart.domain.programme.refusals import ProgrammeRefusal
from takepart.domain.refused import Refused

SESSION = SessionId("december")


def test_the_last_place_goes_once() -> None:
    """Two people never get the last place."""
    full = Places(session=SESSION, total=1).take()

    with pytest.raises(Refused) as refused:
        full.take()

    assert refused.value.reason is ProgrammeRefusal.NO_PLACES


def test_a_place_that_comes_free_is_kept_for_the_line() -> None:
    """Somebody who comes later does not get past those who wait."""
    places, ticket = Places(session=SESSION, total=1).take().join_line()

    freed = places.give_back()

    assert (ticket, freed.free, freed.to_offer) == (1, 0, 1)


def test_places_are_never_cut_below_those_taken() -> None:
    """A place that was promised stays promised."""
    places = Places(session=SESSION, total=2).take().take()

    with pytest.raises(Refused) as refused:
        places.resized(1)

    assert refused.value.reason is ProgrammeRefusal.FEWER_THAN_TAKEN


@given(total=st.integers(1, 4), moves=st.lists(st.sampled_from("tjoglrw"), max_size=60))
@settings(deadline=None)
def test_places_always_add_up(total: int, moves: list[str]) -> None:
    """Whatever happens in whatever order: never more taken than there are, nothing is lost, the line is never owed."""
    places, held, line, size = Places(session=SESSION, total=total), 0, 0, total
    for move in moves:
        if move == "t" and places.free > 0:
            places, held = places.take(), held + 1
        elif move == "j" and places.free == 0:
            places, line = places.join_line()[0], line + 1
        elif move == "o" and places.to_offer:
            places, held, line = places.offer_next(), held + 1, line - 1
        elif move == "g" and held:
            places, held = places.give_back(), held - 1
        elif move == "l" and line:
            places, line = places.leave_line(), line - 1
        elif move == "r":
            size = places.total + 1
            places = places.resized(size)
        elif move == "w":
            places, held = places.squeezed_in(), held + 1

        assert places.taken == held + places.to_offer
        assert places.waiting == line
        assert 0 <= places.to_offer <= places.waiting
        assert places.taken <= places.total
        assert not (places.free > 0 and places.waiting > places.to_offer)
