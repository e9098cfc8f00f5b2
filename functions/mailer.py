"""The mailer: events from its queue become letters, each sent once unless an answer is lost."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord

from takepart.adapters import bank_holidays, clock
from takepart.adapters.aggregates import Aggregates
from takepart.adapters.claims.claims_table import ClaimsTable
from takepart.adapters.clients import client, later
from takepart.adapters.kms_identities import NamesTable
from takepart.adapters.kms_links import KmsLinkMaker, KmsMailboxMarks
from takepart.adapters.mail_log import MailTable
from takepart.adapters.messages import Messages
from takepart.adapters.ses_mail import SesMail
from takepart.adapters.settings import Settings
from takepart.adapters.sqs_queues import read_event
from takepart.domain.claims.claim import Claim
from takepart.domain.ids import StaffId
from takepart.domain.policy import Role, StaffMember, UnknownStaff
from takepart.letters.claims import ClaimWriter
from takepart.use_cases.claims.claim_letters import claim_letters
from takepart.use_cases.letters import LetterDue
from takepart.use_cases.outbox import Outbox
from takepart.use_cases.ports import Event, EventKind, Texts

if TYPE_CHECKING:
    from takepart.use_cases.programme.letters import ProgrammeLetters

settings = Settings()
policy = settings.policy()
logger = Logger()
aggregates = Aggregates(settings["CLAIMS_TABLE"])
claims = ClaimsTable(aggregates)
links = KmsLinkMaker(client("kms"), settings["LINK_KEY"])
names = NamesTable(settings["PROGRAMME_TABLE"])
marks = KmsMailboxMarks(client("kms"), settings["MAILBOX_KEY"])


@cache
def texts() -> Texts | None:
    """What sends text messages; None where the organisation has nothing that does."""
    if not settings.get("TEXTS_FROM"):
        return None
    from takepart.adapters import texts as by

    aws = later("pinpoint-sms-voice-v2")
    return by.texts(settings["TEXTS_FROM"], notify_key=settings.get("NOTIFY_KEY"), client=aws, now=clock.now)


outbox = Outbox(
    links=links,
    writer=ClaimWriter(policy=policy, site=settings.site, holidays=bank_holidays.england()),
    mail=SesMail(
        client("sesv2"),
        settings["SENDER"],
        organisation=policy.organisation,
        told_by=settings["LETTERS_SET"],
        sqs=later("sqs"),
        reports=settings["BOUNCES_QUEUE"],
    ),
    log=MailTable(settings["MAIL_TABLE"], retention=policy.retention, mark=marks),
    limits=policy.letters,
    texts=texts,
)


# Most letters are about claims. What the others need is loaded when the first of its kind is asked for: the names below
# are imported where they are used so that a claim's first letter does not wait for them.


@cache
def taking_part() -> ProgrammeLetters:
    """The letters about registering, sessions and sign-ups."""
    from takepart.adapters.programme.calendar_files import CalendarFiles
    from takepart.adapters.programme.group_tables import MembershipsTable, MessagesTable
    from takepart.adapters.programme.tables import OpportunitiesTable, PeopleTable, ProgrammeSessionsTable, SignUpsTable
    from takepart.use_cases.programme.letters import ProgrammeLetters

    programme = Aggregates(settings["PROGRAMME_TABLE"])
    return ProgrammeLetters(
        people=PeopleTable(Aggregates(settings["PEOPLE_TABLE"])),
        opportunities=OpportunitiesTable(programme),
        sessions=ProgrammeSessionsTable(programme),
        sign_ups=SignUpsTable(programme),
        messages=MessagesTable(programme),
        memberships=MembershipsTable(programme),
        calendar=CalendarFiles(site=settings.site, policy=policy),
        worker=worker,
        policy=policy,
    )


def reach(claim: Claim) -> str:
    """The address that somebody has today, where they changed it since they claimed."""
    known = names.of(claim.person)
    if known is None or not known.also:
        return claim.claimant.email  # Hardly anyone changes it: most letters read nothing more.
    from takepart.adapters.programme.tables import PeopleTable

    person = PeopleTable(Aggregates(settings["PEOPLE_TABLE"])).get(claim.person)
    return person.mail_goes_to if person is not None and person.moves else claim.claimant.email


def worker(id: StaffId) -> StaffMember | None:
    """Who runs sessions today: the member of staff, whoever acts for them, or any worker where nobody does."""
    try:
        return policy.acting(id)
    except UnknownStaff:
        return next(iter(policy.with_role(Role.WORKER)), None)


def about_a_batch(event: Event) -> Sequence[LetterDue]:
    """The letters of a batch's events; the links in them start to count now."""
    from takepart.adapters.money.batches_table import BatchesTable
    from takepart.use_cases.money.letters import batch_letters

    batches = BatchesTable(aggregates, settings["CLAIMS_TABLE"])
    return batch_letters(event, batches=batches, claims=claims, policy=policy, now=clock.now())


def about_vouchers(event: Event) -> Sequence[LetterDue]:
    """The letters of a stock of vouchers."""
    from takepart.adapters.money.vouchers_table import StocksTable
    from takepart.use_cases.money.letters import stock_letters

    return stock_letters(event, stocks=StocksTable(aggregates), policy=policy)


def about_signing_in(event: Event) -> Sequence[LetterDue]:
    """The letter with a link into the office."""
    from takepart.use_cases.sign_in import sign_in_letters

    return sign_in_letters(event, policy=policy, now=clock.now())


def about_promises_kept(event: Event) -> Sequence[LetterDue]:
    """The letter of a notice: what a keeper has to do by when."""
    from takepart.adapters.assurance.tables import AssuranceTable
    from takepart.use_cases.assurance.letters import notice_letters
    from takepart.use_cases.assurance.ports import Promises

    store = AssuranceTable(Aggregates(settings["ASSURANCE_TABLE"]))
    return notice_letters(event, promises=Promises(settings.assurance(), store))


def about_outreach(event: Event) -> Sequence[LetterDue]:
    """The letter to who owns an action to reach a missing group."""
    from takepart.adapters.assurance.outreach_table import OutreachTable
    from takepart.use_cases.reach.actions import outreach_letters

    store = OutreachTable(Aggregates(settings["ASSURANCE_TABLE"]))
    return outreach_letters(event, outreaches=store, policy=settings.policy(questions_too=True))


def about_money_promised(event: Event) -> Sequence[LetterDue]:
    """The letters to finance about money that may come late."""
    from takepart.use_cases.money.letters import promise_letters

    return promise_letters(event, claims=claims, policy=policy, holidays=bank_holidays.england())


def about_letters_that_came_back(event: Event) -> Sequence[LetterDue]:
    """The letter to staff about one that did not arrive."""
    from takepart.adapters.returned_table import ReturnedTable
    from takepart.use_cases.came_back import returned_letters

    return returned_letters(event, letters=ReturnedTable(Aggregates(settings["MAIL_TABLE"])), policy=policy)


letters_of: dict[EventKind, Callable[[Event], Sequence[LetterDue]]] = {
    EventKind.CLAIM: lambda event: claim_letters(event, claims=claims, policy=policy, now=clock.now(), reach=reach),
    EventKind.PERSON_LINK: lambda event: taking_part().of_link(event, now=clock.now()),
    EventKind.PERSON: lambda event: taking_part().of_person(event, now=clock.now()),
    EventKind.OPPORTUNITY: lambda event: taking_part().of_opportunity(event),
    EventKind.SESSION: lambda event: taking_part().of_session(event, now=clock.now()),
    EventKind.SIGN_UP: lambda event: taking_part().of_sign_up(event, now=clock.now()),
    EventKind.MEMBERSHIP: lambda event: taking_part().of_membership(event, now=clock.now()),
    EventKind.MESSAGE: lambda event: taking_part().of_message(event, now=clock.now()),
    EventKind.BATCH: about_a_batch,
    EventKind.VOUCHERS: about_vouchers,
    EventKind.SIGN_IN: about_signing_in,
    EventKind.NOTICE: about_promises_kept,
    EventKind.OUTREACH: about_outreach,
    EventKind.PROMISES: about_money_promised,
    EventKind.RETURNED: about_letters_that_came_back,
}


def one(record: SQSRecord) -> None:
    """Send the letters of one message. What it raises puts the message back on its queue."""
    event = read_event(record.body)
    try:
        went_out = outbox.send(letters_of[event.kind](event), now=clock.now(), event=event)
    except Exception as error:
        logger.error("letters not sent", event_id=event.id, action=event.action, error=type(error).__name__)
        raise
    logger.info("letters sent", event_id=event.id, action=event.action, letters=went_out)


messages = Messages(one, reasons=settings["TRANSIENT_TABLE"])


def handler(event: dict[str, Any], context: Any) -> Any:
    """Work through a batch; only the messages that failed come again."""
    settings.renew()
    return messages.work_off(event, context)
