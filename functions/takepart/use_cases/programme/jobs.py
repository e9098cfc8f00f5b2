"""What the clock does for sessions: reminders, places that were kept long enough, and which sessions were held."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Final

from takepart.domain.aggregate import Step
from takepart.domain.programme.ids import SessionId
from takepart.domain.programme.session import hold
from takepart.domain.programme.sign_up import SignUpState, remind
from takepart.domain.uk_time import LONDON, local_date
from takepart.use_cases.doing import do_each
from takepart.use_cases.programme.ports import SessionStores
from takepart.use_cases.programme.take_part import by_the_clock, lapse
from takepart.use_cases.stores import DamagedRecord

_LOOK_BACK: Final = timedelta(days=7)
"""How far back the hourly job looks for sessions that nobody has said were held: it may have stood still for days."""


def remind_participants(*, kept: SessionStores, now: datetime) -> int:
    """Remind everyone who has a place in a session so many days from now; how many. Run again, it reminds nobody twice.

    A session that was moved is reminded of anew.
    """
    reminded = 0
    for days in kept.policy.participation.reminder_days:
        start = _midnight(local_date(now) + timedelta(days=days))
        end = _midnight(local_date(now) + timedelta(days=days + 1)) - timedelta(milliseconds=1)
        for session in kept.sessions.planned(since=start, until=end):
            step = by_the_clock(now, f"remind-{days}-{session.sequence}")
            reminded += _remind(session.id, step, days, kept=kept)
    return reminded


def _remind(session: SessionId, step: Step, days: int, *, kept: SessionStores) -> int:
    come = (each for each in kept.sign_ups.of_session(session) if each.state is SignUpState.CONFIRMED)
    return do_each(kept.sign_ups, come, lambda _: step, partial(remind, days=days))


def pass_on_places(*, kept: SessionStores, now: datetime) -> int:
    """Take back what was kept long enough, and offer what is free to who waits; how many places lapsed."""
    lapsed = 0
    for session in kept.sessions.planned(since=now, until=now + timedelta(days=366)):
        with suppress(DamagedRecord):  # its count of places, say: the other sessions go on
            lapsed += lapse(session, kept=kept, now=now)
    return lapsed


def hold_attended(*, kept: SessionStores, now: datetime) -> int:
    """Say of each session that has started, and that somebody came to, that it was held; how many.

    A worker who takes attendance after the start says so at once. It is left to the clock when all were ticked at the
    open door, before the start, or scanned the code themselves.
    """
    came = (
        session
        for session in kept.sessions.planned(since=now - _LOOK_BACK, until=now)
        if any(sign_up.state is SignUpState.ATTENDED for sign_up in kept.sign_ups.of_session(session.id))
    )
    return do_each(kept.sessions, came, lambda _: by_the_clock(now, "hold"), hold)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(0), tzinfo=LONDON)
