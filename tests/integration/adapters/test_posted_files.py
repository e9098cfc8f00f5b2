"""Where browsers send files to is known without asking for a client of the store."""

from __future__ import annotations

import pytest

from takepart.adapters import clients
from takepart.adapters.posted_files import origin, upload_form
from takepart.web.security import origin_of


@pytest.mark.parametrize("region", clients._session().get_available_regions("s3"))
def test_it_is_where_the_store_takes_a_form(aws: None, region: str) -> None:
    """In every region: a form that is sent elsewhere is stopped by the browser."""
    s3 = clients._session().create_client("s3", region_name=region, config=clients._OF_SERVICE["s3"])

    form = upload_form(s3, "receipts", "one", back_to="https://example.org/claim")

    assert origin(files_url="", region=region) == origin_of(form.url)
