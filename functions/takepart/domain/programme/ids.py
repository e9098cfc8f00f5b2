"""The names of what people take part in. Short enough for a poster, long enough that two never meet."""

from typing import NewType

OpportunityId = NewType("OpportunityId", str)
"""Something to take part in."""

SessionId = NewType("SessionId", str)
"""One dated meeting of an opportunity."""

CourseId = NewType("CourseId", str)
"""A training course, as the policy names it: ``interviewing``."""
