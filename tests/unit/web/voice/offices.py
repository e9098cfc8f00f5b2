"""The office's pages of being heard on top of fakes, as one member of staff sees them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count

from takepart.adapters.bank_holidays import england
from takepart.adapters.voice.questionnaire_templates import templates
from takepart.domain.ids import StaffId
from takepart.web.office.voice.app import voice_office_app
from takepart.web.office.voice.desk import VoiceOffice
from takepart.web.static import Static
from takepart.web.voice.desk import VoiceSite
from tests.fakes import FakeFailures, FakeSessions
from tests.unit.web.calls import SITE
from tests.unit.web.office.signed_in import Pages
from tests.voices import FakeAlerts


def office_of(
    site: VoiceSite,
    staff: str,
    *,
    now: Callable[[], datetime],
    alerts: FakeAlerts | None = None,
    failures: FakeFailures | None = None,
) -> Pages:
    """The office over the same stores as a public site."""
    sessions, numbers = FakeSessions(), count(1)
    sessions.start("secret", staff=StaffId(staff), until=now() + timedelta(days=999))
    return Pages(
        voice_office_app(
            VoiceOffice(
                policy=site.policy,
                failures=lambda: failures or FakeFailures(),
                holidays=england(),
                stores=site.stores if alerts is None else replace(site.stores, alerts=alerts),
                templates=templates,
                sessions=sessions,
                now=now,
                new_id=lambda: f"{staff.encode().hex()[:8]}{next(numbers):024x}",
                url=SITE,
                static=Static(),
                raise_alert=site.raise_alert if alerts is None else alerts.put,
            )
        )
    )
