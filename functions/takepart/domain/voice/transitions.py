"""Where a step leads, by the table of states of whatever it is about."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from takepart.domain.voice.refusals import CannotDo, VoiceRefusal

_State = TypeVar("_State")
_Action = TypeVar("_Action")


def state_after(table: Mapping[tuple[_State, _Action], _State], state: _State, action: _Action, *, of: str) -> _State:
    """The state that an action leads to. Raises CannotDo, naming ``of``, when the table does not allow it."""
    after = table.get((state, action))
    if after is None:
        raise CannotDo(of, reason=VoiceRefusal.NOT_IN_THIS_STATE)
    return after
