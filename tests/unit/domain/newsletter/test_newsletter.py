"""A newsletter is written, changed, sent once, and readable by all from then on."""

from __future__ import annotations

from itertools import product

import pytest

from takepart.domain import journal as journals
from takepart.domain.aggregate import Step
from takepart.domain.ids import StepId
from takepart.domain.newsletter import newsletter as newsletters
from takepart.domain.newsletter.newsletter import (
    Block,
    Newsletter,
    NewsletterAction,
    NewsletterRefusal,
    NewsletterState,
    blocks,
)
from takepart.domain.refused import NotAllowed, Refused
from tests.newsletters import MONDAY, WORKER, a_draft, a_part, one_going_out, some_words


def in_state(state: NewsletterState) -> Newsletter:
    draft, going = a_draft(), one_going_out()
    return {
        NewsletterState.DRAFT: draft,
        NewsletterState.SENDING: going,
        NewsletterState.SENT: newsletters.finish(
            going, Step(journals.Job.MAILER.actor, MONDAY, StepId("all-sent")), letters=2, refused=1
        ),
        NewsletterState.DROPPED: newsletters.drop(draft, Step(journals.staff(WORKER), MONDAY, StepId("drop"))),
    }[state]


def act(newsletter: Newsletter, action: NewsletterAction) -> Newsletter:
    step, seen = StepId("again"), newsletter.version
    return {
        NewsletterAction.EDIT: lambda: newsletters.edit(
            newsletter, Step(journals.staff(WORKER), MONDAY, step), words=some_words()
        ),
        NewsletterAction.SEND: lambda: newsletters.send(
            newsletter, Step(journals.staff(WORKER), MONDAY, step), seen_version=seen
        ),
        NewsletterAction.FINISH: lambda: newsletters.finish(
            newsletter, Step(journals.Job.MAILER.actor, MONDAY, step), letters=0, refused=0
        ),
        NewsletterAction.DROP: lambda: newsletters.drop(newsletter, Step(journals.staff(WORKER), MONDAY, step)),
    }[action]()


@pytest.mark.parametrize(
    ("state", "action"),
    list(product(NewsletterState, [a for a in NewsletterAction if a is not NewsletterAction.WRITE])),
)
def test_what_the_table_does_not_have_is_refused(state: NewsletterState, action: NewsletterAction) -> None:
    """Every pair of state and action."""
    newsletter = in_state(state)

    if (state, action) in Newsletter.TRANSITIONS:
        after = act(newsletter, action)
        assert after.state is Newsletter.TRANSITIONS[state, action]
        journals.verify(after.journal)
    else:
        with pytest.raises(Refused) as refused:
            act(newsletter, action)
        assert refused.value.reason is NotAllowed.IN_THIS_STATE


def test_only_what_somebody_looked_at_is_sent() -> None:
    """Changed by a colleague meanwhile: look again first."""
    changed = newsletters.edit(
        a_draft(), Step(journals.staff(WORKER), MONDAY, StepId("edit")), words=some_words(title="Other")
    )

    with pytest.raises(Refused) as refused:
        newsletters.send(changed, Step(journals.staff(WORKER), MONDAY, StepId("send")), seen_version=1)

    assert refused.value.reason is NewsletterRefusal.OUT_OF_DATE


@pytest.mark.parametrize(
    ("draft", "reason"),
    [
        (a_draft(title=" "), NewsletterRefusal.NO_TITLE),
        (a_draft("K7M4-9QXR", a_part(picked=False)), NewsletterRefusal.EMPTY),
    ],
)
def test_nothing_empty_goes_out(draft: Newsletter, reason: NewsletterRefusal) -> None:
    """A title, and at least one part."""
    with pytest.raises(Refused) as refused:
        newsletters.send(draft, Step(journals.staff(WORKER), MONDAY, StepId("send")), seen_version=1)

    assert refused.value.reason is reason


def test_more_than_an_item_of_the_table_holds_is_refused() -> None:
    """60,000 characters in all, 60 parts."""
    for words, reason in (
        (some_words(intro="x" * 60_001), NewsletterRefusal.TOO_LONG),
        (some_words(*(a_part(id=str(n)) for n in range(1, 62))), NewsletterRefusal.TOO_MANY_PARTS),
    ):
        with pytest.raises(Refused) as refused:
            newsletters.edit(a_draft(), Step(journals.staff(WORKER), MONDAY, StepId("edit")), words=words)
        assert refused.value.reason is reason


def test_the_journal_says_how_many_letters_went_out_and_holds_no_words() -> None:
    """The evidence for "two newsletters a year": a ``sent`` entry with its numbers."""
    sent = in_state(NewsletterState.SENT)

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
