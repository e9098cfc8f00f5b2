"""Calendar files (RFC 5545): one session, corrected under the same UID with a higher SEQUENCE, or many as a feed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from takepart.domain.policy import Policy
from takepart.domain.programme.opportunity import Opportunity
from takepart.domain.programme.session import Session, SessionState
from takepart.domain.words import time_of_day

if TYPE_CHECKING:
    from icalendar import Calendar, Event


class CalendarFiles:
    """Writes calendar files for one site: the port ``CalendarWriter``.

    What writes them is loaded with the first one: pages start without it.
    """

    def __init__(self, *, site: str, policy: Policy) -> None:
        self._site, self._policy = site.rstrip("/"), policy

    def one(self, session: Session, opportunity: Opportunity, *, now: datetime, gone: bool = False) -> bytes:
        """One session. ``gone`` takes it out of a calendar that has it."""
        gone = gone or session.state is SessionState.CANCELLED
        calendar = self._calendar("CANCEL" if gone else "PUBLISH")
        calendar.add_component(self._event(session, opportunity, now=now, gone=gone))
        return bytes(calendar.to_ical())

    def feed(self, sessions: Iterable[tuple[Session, Opportunity]], *, now: datetime) -> bytes:
        """Many sessions, for a phone that follows them."""
        calendar = self._calendar("PUBLISH")
        calendar.add("x-wr-calname", self._policy.organisation.site_name)
        for session, opportunity in sessions:
            calendar.add_component(self._event(session, opportunity, now=now, gone=False))
        return bytes(calendar.to_ical())

    def _calendar(self, method: str) -> Calendar:
        from icalendar import Calendar

        calendar = Calendar()
        calendar.add("prodid", "-//Takepart//EN")
        calendar.add("version", "2.0")
        calendar.add("method", method)
        return calendar

    def _event(self, session: Session, opportunity: Opportunity, *, now: datetime, gone: bool) -> Event:
        from icalendar import Event, vCalAddress, vText

        event = Event()
        event.add("uid", f"{session.id}@{urlsplit(self._site).hostname}")
        event.add("sequence", session.sequence + (1 if gone and session.state is not SessionState.CANCELLED else 0))
        event.add("dtstamp", now)
        event.add("dtstart", session.starts)
        event.add("dtend", session.ends)
        event.add("summary", opportunity.about.title)
        event.add("location", session.where)
        each_day = f"Each day from {time_of_day(session.starts)} to {time_of_day(session.ends)}. "
        event.add("description", f"{each_day if session.days > 1 else ''}{opportunity.about.doing}")
        event.add("url", f"{self._site}/opportunities/{opportunity.id}")
        event.add("status", "CANCELLED" if gone else "CONFIRMED")
        organiser = vCalAddress(f"MAILTO:{self._policy.organisation.contact_email}")
        organiser.params["cn"] = vText(self._policy.organisation.site_name)
        event["organizer"] = organiser
        return event
