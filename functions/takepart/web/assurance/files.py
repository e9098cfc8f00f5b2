"""Files of evidence: where one arrives, and whether what arrived can be used."""

from __future__ import annotations

import re
from typing import Final

from takepart.domain.assurance.duty import EvidenceFile
from takepart.domain.assurance.rules import Team
from takepart.use_cases.assurance.ports import UnusableFile
from takepart.web.assurance.desk import PromisesDesk

_FILE: Final = re.compile(r"[0-9a-f]{32}")


def sent_file(desk: PromisesDesk, team: Team, file_id: str) -> tuple[EvidenceFile | None, str]:
    """The file that was sent, or why it cannot be used."""
    if not file_id:
        return None, ""
    if not _FILE.fullmatch(file_id):
        return None, "We did not get a file. Choose it again."
    try:
        return desk.files.check(incoming(team, file_id), name="evidence"), ""
    except UnusableFile as unusable:
        return None, str(unusable)


def incoming(team: Team, file_id: str) -> str:
    """Where a file arrives; unused, it goes away by itself."""
    return f"incoming/{team.id}/{file_id}"
