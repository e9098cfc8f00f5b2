"""Files that a browser posts straight to S3, and downloads from there: one signed form and one address for all of them.

The store answers a refusal with a page that says nothing to a person. So the form lets any size through up to 64 MB,
and what is empty, too big or of another kind is refused by us, in words, where the browser comes back to.
"""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import urlsplit

from takepart.use_cases.ports import UploadForm

MOST_POSTED: Final = 64 * 1024 * 1024
"""Bytes. Far more than a photo or a scan has."""
_FORM_SECONDS: Final = 3600
_FIRST_REGION: Final = "us-east-1"
"""Its store answers without the region's name."""
_LINK_SECONDS: Final = 300


def upload_form(s3: Any, bucket: str, key: str, *, back_to: str, address: str = "") -> UploadForm:
    """A form for one file under ``key`` that comes back to a page of ours (S3: POST policy).

    ``address`` is where browsers reach the bucket, when not at its own.
    """
    signed = s3.generate_presigned_post(
        bucket,
        key,
        Fields={"success_action_redirect": back_to},
        Conditions=[{"success_action_redirect": back_to}, ["content-length-range", 0, MOST_POSTED]],
        ExpiresIn=_FORM_SECONDS,
    )
    return UploadForm(url=address or signed["url"], fields=signed["fields"])


def origin(*, files_url: str, region: str) -> str:
    """Where browsers send files to and get them from, without asking for a client: most pages need none."""
    if files_url:
        parts = urlsplit(files_url)
        return f"{parts.scheme}://{parts.netloc}"
    return "https://s3.amazonaws.com" if region == _FIRST_REGION else f"https://s3.{region}.amazonaws.com"


def download_link(s3: Any, bucket: str, key: str, *, name: str, content_type: str) -> str:
    """An address that downloads a file under this name, for five minutes, and never shows it inside our pages."""
    asked = {
        "Bucket": bucket,
        "Key": key,
        "ResponseContentDisposition": f'attachment; filename="{name}"',
        "ResponseContentType": content_type,
    }
    return str(s3.generate_presigned_url("get_object", Params=asked, ExpiresIn=_LINK_SECONDS))
