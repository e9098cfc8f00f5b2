"""Telephone numbers and miles, as people type them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from werkzeug.datastructures import MultiDict
from wtforms import Form

from takepart.web.forms.fields import Miles, Phone


class _Typed(Form):
    phone = Phone("Phone")
    miles = Miles("Miles")


def typed(**boxes: str) -> _Typed:
    form = _Typed(MultiDict(boxes))
    form.validate()
    return form


@pytest.mark.parametrize(
    "number",
    [
        "0151 496 0000",
        "+44 (0)151.496.0000",
        "0151\u2011496\u20110000",
        "0151\u00a0496\u20130000",
        "\u202a01514960000\u202c",
        "0151/4960000",
    ],
)
def test_a_number_is_taken_however_its_parts_are_set_apart(number: str) -> None:
    """As letterheads and phones write it."""
    assert not typed(phone=number).errors


@pytest.mark.parametrize("number", ["12 34", "phone me", "0" * 16, "٠١٥١٤٩٦٠٠٠٠"])
def test_what_is_no_telephone_number_is_refused(number: str) -> None:
    """With an example."""
    assert "like 0151" in typed(phone=number).phone.errors[0]


@pytest.mark.parametrize(
    ("words", "miles"),
    [
        ("12", "12.0"),
        ("12.5 mi", "12.5"),
        ("12.5miles", "12.5"),
        ("1 mile", "1.0"),
        ("12.54", "12.5"),
        ("12.55", "12.6"),
        (".5", "0.5"),
        ("4.", "4.0"),
    ],
)
def test_miles_are_taken_to_a_tenth(words: str, miles: str) -> None:
    """Rounded half up, as the hint says."""
    assert typed(miles=words).miles.data == Decimal(miles)


@pytest.mark.parametrize("words", ["12,5", "nan", "0", "0.04", "-1", "ten", "1e3", "12 km"])
def test_what_is_no_distance_is_refused(words: str) -> None:
    """With an example, or the reason."""
    assert typed(miles=words).errors["miles"]
