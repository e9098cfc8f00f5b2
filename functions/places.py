"""The places of sessions by the clock: reminders to who has one, what nobody took is passed on, what was held."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from aws_lambda_powertools import Logger

from takepart.adapters import clock
from takepart.adapters.aggregates import Aggregates
from takepart.adapters.programme.sign_ups_table import SignUpsTable
from takepart.adapters.programme.tables import SessionsTable
from takepart.adapters.settings import Settings
from takepart.use_cases.programme.jobs import hold_attended, pass_on_places, remind_participants

settings = Settings()
logger = Logger()
policy = settings.policy()
programme = Aggregates(settings["PROGRAMME_TABLE"])
sessions, sign_ups = SessionsTable(programme), SignUpsTable(programme)


def handler(event: dict[str, Any], _context: object) -> dict[str, int]:
    """Run the job that the event names, as of the moment that it was due."""
    now = datetime.fromisoformat(str(event["at"]).replace("Z", "+00:00"))
    if event["job"] == "remind-participants":
        done = {"reminded": remind_participants(sessions=sessions, sign_ups=sign_ups, policy=policy, now=now)}
    elif event["job"] == "pass-on-places":
        lapsed = pass_on_places(sessions=sessions, sign_ups=sign_ups, policy=policy, now=now, pause=clock.pause)
        done = {"lapsed": lapsed, "held": hold_attended(sessions=sessions, sign_ups=sign_ups, now=now)}
    else:
        raise ValueError(event["job"])
    logger.info("job done", job=event["job"], counts=done)
    return done
