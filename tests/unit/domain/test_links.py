"""A link says what it lets its holder do, and nothing else opens."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from takepart.domain.links import BadLink, Link, LinkProblem, Purpose, end_of_day

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def a_link(**changes: object) -> Link:
    """A link for one decision, good for a day."""
    words: dict[str, object] = {
        "purpose": Purpose.DECIDE,
        "about": "K7M4-9QXR",
        "turn": 1,
        "who": "worker-1",
        "expires": NOW + timedelta(days=1),
    }
    return Link(**{**words, **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize("purpose", Purpose)
def test_a_link_is_read_as_it_was_spelled(purpose: Purpose) -> None:
    """The words go out and come back."""
    link = a_link(purpose=purpose)

    assert Link.read(link.spelled()) == link


@given(st.text())
def test_anything_else_is_forged(words: str) -> None:
    """Whatever a scanner sends, the answer is one refusal."""
    with pytest.raises(BadLink) as bad:
        Link.read(words)

    assert bad.value.problem is LinkProblem.FORGED


@pytest.mark.parametrize(
    "words",
    [
        "1|z|K7M4-9QXR|1|worker-1|1795424400",
        "1|d|K7M4-9QXR|one|worker-1|1795424400",
        "1|d|K7M4-9QXR|1|worker-1|soon",
        "1|d|K7M4-9QXR|1|worker-1|99999999999999999999",
        "2|d|K7M4-9QXR|1|worker-1|1795424400",
        "1|d|K7M4-9QXR|1|worker-1",
        "1|d|K7M4-9QXR|1|worker-1|1795424400|more",
    ],
)
def test_what_is_almost_a_link_is_forged(words: str) -> None:
    """No such purpose, no number, no time, a version to come, too few words and too many."""
    with pytest.raises(BadLink) as bad:
        Link.read(words)

    assert bad.value.problem is LinkProblem.FORGED


def test_a_link_works_until_its_time_and_not_a_second_longer() -> None:
    """The expiry is part of what the MAC covers."""
    link = a_link(expires=NOW)

    link.check(purpose=Purpose.DECIDE, now=NOW - timedelta(seconds=1))
    with pytest.raises(BadLink) as bad:
        link.check(purpose=Purpose.DECIDE, now=NOW)

    assert bad.value.problem is LinkProblem.EXPIRED
    assert bad.value.link == link


def test_a_link_of_one_kind_does_not_do_for_another() -> None:
    """A personal link approves nothing."""
    with pytest.raises(BadLink) as bad:
        a_link(purpose=Purpose.TRACK).check(purpose=Purpose.DECIDE, now=NOW)

    assert bad.value.problem is LinkProblem.WRONG_KIND


def test_a_link_of_some_days_ends_at_the_same_moment_all_day() -> None:
    """A letter that is tried again at another time of the day has the same link."""
    morning, evening = NOW, NOW.replace(hour=22, minute=7, second=3, microsecond=9)

    assert end_of_day(morning, days=2) == end_of_day(evening, days=2) == datetime(2026, 11, 25, 23, 59, 59, tzinfo=UTC)
