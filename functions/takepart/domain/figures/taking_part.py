"""What a session adds, and what somebody's having been there adds: sessions, attendance, hours and people."""

from __future__ import annotations

from takepart.domain.assurance.rules import TeamId
from takepart.domain.assurance.years import YearStart
from takepart.domain.figures.contribution import NOTHING, Contribution, Mark, contribution
from takepart.domain.figures.figure import NOT_KNOWN, Figure, FigureBy, key, tag
from takepart.domain.figures.period import Period
from takepart.domain.people.details import PersonRole
from takepart.domain.programme.opportunity import About
from takepart.domain.programme.session import Session, SessionState
from takepart.domain.programme.sign_up import SignUp, SignUpState
from takepart.domain.uk_time import local_date


def of_session(session: Session, about: About, *, team: TeamId, starts: YearStart) -> Contribution:
    """A session that was held counts on its day, by kind and by level."""
    if session.state is not SessionState.HELD:
        return NOTHING
    period = Period.of(session.day, starts)
    return contribution(
        team,
        [
            (period, key(Figure.SESSIONS), 1),
            (period, key(Figure.SESSIONS, FigureBy.LEVEL, about.level.value), 1),
            (period, key(Figure.SESSIONS, FigureBy.KIND, about.kind.value), 1),
        ],
    )


def of_sign_up(
    sign_up: SignUp, about: About, *, role: PersonRole | None, team: TeamId, starts: YearStart
) -> Contribution:
    """Whoever was there counts as one attendance, for as long as the session lasted, and as one person."""
    if sign_up.state is not SignUpState.ATTENDED:
        return NOTHING
    period = Period.of(local_date(sign_up.starts), starts)
    level, kind = tag(FigureBy.LEVEL, about.level.value), tag(FigureBy.KIND, about.kind.value)
    mark = Mark(
        period=period,
        person=sign_up.person,
        tags=frozenset({level, kind, tag(FigureBy.ROLE, role.value if role else NOT_KNOWN)}),
    )
    return contribution(
        team,
        [
            (period, key(Figure.ATTENDANCES), 1),
            (period, key(Figure.ATTENDANCES, FigureBy.LEVEL, about.level.value), 1),
            (period, key(Figure.ATTENDANCES, FigureBy.KIND, about.kind.value), 1),
            (period, key(Figure.MINUTES), sign_up.offer.minutes),
        ],
        [mark],
    )
