"""The names that things go by. Each is opaque: only the module that makes one may look inside it."""

import re
from typing import Final, NewType

ActivityTypeId = NewType("ActivityTypeId", str)
"""A row of the schedule of payments, as the policy file names it: ``focus-group``."""

ClaimId = NewType("ClaimId", str)
"""A claim's reference, the one the participant reads aloud: ``K7M4-9QXR``."""

DraftId = NewType("DraftId", str)
"""A claim that is still being written. Long and random, since whoever knows it can read the draft."""

LineId = NewType("LineId", str)
"""A line's place in its claim, from ``1``. It never changes once the claim is sent."""

PersonId = NewType("PersonId", str)
"""A participant, without saying who: a MAC, so that it can be in a journal after the person is erased."""

StaffId = NewType("StaffId", str)
"""A member of staff, as the policy file names them: ``finance-1``."""

SessionKey = NewType("SessionKey", str)
"""One session of one activity, the same for everyone who was there: ``focus-group/2026-05-14/morning``.

Where attendance was recorded, the session's own id stands after it: ``focus-group/2026-05-14/morning/3f9a…``."""

StepId = NewType("StepId", str)
"""One attempt to change something. Sent twice, it happens once."""

BatchId = NewType("BatchId", str)
"""A payment batch, named by its date: ``2026-11-24-1``."""

ReceiptId = NewType("ReceiptId", str)
"""A photo or PDF of a receipt."""

CharityId = NewType("CharityId", str)
"""A charity that the policy lets people give their fee to."""

FloatId = NewType("FloatId", str)
"""A cash float, as its keeper calls it: ``drop-in-box``."""

_AGAIN: Final = re.compile(r"(.+\.[0-9a-f]{12})-\d+")


def first_id(person: PersonId) -> PersonId:
    """The id that somebody had first, before they were forgotten and came again: what is paid once goes by it."""
    found = _AGAIN.fullmatch(person)
    return PersonId(found[1]) if found else person


OpportunityId = NewType("OpportunityId", str)
"""Something to take part in."""

SessionId = NewType("SessionId", str)
"""One dated meeting of an opportunity."""

CourseId = NewType("CourseId", str)
"""A training course, as the policy names it: ``interviewing``."""
