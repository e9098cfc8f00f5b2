"""That a place's feedback address was used, in DynamoDB: one item a place and month, without any words."""

from __future__ import annotations

from takepart.adapters.store import Shape, Store
from takepart.domain.voice.heard import Heard


class HeardTable(Store[Heard]):
    """The port ``HeardAt``."""

    shape = Shape(Heard, pk="VENUE#{id}", sk="VENUE")
