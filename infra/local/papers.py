"""Papers that example people send: a PDF as small as one can be."""

from __future__ import annotations


def a_pdf(*, trailer: bytes = b"") -> bytes:
    """One empty page, whole to its last line."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >>",
    ]
    written, starts = b"%PDF-1.4\n", []
    for number, each in enumerate(objects, 1):
        starts.append(len(written))
        written += b"%d 0 obj\n%b\nendobj\n" % (number, each)
    table = b"xref\n0 4\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % start for start in starts)
    ends = b"trailer\n<< /Size 4 /Root 1 0 R %b>>\nstartxref\n%d\n%%%%EOF\n" % (trailer, len(written))
    return written + table + ends
