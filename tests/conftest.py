"""How properties are tested: as many examples as usual, however busy the machine is."""

from __future__ import annotations

from hypothesis import settings

# A deadline would measure the machine, and the first use of the calendar of bank holidays, and not the code.
settings.register_profile("takepart", deadline=None)
settings.load_profile("takepart")
