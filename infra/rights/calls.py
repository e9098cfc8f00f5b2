"""Writes down what each function asks of AWS, as far as a role could allow or deny it. Nothing of what is stored.

Loaded by its path into the process that functions run in, which has nothing else of ours (`infra/local/zygote.py`).
A resource is written down as the variable that names it to the function: ``CLAIMS_TABLE``.
"""

import json
import os
import re
from collections.abc import Callable, Iterator, Mapping
from email.utils import parseaddr
from pathlib import Path
from typing import Any

FOLDER = "CALLS"
"""The variable that says where calls are written down; without it nothing is."""
WRITES = {"Put": "PutItem", "Update": "UpdateItem", "Delete": "DeleteItem", "ConditionCheck": "ConditionCheckItem"}
ONE_RIGHT = {
    "SendMessageBatch": "SendMessage",
    "DeleteMessageBatch": "DeleteMessage",
    "ChangeMessageVisibilityBatch": "ChangeMessageVisibility",
    "HeadObject": "GetObject",
}
"""Operations that have no right of their own: on AWS whoever may send one message may send ten."""
HASH_KEY = re.compile(r"^\(?\s*(#?\w+)\s*=\s*(:\w+)")
CHANGING = re.compile(r"[0-9a-f]{8,}|\d+|(?<=#).+")
"""What differs from one thing to the next in a key: ids, numbers, days."""

Call = dict[str, Any]
"""action, and what it is about: table or key or queue or bucket, and what conditions can look at."""


def function_of_process() -> str:
    """The function that this process is for, by the name of this copy; nothing outside of one."""
    return os.environ.get("AWS_LAMBDA_FUNCTION_NAME", "")


def note_calls(folder: Path, running: Callable[[], str] = function_of_process) -> None:
    """From now on, what sessions of botocore in this process ask while a function is running is written down."""
    from botocore import handlers, signers

    seen: set[str] = set()
    posted = signers.S3PostPresigner.generate_presigned_post

    def note(calls: Iterator[Call]) -> None:
        function = running()
        for call in calls if function else ():
            line = json.dumps({"function": function} | named(call), sort_keys=True)
            if line not in seen:
                seen.add(line)
                with (folder / f"{os.getpid()}.jsonl").open("a") as file:
                    file.write(f"{line}\n")

    def asked(params: dict[str, Any], model: Any, **_: Any) -> None:
        note(calls_of(model.service_model.service_name, model.name, params))

    def signed(self: Any, request_dict: dict[str, Any], **options: Any) -> Any:
        fields = {
            name: value for each in options["conditions"] if isinstance(each, dict) for name, value in each.items()
        }
        note(iter([{"action": "s3:PutObject", "bucket": fields["bucket"], "key": str(fields["key"])}]))
        return posted(self, request_dict, **options)

    handlers.BUILTIN_HANDLERS.append(("before-parameter-build", asked))
    presigner: Any = signers.S3PostPresigner
    presigner.generate_presigned_post = signed


def named(call: Call) -> Call:
    """With the function's own variables in place of this copy's names, and keys by their kind."""
    variables = {value: name for name, value in os.environ.items() if name.isupper() and value}
    told = {name: variables.get(value, value) if isinstance(value, str) else value for name, value in call.items()}
    return (
        told | {"leading": sorted({CHANGING.sub("x", key) for key in call["leading"]})} if "leading" in call else told
    )


def calls_of(service: str, operation: str, params: Mapping[str, Any]) -> Iterator[Call]:
    """What one request asks of IAM: for a request about several items, more than once."""
    if service == "dynamodb":
        yield from items_of(operation, params)
    elif service == "kms":
        context = sorted(params.get("EncryptionContext", {}))
        yield {"action": f"kms:{operation}", "kms": params["KeyId"], "context": context}
    elif service == "sqs":
        yield {"action": f"sqs:{ONE_RIGHT.get(operation, operation)}", "queue": params["QueueUrl"]}
    elif service == "s3" and operation != "CreateBucket":  # botocore asks it of itself, for the form of a posted file
        key = str(params.get("Key", ""))
        yield {"action": f"s3:{ONE_RIGHT.get(operation, operation)}", "bucket": params["Bucket"], "key": key}
    elif service == "sesv2":
        raw = "Raw" in params.get("Content", {})
        yield {
            "action": "ses:SendRawEmail" if raw else f"ses:{operation}",
            "sender": parseaddr(params.get("FromEmailAddress", ""))[1],  # a name before it has a condition of its own
        }
    elif service == "pinpoint-sms-voice-v2":
        yield {"action": f"sms-voice:{operation}", "texts": params["OriginationIdentity"]}
    elif service != "s3":
        yield {"action": f"{service}:{operation}"}


def items_of(operation: str, params: Mapping[str, Any]) -> Iterator[Call]:
    """The same of DynamoDB: one right for each item of a transaction, one for all keys of a batch in a table."""
    if operation == "TransactWriteItems":
        for each in params["TransactItems"]:
            ((kind, item),) = each.items()
            yield one(WRITES[kind], item["TableName"], [leading(item.get("Key") or item["Item"])])
    elif operation == "TransactGetItems":
        for each in params["TransactItems"]:
            yield one("GetItem", each["Get"]["TableName"], [leading(each["Get"]["Key"])])
    elif operation == "BatchGetItem":
        for table, asked in params["RequestItems"].items():
            yield one(operation, table, [leading(key) for key in asked["Keys"]])
    elif operation == "Query":
        match = HASH_KEY.match(params["KeyConditionExpression"])
        values = params["ExpressionAttributeValues"]
        keys = [str(values[match[2]]["S"])] if match else []
        yield one(operation, params["TableName"], keys) | {"index": params.get("IndexName", "")}
    elif "Item" in params or "Key" in params:
        yield one(operation, params["TableName"], [leading(params.get("Key") or params["Item"])])
    else:
        yield one(operation, params.get("TableName", ""), [])


def one(operation: str, table: str, keys: list[str]) -> Call:
    """A call about items of a table."""
    return {"action": f"dynamodb:{operation}", "table": table, "leading": keys}


def leading(key: Mapping[str, Any]) -> str:
    """The partition key of an item."""
    return str(key["pk"]["S"])
