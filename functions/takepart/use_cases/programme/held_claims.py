"""A claim that is begun and not sent waits while a parent or carer is asked. What was typed into it stays."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from typing import Final

from takepart.domain.programme.sign_up import SignUp
from takepart.use_cases.claims.drafts import Draft, Drafts, NoSuchDraft, change_draft

_PAGE: Final = "parent-asked"
"""Nobody can type into it: it has no form."""


def is_held(draft: Draft) -> bool:
    """Whether it waits for a parent's or carer's yes."""
    return bool(draft.answers(_PAGE))


def hold(sign_ups: Iterable[SignUp], *, drafts: Drafts) -> None:
    """Keep what was begun for these from being sent. Raises DraftChanged, StoreUnavailable."""
    for sign_up in sign_ups:
        if sign_up.draft is not None:
            with suppress(NoSuchDraft):
                change_draft(sign_up.draft, _held, drafts=drafts)


def release(sign_ups: Iterable[SignUp], *, drafts: Drafts) -> None:
    """The parent or carer said yes: it can be sent. Raises DraftChanged, StoreUnavailable."""
    for sign_up in sign_ups:
        if sign_up.draft is not None:
            with suppress(NoSuchDraft):
                change_draft(sign_up.draft, lambda draft: draft.without(_PAGE), drafts=drafts)


def _held(draft: Draft) -> Draft:
    return draft if draft.sent is not None else draft.answered(_PAGE, {"parent_asked": "yes"})
