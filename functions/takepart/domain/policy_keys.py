"""What a policy file may say for a field, beyond what the field's type says: its limits, its unit, its name there.

The types of a policy are read by these annotations (see ``adapters/policy/reader.py``), and the list of every key in
``infra/policy-keys.md`` is made from them. So that they are there as they are, and not as words that have to be read
first at each start, the modules of these types do without ``from __future__ import annotations``.
"""

from typing import Annotated


class Key:
    """One key of the file. A key may be left out where the field has a default, or may be None.

    ``least`` and ``most`` bound a number, the number of things in a list, and the letters of words; without them a
    number is from 0 to a million, a list of tables has one, and words have 80 letters. ``kind`` is the reader's method
    where the type does not tell how it is written, ``name`` what the file calls it, ``same_as`` the key whose value it
    has when it is left out. What is ``flat`` has its keys among the others, and no table of its own.
    """

    def __init__(
        self,
        least: int | None = None,
        most: int | None = None,
        unit: str = "",
        *,
        kind: str = "",
        name: str = "",
        same_as: str = "",
        flat: bool = False,
    ) -> None:
        self.least, self.most, self.unit = least, most, unit
        self.kind, self.name, self.same_as, self.flat = kind, name, same_as, flat


Slug = Annotated[str, Key(kind="name_of")]
Email = Annotated[str, Key(kind="email")]
Notice = Annotated[str, Key(most=2000)]
FLAT = Key(flat=True)
MADE = Key(kind="made")
"""No key of the file's own gives it."""
