"""What a foreign judge finds in the templates is put right, or stays for a reason that is written down."""

from __future__ import annotations

import pytest

from infra.judge_template import EVERY, OTHERS, Found, accepted, findings, problems
from infra.local.translate import parse
from infra.places import ROOT
from tests.template import template

STAYS = {"CKV_1": {"resources": ["Kept"], "reason": "r"}, "CKV_2": {"resources": EVERY, "reason": "r"}}
ALL = [Found("CKV_1", "Kept", "why"), Found("CKV_2", "Any", "why"), Found("CKV_2", "Other", "why")]


def test_what_stays_for_a_reason_is_no_problem() -> None:
    """By its name, or all of them."""
    assert list(problems(ALL, STAYS)) == []


@pytest.mark.parametrize("found", [Found("CKV_1", "Another", "why"), Found("CKV_3", "Kept", "why")])
def test_whatever_else_is_found_is_told(found: Found) -> None:
    """The same check of another resource, and a check that nobody accepted."""
    assert list(problems([*ALL, found], STAYS)) == [f"{found.check} {found.resource}: why"]


def test_a_reason_for_what_is_not_found_any_more_is_told() -> None:
    """Else the list would only grow, and hide what comes back later."""
    assert [each.split(":")[0] for each in problems([], STAYS)] == ["CKV_1 Kept", "CKV_2 *"]


def test_its_report_is_read_for_one_template_and_for_several() -> None:
    """It says a list or one, as it finds kinds of files."""
    failed = {"check_id": "CKV_1", "resource": "AWS::KMS::Key.Kept", "check_name": "why"}
    one = {"results": {"failed_checks": [failed]}}

    assert list(findings(one)) == list(findings([one])) == [ALL[0]]


def test_each_has_its_reason_and_names_what_is_there() -> None:
    """In a whole sentence, and by the template's names."""
    there = {*template()["Resources"], *(name for file in OTHERS for name in parse(ROOT / file)["Resources"])}

    for check, its in accepted().items():
        assert its["reason"].endswith("."), check
        assert its["resources"] == EVERY or set(its["resources"]) <= there, check
