"""Which telephone numbers take a text message.

Source: Ofcom, National Telephone Numbering Plan (S2.2: mobile services from 071 to 075 and 077 to 079, and 07624 on the
Isle of Man; 070 and 076 are personal numbers and pagers, and dear).
"""

from __future__ import annotations

import re
from typing import Final

from takepart.domain.typed_words import without_gaps

_MOBILE: Final = re.compile(r"(?:\+44|0044|44|0)(7(?:[1-57-9]\d{8}|624\d{6}))", re.ASCII)


def mobile(text: str) -> str:
    """A mobile number of the UK as ``+447700900123``, however it was typed; empty for any other."""
    found = _MOBILE.fullmatch(re.sub(r"[()]", "", without_gaps(text)).replace("+440", "+44"))
    return f"+44{found[1]}" if found else ""
