"""The part of a policy file about being heard: ``[voice]``, its venues, and each kind of complaint."""

from __future__ import annotations

from takepart.adapters.policy.reader import Table
from takepart.domain.ids import StaffId
from takepart.domain.voice.rules import ClockStart, ComplaintStage, CountedIn, Track, Venue, VoiceRules


def voice_rules(table: Table) -> VoiceRules:
    """Read it. What is wrong is noted in the table."""
    rules = VoiceRules(
        readers=_staff(table, "readers"),
        duty=_staff(table, "duty"),
        checkers=_staff(table, "checkers"),
        complaints_desk=_staff(table, "complaints_desk"),
        reply_days=table.whole("reply_days", least=1, most=60),
        ask_again_days=table.whole("ask_again_days", least=1, most=366),
        least_seconds=table.whole("least_seconds", most=60),
        most_a_day=table.whole("most_a_day", least=1, most=100_000),
        kept_months=table.whole("kept_months", least=1, most=240),
        words_of_harm=table.texts("words_of_harm", least=1) if table.has("words_of_harm") else (),
        exit_interviews=table.yes_or_no("exit_interviews"),
        venues=tuple(_venue(each) for each in table.tables("venues", least=0)),
        tracks=tuple(_track(each) for each in table.tables("tracks")),
        stakeholder_group=table.email("stakeholder_group") if table.has("stakeholder_group") else None,
    )
    table.close()
    return rules


def _staff(table: Table, key: str) -> tuple[StaffId, ...]:
    return tuple(StaffId(each) for each in table.texts(key, least=1))


def _venue(table: Table) -> Venue:
    venue = Venue(
        id=table.name_of(), name=table.text("name"), team=table.name_of("team") if table.has("team") else None
    )
    table.close()
    return venue


def _track(table: Table) -> Track:
    track = Track(
        id=table.name_of(),
        name=table.text("name"),
        summary=table.text("summary", most=300),
        acknowledge_days=table.whole("acknowledge_days", least=1, most=60),
        acknowledge_in=table.one_of("acknowledge_in", CountedIn),
        within_months=table.whole("within_months", least=1, most=120),
        next_stage_days=table.whole("next_stage_days", least=1, most=400),
        kept_months=table.whole("kept_months", least=1, most=240),
        stages=tuple(_stage(each) for each in table.tables("stages")),
    )
    table.close()
    return track


def _stage(table: Table) -> ComplaintStage:
    days = table.whole("days", least=1, most=400)
    stage = ComplaintStage(
        id=table.name_of(),
        name=table.text("name"),
        days=days,
        most_days=table.whole("most_days", least=1, most=400) if table.has("most_days") else days,
        counted_in=table.one_of("counted_in", CountedIn),
        starts=table.one_of("starts", ClockStart),
        handlers=_staff(table, "handlers"),
        apart_from=table.texts("apart_from") if table.has("apart_from") else (),
    )
    table.close()
    return stage
