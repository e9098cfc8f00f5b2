"""Opportunities and sessions in DynamoDB. What belongs to one session shares its partition: see programme_sign_ups."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from pynamodb.exceptions import PutError

from takepart.adapters.aggregates import Aggregates, Stored, read_each, read_one
from takepart.adapters.programme.parts import about_body, read_about
from takepart.adapters.programme.sign_ups_table import SESSION, places_row, session_pk
from takepart.adapters.rows import without_nothing
from takepart.domain.ids import ActivityTypeId, StaffId
from takepart.domain.journal import from_instant, instant
from takepart.domain.programme.agenda import Item
from takepart.domain.programme.ids import OpportunityId, SessionId
from takepart.domain.programme.opportunity import Opportunity, OpportunityState
from takepart.domain.programme.places import Places
from takepart.domain.programme.session import Session, SessionState
from takepart.use_cases.ports import StoreUnavailable

_OPPORTUNITY: Final = "OPPORTUNITY"


class OpportunitiesTable:
    """The port ``Opportunities``."""

    def __init__(self, aggregates: Aggregates) -> None:
        self.aggregates = aggregates

    def get(self, opportunity: OpportunityId) -> Opportunity | None:
        """The opportunity as it is now."""
        stored = self.aggregates.get(f"OPPORTUNITY#{opportunity}", _OPPORTUNITY)
        return read_one(_read_opportunity, stored)

    def many(self, opportunities: Sequence[OpportunityId]) -> Sequence[Opportunity]:
        """Several of them, in one request."""
        keys = [(f"OPPORTUNITY#{each}", _OPPORTUNITY) for each in dict.fromkeys(opportunities)]
        return read_each(_read_opportunity, self.aggregates.many(keys))

    def add(self, opportunity: Opportunity) -> None:
        """Keep a new one."""
        self.aggregates.add(_stored_opportunity(opportunity))

    def save(self, opportunity: Opportunity) -> None:
        """Keep the next step."""
        self.aggregates.save(_stored_opportunity(opportunity))

    def in_state(
        self, state: OpportunityState, *, start: str | None = None, limit: int = 50
    ) -> tuple[Sequence[Opportunity], str | None]:
        """One page of those in one state, the newest first."""
        found, after = self.aggregates.on_board(f"opportunity:{state.value}", start=start, limit=limit, newest=True)
        return read_each(_read_opportunity, found), after


class SessionsTable:
    """The port ``Sessions``."""

    def __init__(self, aggregates: Aggregates) -> None:
        self.aggregates = aggregates

    def get(self, session: SessionId) -> Session | None:
        """The session as it is now."""
        stored = self.aggregates.get(session_pk(session), SESSION)
        return read_one(_read_session, stored)

    def add(self, session: Session, places: int) -> None:
        """Keep a new one. Its places are written first: a session that people can find always has some."""
        row = places_row(self.aggregates, Places(session=session.id, total=places))
        try:
            row.save(condition=type(row).pk.does_not_exist())
        except PutError as error:
            if error.cause_response_code != "ConditionalCheckFailedException":
                raise StoreUnavailable from error
        self.aggregates.add(stored_session(session))

    def save(self, session: Session) -> None:
        """Keep the next step."""
        self.aggregates.save(stored_session(session))

    def of_opportunity(self, opportunity: OpportunityId) -> Sequence[Session]:
        """All sessions of one opportunity, the earliest first."""
        return read_each(_read_session, self.aggregates.of_mailbox(f"opportunity:{opportunity}"))

    def planned(self, *, since: datetime, until: datetime) -> Sequence[Session]:
        """Sessions that are to happen between two moments, all of them, the earliest first."""
        return self._between(SessionState.PLANNED, since, until)

    def held(self, *, since: datetime, until: datetime) -> Sequence[Session]:
        """Sessions that took place between two moments, all of them, the earliest first."""
        return self._between(SessionState.HELD, since, until)

    def _between(self, state: SessionState, since: datetime, until: datetime) -> Sequence[Session]:
        found = self.aggregates.between(f"session:{state.value}", instant(since), instant(until))
        return read_each(_read_session, found)


def _stored_opportunity(opportunity: Opportunity) -> Stored:
    return Stored(
        pk=f"OPPORTUNITY#{opportunity.id}",
        sk=_OPPORTUNITY,
        state=opportunity.state.value,
        journal=opportunity.journal,
        body={"about": about_body(opportunity.about), "worker": opportunity.worker},
        keys={
            "board": f"opportunity:{opportunity.state.value}",
            "board_at": instant(opportunity.journal[0].at),
        },
    )


def _read_opportunity(stored: Stored) -> Opportunity:
    return Opportunity(
        id=OpportunityId(stored.pk.removeprefix("OPPORTUNITY#")),
        state=OpportunityState(stored.state),
        about=read_about(stored.body["about"]),
        worker=StaffId(stored.body["worker"]),
        journal=stored.journal,
    )


def stored_session(session: Session) -> Stored:
    """The session as it is kept, without its places."""
    return Stored(
        pk=session_pk(session.id),
        sk=SESSION,
        state=session.state.value,
        journal=session.journal,
        body=without_nothing(
            {
                "opportunity": session.opportunity,
                "activity": session.activity_type,
                "starts": instant(session.starts),
                "ends": instant(session.ends),
                "where": session.where,
                "online": "yes" if session.online else "",
                "contact": session.contact,
                "sequence": session.sequence or None,
                "agenda": session.agenda,
                "items": [{"ref": item.ref, "text": item.text} for item in session.items],
                "notes": session.notes,
            }
        ),
        keys={
            "board": f"session:{session.state.value}",
            "board_at": instant(session.starts),
            "mailbox": f"opportunity:{session.opportunity}",
            "day": instant(session.starts),
        },
    )


def _read_session(stored: Stored) -> Session:
    body = stored.body
    return Session(
        id=SessionId(stored.pk.removeprefix("SESSION#")),
        opportunity=OpportunityId(body["opportunity"]),
        activity_type=ActivityTypeId(body["activity"]),
        state=SessionState(stored.state),
        starts=from_instant(body["starts"]),
        ends=from_instant(body["ends"]),
        where=body.get("where", ""),
        online=bool(body.get("online")),
        contact=body.get("contact", ""),
        sequence=int(body.get("sequence", 0)),
        agenda=body.get("agenda", ""),
        items=tuple(Item(ref=each["ref"], text=each["text"]) for each in body.get("items", ())),
        notes=body.get("notes", ""),
        journal=stored.journal,
    )
