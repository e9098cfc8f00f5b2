"""That a place's feedback address was used, in DynamoDB: one item a place and month, without any words."""

from __future__ import annotations

from takepart.adapters.store import Shape, Store
from takepart.domain.voice.heard import VenueHeard


class HeardTable(Store[VenueHeard]):
    """The port ``HeardAt``."""

    shape = Shape(VenueHeard, pk="VENUE#{id}", sk="VENUE")
