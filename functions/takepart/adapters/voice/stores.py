"""All of being heard in its one table, and its photos: what its functions are put together from."""

from __future__ import annotations

from takepart.adapters import clock
from takepart.adapters.aggregates import Aggregates
from takepart.adapters.voice.alerts import AlertsTable, FeedbackTable
from takepart.adapters.voice.answers import AnswersTable
from takepart.adapters.voice.complaints import ComplaintsTable
from takepart.adapters.voice.figures import HeardTable, VoiceFiguresTable
from takepart.adapters.voice.photo_files import S3PhotoFiles
from takepart.adapters.voice.questionnaires import ConsultationsTable, InvitationsTable, QuestionnairesTable
from takepart.adapters.voice.you_said import YouSaidTable
from takepart.use_cases.voice.ports import VoiceStores


def voice_tables(table: str, photos: S3PhotoFiles) -> VoiceStores:
    """Each of them on AWS."""
    aggregates = Aggregates(table)
    return VoiceStores(
        feedbacks=FeedbackTable(aggregates),
        alerts=AlertsTable(aggregates),
        complaints=ComplaintsTable(aggregates),
        you_saids=YouSaidTable(aggregates),
        photos=photos,
        consultations=ConsultationsTable(aggregates),
        questionnaires=QuestionnairesTable(aggregates),
        answers=AnswersTable(aggregates, table, pause=clock.pause, draw=clock.random_name),
        invitations=InvitationsTable(aggregates),
        figures=VoiceFiguresTable(table),
        heard_at=HeardTable(aggregates),
    )
