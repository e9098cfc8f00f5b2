"""Notices become letters: what is due, by when, and one link to all that concerns the person."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final

from takepart.domain.assurance import notices
from takepart.domain.assurance.notices import Item, Notice, NoticeKind
from takepart.domain.assurance.rules import Assurance, KeeperId, TeamId
from takepart.domain.assurance.standing import Status
from takepart.domain.links import Link, Purpose
from takepart.domain.uk_time import local_date
from takepart.use_cases.assurance.ports import Promises
from takepart.use_cases.letters import ClaimLetter, LetterDue
from takepart.use_cases.ports import ChangedMeanwhile, Event

_HEADINGS: Final = (("late", "Late"), ("soon", "Due soon"), ("plan", "Needs a plan"), ("ready", "Ready to sign"))


@dataclass(frozen=True, kw_only=True, slots=True)
class NoticeLine:
    """One line of a letter."""

    team: str
    what: str
    due: date


def notice_letters(event: Event, *, promises: Promises) -> tuple[LetterDue, ...]:
    """The one letter of a notice; none for a person whom the policy no longer names."""
    notice = promises.store.notice(event.about)
    keeper = promises.rules.acting(notice.to) if notice else None
    if notice is None or keeper is None:
        return ()
    lines, left = _lines(notice, promises.rules), dict(notice.left)
    more = sum(left.values())
    return (
        LetterDue(
            kind=ClaimLetter(notice.kind.value),
            key=event.id,
            to=keeper.email,
            link=promises_link(keeper.id, rules=promises.rules, at=notice.journal[0].at),
            values={
                "keeper": keeper,
                "parts": [(heading, lines[stage]) for stage, heading in _HEADINGS if stage in lines],
                "things": sum(map(len, lines.values())) + more,
                "more": more,
                "late": len(lines.get("late", ())) + left.get("late", 0),
                "counts": [(Status(name).plain, number) for name, number in notice.counts],
                "link_days": promises.rules.link_days,
            },
        ),
    )


def promises_link(keeper: KeeperId, *, rules: Assurance, at: datetime) -> Link:
    """The link to what one person looks after. It depends on the notice alone: a second copy carries the same."""
    expires = at.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(
        days=rules.link_days + 1
    )
    return Link(purpose=Purpose.PROMISES, about=keeper, turn=0, who=keeper, expires=expires)


def ask_for_promises_link(keeper: KeeperId, *, promises: Promises, now: datetime) -> None:
    """Have a fresh link sent, once a day at most. Raises StoreUnavailable."""
    notice = notices.notice(f"link~{local_date(now).isoformat()}~{keeper}", NoticeKind.LINK, keeper, at=now)
    with suppress(ChangedMeanwhile):
        promises.store.save(notice)


def _lines(notice: Notice, rules: Assurance) -> dict[str, list[NoticeLine]]:
    found: dict[str, list[NoticeLine]] = {}
    names = {team.id: team.name for team in rules.owners}
    for item in notice.items:
        if name := names.get(TeamId(item.team)):
            found.setdefault(item.stage, []).append(NoticeLine(team=name, what=_what(item, rules), due=item.due))
    return found


def _what(item: Item, rules: Assurance) -> str:
    if item.slot == "action":
        words = next((each.words for each in rules.statements if each.id == item.about), "")
        return f"Action from the audit: {words}"
    if item.slot == "audit":
        return "Yearly audit"
    return next((each.name for each in rules.commitments if each.id == item.about), item.about)
