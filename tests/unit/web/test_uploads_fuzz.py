"""Forms with a file, as broken as a network or a program can make them: read, or told that they cannot be."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from takepart.web.forms.sheets import form_with_files
from takepart.web.problems import Problem
from takepart.web.requests import Request

WHOLE = (
    b'--x\r\nContent-Disposition: form-data; name="step"\r\n\r\nabcdef01\r\n'
    b'--x\r\nContent-Disposition: form-data; name="file"; filename="back.csv"\r\nContent-Type: text/csv\r\n\r\n'
    b"reference,reason\r\nK7M49QXR,closed\r\n\r\n--x--\r\n"
)
PIECES = st.sampled_from(
    [b"--x", b"--x--", b"\r\n", b"\n", b"\0", b'Content-Disposition: form-data; name="file"', b"name*0*=''%ff",
     b"Content-Disposition: form-data; name=", b'; filename="', b"Content-Transfer-Encoding: base64", b"=====",
     b"Content-Transfer-Encoding: x-uuencode", b"Content-Type: multipart/mixed; boundary=y", b"--y", b"\xff\xfe",
     b"Content-Type: message/rfc822", b"Content-Type: ", b"begin 644 x", b": ", b"(((", b'"\\', b"reference"]
)  # fmt: skip


def posted(body: bytes, kind: str = "multipart/form-data; boundary=x") -> Request:
    """A request with that body, as API Gateway hands it over when it is text."""
    return Request(
        id="r",
        method="POST",
        path="/office/batches/b/returns",
        headers={"content-type": kind},
        sent=body.decode("utf-8", "replace"),
    )


def test_a_whole_form_is_read() -> None:
    """Its fields, and its file as text."""
    typed = form_with_files(posted(WHOLE))

    assert (typed["step"], typed["file"].strip()) == ("abcdef01", "reference,reason\r\nK7M49QXR,closed")


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=40).map(b"".join))
def test_a_broken_form_is_read_or_refused(body: bytes) -> None:
    """Never anything else: the person goes back and sends it again."""
    with contextlib.suppress(Problem):
        form_with_files(posted(body))


@pytest.mark.parametrize("length", range(0, len(WHOLE), 7))
def test_a_form_that_was_cut_off_is_read_or_refused(length: int) -> None:
    """Wherever the line went dead."""
    with contextlib.suppress(Problem):
        form_with_files(posted(WHOLE[:length]))


@pytest.mark.parametrize(
    "kind",
    ["multipart/form-data"]
    + [f"multipart/form-data; {rest}" for rest in (
        'boundary="', "boundary=", ";", "boundary*0*=''%ff", "boundary=(((", "boundary=\udcff",
        "boundary=x; boundary=y", f"boundary={'x' * 5_000}",
    )],
)  # fmt: skip
def test_a_form_of_no_known_shape_is_read_or_refused(kind: str) -> None:
    """The kind of body is what somebody else says it is."""
    with contextlib.suppress(Problem):
        form_with_files(posted(WHOLE, kind))


def test_a_form_within_a_form_within_a_form_is_refused() -> None:
    """Two thousand deep."""
    deep = b"".join(b"--%d\r\nContent-Type: multipart/mixed; boundary=%d\r\n\r\n" % (n, n + 1) for n in range(1_700))

    with pytest.raises(Problem):
        form_with_files(posted(deep, "multipart/form-data; boundary=0"))
