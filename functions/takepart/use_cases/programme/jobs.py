"""What the clock does for sessions: reminders, places that were kept long enough, and which sessions were held."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime, time, timedelta
from typing import Final

from takepart.domain import journal as journals
from takepart.domain.ids import StepId
from takepart.domain.policy import Policy
from takepart.domain.programme import session as sessions_domain
from takepart.domain.programme import sign_up as sign_ups_domain
from takepart.domain.programme.sign_up import SignUpState
from takepart.domain.uk_time import LONDON, local_date
from takepart.use_cases.ports import ChangedMeanwhile
from takepart.use_cases.programme.ports import Sessions, SignUps
from takepart.use_cases.programme.take_part import Pause, lapse, no_pause
from takepart.use_cases.stores import DamagedRecord

_LOOK_BACK: Final = timedelta(days=7)
"""How far back the hourly job looks for sessions that nobody has said were held: it may have stood still for days."""


def remind_participants(*, sessions: Sessions, sign_ups: SignUps, policy: Policy, now: datetime) -> int:
    """Remind everyone who has a place in a session so many days from now; how many. Run again, it reminds nobody twice.

    A session that was moved is reminded of anew.
    """
    reminded = 0
    for days in policy.participation.reminder_days:
        start = _midnight(local_date(now) + timedelta(days=days))
        end = _midnight(local_date(now) + timedelta(days=days + 1)) - timedelta(milliseconds=1)
        for session in sessions.planned(since=start, until=end):
            step = StepId(f"remind-{days}-{session.sequence}")
            for sign_up in sign_ups.of_session(session.id):
                if sign_up.state is not SignUpState.CONFIRMED or journals.has_step(sign_up.journal, step):
                    continue
                try:
                    sign_ups.save(sign_ups_domain.remind(sign_up, days=days, at=now, step=step))
                    reminded += 1
                except ChangedMeanwhile:
                    continue  # They just gave up the place, or the job runs twice.
    return reminded


def pass_on_places(
    *, sessions: Sessions, sign_ups: SignUps, policy: Policy, now: datetime, pause: Pause = no_pause
) -> int:
    """Take back what was kept long enough, and offer what is free to who waits; how many places lapsed."""
    lapsed = 0
    for session in sessions.planned(since=now, until=now + timedelta(days=366)):
        with suppress(DamagedRecord):  # its count of places, say: the other sessions go on
            lapsed += lapse(session, sign_ups=sign_ups, policy=policy, now=now, pause=pause)
    return lapsed


def hold_attended(*, sessions: Sessions, sign_ups: SignUps, now: datetime) -> int:
    """Say of each session that has started, and that somebody came to, that it was held; how many.

    A worker who takes attendance after the start says so at once. It is left to the clock when all were ticked at the
    open door, before the start, or scanned the code themselves.
    """
    held = 0
    for session in sessions.planned(since=now - _LOOK_BACK, until=now):
        if all(sign_up.state is not SignUpState.ATTENDED for sign_up in sign_ups.of_session(session.id)):
            continue
        with suppress(ChangedMeanwhile):  # A worker was faster, or the job runs twice.
            sessions.save(sessions_domain.hold(session, by=None, at=now, step=StepId("hold")))
            held += 1
    return held


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(0), tzinfo=LONDON)
