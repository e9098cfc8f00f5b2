"""Writes policy files for tests: from the council's data with one thing changed, or from a whole Policy."""

from __future__ import annotations

import copy
import json
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date, time
from decimal import Decimal
from pathlib import Path
from typing import Any

from takepart.domain.money import Money
from takepart.domain.people.equality import Population
from takepart.domain.policy import Policy
from takepart.domain.policy.paying import LedgerFile
from takepart.domain.policy.rates import ActivityType, MileageRate
from takepart.domain.voice.rules import ComplaintStage
from tests.policies import POLICIES

DELETED = object()
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday")


def with_change(path: str, value: Any) -> dict[str, Any]:
    """The council's policy with one key changed, added or (DELETED) gone; ``staff.0.email`` counts from 0."""
    data: dict[str, Any] = copy.deepcopy(_COUNCIL)
    return change(data, path, value)


def change(data: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    """Change one key of a policy's data, in place."""
    at: Any = data
    *parents, last = (int(part) if part.isdigit() else part for part in path.split("."))
    for part in parents:
        at = at[part]
    if value is DELETED:
        del at[last]
    elif isinstance(last, int) and last == len(at):
        at.append(value)
    else:
        at[last] = value
    return data


_COUNCIL = tomllib.loads((POLICIES / "wirral.toml").read_text())


def written(data: Mapping[str, Any], folder: Path) -> Path:
    """The data as a file."""
    file = folder / "policy.toml"
    file.write_text("\n".join(dumps(data)) + "\n", encoding="utf-8")
    return file


def dumps(table: Mapping[str, Any], at: str = "") -> Iterator[str]:
    """A table's lines: its values first, then the tables in it."""
    later = []
    for key, value in table.items():
        if isinstance(value, Mapping) or (isinstance(value, list) and value and isinstance(value[0], Mapping)):
            later.append((key, value))
        else:
            yield f"{key} = {_value(value)}"
    for key, value in later:
        name = f"{at}.{key}" if at else key
        for each in value if isinstance(value, list) else [value]:
            yield f"[[{name}]]" if isinstance(value, list) else f"[{name}]"
            yield from dumps(each, name)


def _value(value: Any) -> str:
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_value(each) for each in value) + "]"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, date | time):
        return value.isoformat()
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else str(value)


def _ledger(file: LedgerFile) -> dict[str, Any]:
    return _fields(file) | {
        "columns": [{key: value for key, value in _fields(each).items() if value} for each in file.columns]
    }


def data_of(policy: Policy) -> dict[str, Any]:
    """A policy as its file would hold it."""
    who, hours, profile = policy.organisation, policy.school_hours, policy.bank_file
    approval, claims, promise = policy.approval, policy.claims, policy.promise
    part = policy.participation
    data: dict[str, Any] = {
        "version": policy.version,
        "allowed_origins": policy.allowed_origins,
        "organisation": _fields(who) | {"independent_person": _fields(who.independent_person)},
        "staff": [_fields(each) | {"roles": sorted(each.roles)} for each in policy.staff],
        "activities": [_activity(each) for each in policy.activity_types],
        "mileage": [_mileage(each) for each in policy.mileage.rates],
        "claims": _fields(claims)
        | {"most_by_kind": {k.value: _money(v) for k, v in claims.most_by_kind.items()}}
        | {"person_limits": [_fields(each) for each in claims.person_limits]}
        | {"ceilings": [{k: v for k, v in _fields(each).items() if v != ""} for each in claims.ceilings]},
        "approval": {
            key: value
            for key, value in _fields(approval).items()
            if value or key not in ("small_team", "fees_agreed_by")
        },
        "promise": _fields(promise) | {"run_days": [_DAYS[day] for day in sorted(promise.run_days)]},
        "bank_file": _fields(profile)
        | {"delimiter": "tab" if profile.delimiter == "\t" else profile.delimiter}
        | ({"own": _fields(profile.own)} if profile.own else {}),
        **({"ledger": _ledger(policy.ledger)} if policy.ledger else {}),
        "cash": _fields(policy.cash),
        "vouchers": _fields(policy.vouchers),
        "charities": [_fields(each) for each in policy.charities],
        "wording": {key: value for key, value in _fields(policy.wording).items() if value},
        "retention": _fields(policy.retention),
        "letters": _fields(policy.letters),
        "participation": _fields(part)
        | {
            "courses": [_fields(each) for each in part.courses],
            "limits": [_fields(each) for each in part.limits],
        },
    }
    if hours is not None:
        data["school_hours"] = _fields(hours) | {"terms": [_fields(term) for term in hours.terms]}
    if (voice := policy.voice) is not None:
        tracks = [
            _fields(track) | {"beyond": _fields(track.beyond), "stages": [_stage(stage) for stage in track.stages]}
            for track in voice.tracks
        ]
        listed = ("venues", "rota", "complaint_letters")
        lists = {name: [_fields(each) for each in getattr(voice, name)] for name in listed}
        data["voice"] = _fields(voice) | lists | {"tracks": tracks}
    if (asked := policy.equality) is not None:
        questions = [_fields(each) | {"answers": [_fields(one) for one in each.answers]} for each in asked.questions]
        for each in questions:
            if not each["hint"]:
                del each["hint"]
        data["equality"] = {"year_starts": asked.year_starts, "public": asked.public, "questions": questions}
        data["population"] = [_population(each) for each in asked.populations]
    return data


def _stage(stage: ComplaintStage) -> dict[str, Any]:
    people, milestones = [_fields(each) for each in stage.people], [_fields(each) for each in stage.milestones]
    return _fields(stage) | {"people": people, "milestones": milestones}


def _population(population: Population) -> dict[str, Any]:
    fields = _fields(population) | {"shares": {name: str(share) for name, share in population.shares.items()}}
    return {name: value for name, value in fields.items() if value}


def _activity(activity_type: ActivityType) -> dict[str, Any]:
    fields = {key: value for key, value in _fields(activity_type).items() if value != ""}
    rates = [
        {key: value for key, value in _fields(rate).items() if value != ""}
        | {"longer": [_fields(each) for each in rate.longer]}
        for rate in activity_type.rates
    ]
    return fields | {"rates": rates}


def _mileage(rate: MileageRate) -> dict[str, Any]:
    fields = {key: f"{value}p" if isinstance(value, Decimal) else value for key, value in _fields(rate).items()}
    del fields["car_threshold"]
    fields["vehicles"] = [
        {key: f"{value}p" if isinstance(value, Decimal) else value for key, value in _fields(each).items()}
        for each in rate.vehicles
    ]
    return fields | {"car_threshold_miles": int(rate.car_threshold)}


def _money(amount: Money) -> str:
    return f"{amount.pence // 100}.{amount.pence % 100:02}"


def _fields(part: Any) -> dict[str, Any]:
    values = {name: getattr(part, name) for name in part.__dataclass_fields__}
    return {
        name: _money(value) if isinstance(value, Money) else value
        for name, value in values.items()
        if value is not None
    }
