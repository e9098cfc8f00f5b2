"""A newsletter is written, changed, sent once, and readable by all from then on."""

from __future__ import annotations

from itertools import product

import pytest

from takepart.domain import journal as journals
from takepart.domain.ids import StepId
from takepart.domain.newsletter import newsletter as newsletters
from takepart.domain.newsletter.markup import Block, blocks
from takepart.domain.newsletter.newsletter import TRANSITIONS, Action, Newsletter, State
from takepart.domain.newsletter.refusals import CannotDo, Refusal
from tests.newsletters import MONDAY, WORKER, a_draft, a_part, one_going_out, some_words


def in_state(state: State) -> Newsletter:
    draft, going = a_draft(), one_going_out()
    return {
        State.DRAFT: draft,
        State.SENDING: going,
        State.SENT: newsletters.finish(going, letters=2, refused=1, at=MONDAY, step=StepId("all-sent")),
        State.DROPPED: newsletters.drop(draft, by=WORKER, at=MONDAY, step=StepId("drop")),
    }[state]


def act(newsletter: Newsletter, action: Action) -> Newsletter:
    step, seen = StepId("again"), newsletter.version
    return {
        Action.EDIT: lambda: newsletters.edit(newsletter, words=some_words(), by=WORKER, at=MONDAY, step=step),
        Action.SEND: lambda: newsletters.send(newsletter, seen_version=seen, by=WORKER, at=MONDAY, step=step),
        Action.FINISH: lambda: newsletters.finish(newsletter, letters=0, refused=0, at=MONDAY, step=step),
        Action.DROP: lambda: newsletters.drop(newsletter, by=WORKER, at=MONDAY, step=step),
    }[action]()


@pytest.mark.parametrize(("state", "action"), list(product(State, [a for a in Action if a is not Action.WRITE])))
def test_what_the_table_does_not_have_is_refused(state: State, action: Action) -> None:
    """Every pair of state and action."""
    newsletter = in_state(state)

    if (state, action) in TRANSITIONS:
        after = act(newsletter, action)
        assert after.state is TRANSITIONS[state, action]
        journals.verify(after.journal)
    else:
        with pytest.raises(CannotDo) as refused:
            act(newsletter, action)
        assert refused.value.reason is Refusal.NOT_IN_THIS_STATE


def test_only_what_somebody_looked_at_is_sent() -> None:
    """Changed by a colleague meanwhile: look again first."""
    changed = newsletters.edit(a_draft(), words=some_words(title="Other"), by=WORKER, at=MONDAY, step=StepId("edit"))

    with pytest.raises(CannotDo) as refused:
        newsletters.send(changed, seen_version=1, by=WORKER, at=MONDAY, step=StepId("send"))

    assert refused.value.reason is Refusal.OUT_OF_DATE


@pytest.mark.parametrize(
    ("draft", "reason"),
    [(a_draft(title=" "), Refusal.NO_TITLE), (a_draft("K7M4-9QXR", a_part(picked=False)), Refusal.EMPTY)],
)
def test_nothing_empty_goes_out(draft: Newsletter, reason: Refusal) -> None:
    """A title, and at least one part."""
    with pytest.raises(CannotDo) as refused:
        newsletters.send(draft, seen_version=1, by=WORKER, at=MONDAY, step=StepId("send"))

    assert refused.value.reason is reason


def test_more_than_an_item_of_the_table_holds_is_refused() -> None:
    """60,000 characters in all, 60 parts."""
    for words, reason in (
        (some_words(intro="x" * 60_001), Refusal.TOO_LONG),
        (some_words(*(a_part(id=str(n)) for n in range(1, 62))), Refusal.TOO_MANY_PARTS),
    ):
        with pytest.raises(CannotDo) as refused:
            newsletters.edit(a_draft(), words=words, by=WORKER, at=MONDAY, step=StepId("edit"))
        assert refused.value.reason is reason


def test_the_journal_says_how_many_letters_went_out_and_holds_no_words() -> None:
    """The evidence for "two newsletters a year": a ``sent`` entry with its numbers."""
    sent = in_state(State.SENT)

    assert sent.journal[-1].action == "sent"
    assert sent.letters == (2, 1)
    assert "room" not in str(sent.journal)


def test_words_become_paragraphs_and_points_and_nothing_else() -> None:
    """No other sign means anything."""
    assert blocks("One\ntwo\n\n- three\n- four\nfive\n\n\n<b>six</b> # seven") == (
        Block(points=False, lines=("One", "two")),
        Block(points=True, lines=("three", "four")),
        Block(points=False, lines=("five",)),
        Block(points=False, lines=("<b>six</b> # seven",)),
    )
    assert blocks(" \n ") == ()
