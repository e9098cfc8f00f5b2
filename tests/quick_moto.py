"""What moto answers for DynamoDB, spelled in a third of its time: import this before what starts it.

For each of the ten members that a value may have, moto looks for five spellings of its name: three quarters of what a
call took. A value of DynamoDB is a plain dictionary with one member, by its own name.
"""

from __future__ import annotations

from typing import Any, Final

from moto.core.model import Shape
from moto.core.serialize import ResponseSerializer

_SLOWLY: Final = ResponseSerializer.get_value


def _get_value(self: ResponseSerializer, value: Any, key: str, shape: Shape) -> Any:
    """A member of a structure; None for none."""
    if type(value) is dict and getattr(shape, "parent", shape).name == "AttributeValue":
        return value.get(key)
    return _SLOWLY(self, value, key, shape)


ResponseSerializer.get_value = _get_value  # type: ignore[method-assign]  # moto has no place to put another in
