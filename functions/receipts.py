"""Receipts: looks at each file that arrives in the bucket."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import unquote_plus

from aws_lambda_powertools import Logger

from takepart.adapters.aggregates import Aggregates
from takepart.adapters.claims.claims_table import ClaimsTable
from takepart.adapters.claims.receipts_table import ReceiptsTable, S3ReceiptFiles, read_receipt_key
from takepart.adapters.clients import client
from takepart.adapters.settings import Settings
from takepart.use_cases.claims.check_receipt import check_receipt

settings = Settings()
logger = Logger()
files = S3ReceiptFiles(client("s3"), settings["RECEIPTS_BUCKET"])
receipts = ReceiptsTable(settings["CLAIMS_TABLE"])
claims = ClaimsTable(Aggregates(settings["CLAIMS_TABLE"]))


def handler(event: dict[str, Any], _context: object) -> None:
    """Check every file that the event names; one of them that fails makes the whole event come again."""
    for record in event.get("Records", ()):
        key = unquote_plus(record["s3"]["object"]["key"])
        found = read_receipt_key(key)
        if found is None:
            logger.warning("a file that is no receipt")
            continue
        draft, receipt = found
        at = datetime.fromisoformat(record["eventTime"].replace("Z", "+00:00"))
        checked = check_receipt(
            draft=draft, receipt=receipt, key=key, files=files, receipts=receipts, claims=claims, now=at
        )
        logger.info("receipt checked", receipt=receipt, usable=checked.usable, size=checked.size)
