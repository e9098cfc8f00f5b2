"""How days, times, lengths and lists are written: the same on pages as in letters."""

from takepart.domain.words import LONDON, counted, length, listed, long_day, moment, short_day

__all__ = ["LONDON", "counted", "length", "listed", "long_day", "moment", "short_day"]
