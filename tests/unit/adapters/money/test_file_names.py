"""Names in the bank's file."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from takepart.adapters.money.bank_file import file_name_of


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("Example Person", "EXAMPLE PERSON"),
        ("Zoë D’Example", "ZOE DEXAMPLE"),
        ("Zoë D'Example", "ZOE DEXAMPLE"),
        ("Łódź Żółć", "LODZ ZOLC"),
        ("Straße", "STRASSE"),
        ("Ex-Ample D. Person & Co/2", "EX-AMPLE D. PERSON"),
        ("Someone With A Very Long Name", "SOMEONE WITH A VER"),
        ("ABCDEFGHIJKLMNOPQ RST", "ABCDEFGHIJKLMNOPQ"),
        ("=CMD|' /C calc'!A0", "CMD /C CALC A0"),
        ("-2+3", "2 3"),
        ("@SUM(1)", "SUM 1"),
        ("Some\r\nPaid,999", "SOME PAID 999"),
        ("  ", "ACCOUNT HOLDER"),
        ("'", "ACCOUNT HOLDER"),
        ("Пример", "PRIMER"),
        ("مثال", "MTHL"),
    ],
)
def test_a_name_is_written_as_banks_can_read_it(name: str, written: str) -> None:
    """Accents and other scripts become plain letters; nothing can pass for a formula or a second column."""
    assert file_name_of(name) == written


@given(st.text(max_size=500), st.integers(5, 18))
def test_any_name_fits(name: str, length: int) -> None:
    """Whatever is typed, the file stays readable."""
    written = file_name_of(name, length=length)

    assert re.fullmatch(r"[A-Z0-9]([A-Z0-9.&/ -]*[A-Z0-9])?", written)
    assert len(written) <= length


@given(st.text(max_size=100))
def test_a_name_that_was_written_stays_as_it_is(name: str) -> None:
    """A second pass changes nothing, so it does not matter who wrote it first."""
    assert file_name_of(file_name_of(name)) == file_name_of(name)
