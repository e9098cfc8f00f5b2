"""Styles and pictures: each under a name that changes with its content, so that a browser may keep it for ever."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from aws_lambda_powertools.event_handler import Response

from takepart.web import responses
from takepart.web.problems import Problem
from takepart.web.requests import Request
from takepart.web.route import Answer, Call, NoForm, Routes
from takepart.web.sending import reads

FOLDER: Final = Path(__file__).parent / "static"
FILES: Final = "/static/"
FOR_EVER: Final = "public, max-age=31536000, immutable"
_TYPES: Final[Mapping[str, str]] = {
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".ico": "image/x-icon",
    ".woff2": "font/woff2",
    ".js": "text/javascript; charset=utf-8",
}
_TEXT: Final = {".css", ".svg", ".js"}
_PACKED: Final = {"br": "br", "gzip": "gz"}
"""How the build has compressed a file beside it, the smallest first: a name of HTTP, and the ending."""


class Static:
    """The built files in one folder, with ``manifest.json``: the plain name of each and the name it is served under."""

    def __init__(self, folder: Path = FOLDER) -> None:
        self._folder = folder

    @cached_property
    def _names(self) -> Mapping[str, str]:
        try:
            names = json.loads((self._folder / "manifest.json").read_text("utf-8"))
        except FileNotFoundError:
            return {}
        return {str(name): str(served) for name, served in names.items()}

    def address(self, name: str) -> str:
        """``/static/takepart.3f2a….css`` for ``takepart.css``. A name that was not built stays as it is."""
        return f"{FILES}{self._names.get(name, name)}"

    def read(self, served: str, request: Request) -> Response[str]:
        """A built file, as small as the browser reads it. Raises Problem 404 for what the manifest does not list."""
        kind = Path(served).suffix
        if served not in self._names.values() or kind not in _TYPES:
            raise Problem.not_found()
        headers = {"Cache-Control": FOR_EVER}
        for encoding, ending in _PACKED.items():
            packed = self._folder / f"{served}.{ending}"
            if reads(request, encoding) and packed.is_file():
                headers |= {"Content-Encoding": encoding, "Vary": "Accept-Encoding"}
                return responses.binary(packed.read_bytes(), _TYPES[kind], headers=headers)
        content = (self._folder / served).read_bytes()
        if kind in _TEXT:
            return Response(status_code=200, content_type=_TYPES[kind], body=content.decode("utf-8"), headers=headers)
        return responses.binary(content, _TYPES[kind], headers=headers)


routes: Routes[Any] = Routes("website")


@routes.get(f"{FILES}<served>")
def read(call: Call[Any, NoForm]) -> Answer:
    """A built file, under the name that its content gives it."""
    return call.site.static.read(call.params["served"], call.request)  # type: ignore[no-any-return]
