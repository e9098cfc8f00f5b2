"""What makes the rules about being heard unfit, although each of their values can be read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from takepart.domain.policy.policy import Policy
from takepart.domain.voice.rules import Track, VoiceRules


def voice_problems(policy: Policy) -> Iterator[tuple[str, str]]:
    """Every contradiction: (key, what is wrong and what is allowed)."""
    rules = policy.voice
    if rules is None:
        return
    yield from _people(rules, policy)
    yield from _twice("voice.venues", [each.id for each in rules.venues])
    yield from _twice("voice.tracks", [each.id for each in rules.tracks])
    for track in rules.tracks:
        yield from _track(track)


def _people(rules: VoiceRules, policy: Policy) -> Iterator[tuple[str, str]]:
    known = {member.id for member in policy.staff}
    lists = {
        "voice.readers": rules.readers,
        "voice.duty": rules.duty,
        "voice.checkers": rules.checkers,
        "voice.complaints_desk": rules.complaints_desk,
    } | {
        f"voice.tracks[{track.id}].stages[{stage.id}].handlers": stage.handlers
        for track in rules.tracks
        for stage in track.stages
    }
    for key, staff in lists.items():
        for each in staff:
            if known and each not in known:
                yield key, f'"{each}" is not on the staff, choose from {", ".join(sorted(known))}'
    if len({*rules.checkers, *rules.readers}) < 2:
        yield "voice.checkers", "the only reader cannot check what they wrote, name somebody else"
    if len(set(rules.duty)) < 2:
        yield "voice.duty", "one person cannot always be there, name two or more"


def _track(track: Track) -> Iterator[tuple[str, str]]:
    at = f"voice.tracks[{track.id}].stages"
    yield from _twice(at, [each.id for each in track.stages])
    before: list[str] = []
    for stage in track.stages:
        if stage.most_days < stage.days:
            yield f"{at}[{stage.id}].most_days", f"{stage.most_days} is less than days, write {stage.days} or more"
        for other in stage.apart_from:
            if other not in before:
                yield f"{at}[{stage.id}].apart_from", f'"{other}" is no earlier stage, choose from {", ".join(before)}'
        before.append(stage.id)


def _twice(key: str, names: list[str]) -> Iterator[tuple[str, str]]:
    for name, times in Counter(names).items():
        if times > 1:
            yield key, f'"{name}" is there {times} times, give each an id of its own'
