"""The promises' pages on top of fakes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from takepart.domain.assurance.rules import KeeperId
from takepart.domain.links import Link, Purpose
from takepart.web.app import App
from takepart.web.assurance.app import promises_app
from takepart.web.assurance.desk import PromisesDesk
from takepart.web.static import Static
from tests.assurance_builders import LEAD, a_commitment, a_team, an_assurance, an_audit_commitment
from tests.fakes import FakeLinks
from tests.fakes_assurance import FakeAsked, FakeEvidenceFiles, FakePromises
from tests.policies import WIRRAL
from tests.unit.web.calls import SITE

NOW = datetime(2026, 6, 15, 10, 0, tzinfo=UTC)


def a_desk(**changes: Any) -> PromisesDesk:
    """One team that owes drop-ins and an audit, in June 2026."""
    numbers = count(1)
    parts: dict[str, Any] = {
        "policy": WIRRAL,
        "assurance": an_assurance(
            a_team(contributors=(KeeperId("helper"),)), commitments=(a_commitment(), an_audit_commitment())
        ),
        "store": FakePromises(),
        "asked": FakeAsked(),
        "files": FakeEvidenceFiles(),
        "links": FakeLinks(),
        "now": lambda: NOW,
        "new_id": lambda: f"{next(numbers):032x}",
        "url": SITE,
        "static": Static(),
        **changes,
    }
    return PromisesDesk(**parts)


def an_app(desk: PromisesDesk) -> App:
    """Its pages."""
    return promises_app(desk, upload_origin="https://files.example")


def a_token(
    who: str = LEAD, *, expires: datetime = NOW + timedelta(days=9), purpose: Purpose = Purpose.PROMISES
) -> str:
    """The token of a link."""
    return FakeLinks().make(Link(purpose=purpose, about=who, turn=0, who=who, expires=expires))
