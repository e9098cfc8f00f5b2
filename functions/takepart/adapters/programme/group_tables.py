"""Groups, messages to them, and who looked at whom: few functions need them."""

from __future__ import annotations

from collections.abc import Sequence

from takepart.adapters.aggregates import read_each
from takepart.adapters.store import Shape, Store
from takepart.domain.ids import OpportunityId, PersonId
from takepart.domain.journal import instant
from takepart.domain.people.look import Looks
from takepart.domain.programme.membership import Membership
from takepart.domain.programme.message import Message


def _keys_of_membership(one: Membership) -> dict[str, str]:
    came = instant(one.journal[0].at)
    return {"board": f"group:{one.group}", "board_at": came, "mailbox": f"member:{one.person}", "day": came}


class MembershipsTable(Store[Membership]):
    """The port ``Memberships``."""

    shape = Shape(Membership, pk="MEMBERSHIP#{group}/{person}", sk="MEMBERSHIP", keys=_keys_of_membership)

    def of_group(self, group: OpportunityId) -> Sequence[Membership]:
        """Everybody who is or was a member, in the order in which they came."""
        return self.every(f"group:{group}")

    def of_person(self, person: PersonId) -> Sequence[Membership]:
        """The groups that somebody is or was a member of."""
        return read_each(self.shape.read, self.aggregates.of_mailbox(f"member:{person}"))


class MessagesTable(Store[Message]):
    """Messages that workers wrote."""

    shape = Shape(Message, pk="MESSAGE#{id}", sk="MESSAGE")


class LooksTable(Store[Looks]):
    """Who looked at whom. It lies beside the people, under a key of its own: no letter is written about it."""

    shape = Shape(Looks, pk="LOOKS#{of}", sk="{month}")
