"""What people said in the year and what came of it: feedback, "You said, we did", complaints, and a consultation."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import timedelta

from infra.local.year.world import World
from takepart.adapters.voice.alerts import FeedbackTable
from takepart.adapters.voice.complaints import ComplaintsTable
from takepart.adapters.voice.questionnaires import ConsultationsTable
from takepart.adapters.voice.you_said import YouSaidTable
from takepart.domain import journal as journals
from takepart.domain.aggregate import Step
from takepart.domain.ids import StaffId, StepId
from takepart.domain.references import LETTERS
from takepart.domain.voice import complaint as complaints_domain
from takepart.domain.voice import complaint_end
from takepart.domain.voice import consultation as consultations_domain
from takepart.domain.voice import feedback as feedbacks_domain
from takepart.domain.voice import you_said as you_saids_domain
from takepart.domain.voice.aggregates import SENDER, Signs
from takepart.domain.voice.codes import FeedbackId
from takepart.domain.voice.complaint_parts import Complainant, ComplaintId, Outcome
from takepart.domain.voice.consultation import Consultation, ConsultationEvidence, ConsultationId, HeardIn, Proposal
from takepart.domain.voice.days import after
from takepart.domain.voice.rules import CountedIn
from takepart.domain.voice.you_said import Decision, Source, YouSaidId, YouSaidWords
from takepart.use_cases.voice.ports import rules_of

READER, CHECKER = StaffId("participation-worker"), StaffId("participation-manager")
HANDLER = StaffId("service-manager")
SAID = (
    (318, "the-hive", "The music room is always locked.", 3),
    (290, "leaving-care", "I had to tell my story again to somebody new.", 4),
    (262, "", "The form for the trip was too long.", 2),
    (233, "town-hall", "Nobody said where the meeting was.", 6),
    (201, "the-hive", "We want to cook together.", 3),
    (170, "leaving-care", "The chairs in the waiting room hurt my back.", 5),
    (141, "", "My letter had words in it that I do not know.", 2),
    (112, "leaving-care", "Please answer texts, too.", 9),
    (84, "the-hive", "It is too cold in winter.", 4),
    (61, "leaving-care", "The front desk was kind to me.", 1),
    (43, "", "I like that you say what you did.", 2),
    (27, "leaving-care", "Can the drop-in be later, after college?", 3),
    (9, "the-hive", "The lift does not work.", 2),
    (3, "leaving-care", "When is the next drop-in?", None),
    (1, "", "Could meetings be online sometimes?", None),
)
"""How many days ago, where, what, and how many days later it was answered."""
DID = (
    (295, "the-hive", 1, "youth", Decision.DONE, "The music room is open from four to eight now."),
    (255, "leaving-care", 2, "leaving-care", Decision.DONE, "You get one page about you that you write once."),
    (190, "", 3, "youth", Decision.DONE, "The form is one page long."),
    (150, "", 5, "fostering", Decision.DONE, "We cook together on the first Friday of each month."),
    (66, "", 7, "disabilities", Decision.DONE, "We check our letters with young people before we send them."),
    (48, "", 8, "fostering", Decision.DOING, "You can text us from next spring on."),
    (36, "", 9, "youth", Decision.CANNOT, "The heating is not ours to change. We lend out blankets."),
    (15, "", 12, "leaving-care", Decision.DONE, "The drop-in starts at six now."),
)
"""When it was made public, of which of the things said, whose it was, what we decided and did."""
COMPLAINED = (
    ("childrens-services", 26, "My worker changed three times and nobody told me why.", "answered"),
    ("corporate", 19, "I was promised my money by a day, and it came two weeks later.", "taken"),
    ("childrens-services", 5, "Nobody asked me before my review was moved.", "new"),
)


def live(world: World) -> None:
    """Everything that was said, and what we did."""
    said = [_say(number, world) for number in range(len(SAID))]
    for ago, _, of, team, decision, did in DID:
        _publish(ago, said[of - 1], SAID[of - 1][1:3], team, decision, did, world)
    for number in range(len(COMPLAINED)):
        _complain(number, world)
    _consult(world)


def _say(number: int, world: World) -> FeedbackId:
    ago, venue, words, days = SAID[number]
    table = FeedbackTable(world.table("VoiceTable"))
    id = FeedbackId(hashlib.sha256(f"example {number}".encode()).hexdigest()[:32])
    feedback = feedbacks_domain.send(
        Step(SENDER, world.at(ago), StepId(f"said-{id}")),
        id=id,
        venue=venue,
        words=words,
        sender=None,
        signs=Signs(),
        reply_by=after(world.day(ago), rules_of(world.policy).reply_days, CountedIn.WORKING_DAYS, world.holidays),
    )
    table.add(feedback)
    if days is not None:
        answer = "Thank you for telling us. We will look into it, and say here what comes of it."
        step = StepId("example-answer")
        table.save(
            feedbacks_domain.answer(feedback, Step(journals.staff(READER), world.at(ago - days), step), words=answer)
        )
    return id


def _publish(
    ago: int, source: FeedbackId, said: tuple[str, str], team: str, decision: Decision, did: str, world: World
) -> None:
    venue, words = said
    table = YouSaidTable(world.table("VoiceTable"))
    draft = you_saids_domain.write(
        Step(journals.staff(READER), world.at(ago + 4), StepId("example-write")),
        id=YouSaidId(_reference(did)),
        words=YouSaidWords(
            said=words,
            by_how_many=2 + ago % 5,
            source=Source.FEEDBACK if venue else Source.SESSION,
            decision=decision,
            did=did,
            by_when=world.day(-120) if decision is Decision.DOING else None,
            outcome="People tell us that it is better now." if ago > 100 else "",
            team=team,
        ),
        sources=(source,),
    )
    public = you_saids_domain.publish(
        draft,
        Step(journals.staff(CHECKER), world.at(ago), StepId("example-publish")),
        ask_after_days=rules_of(world.policy).ask_again_days,
    )
    table.add(draft)
    table.save(public)


def _complain(number: int, world: World) -> None:
    track_id, ago, words, state = COMPLAINED[number]
    table, track = ComplaintsTable(world.table("VoiceTable")), rules_of(world.policy).track(track_id)
    complaint = complaints_domain.send(
        Step(complaints_domain.COMPLAINANT, world.at(ago), StepId("example-send")),
        id=ComplaintId(_reference(words)),
        track=track,
        complainant=Complainant(name=f"Young person {number + 4}", email=f"young-person-{number + 4}@example.org"),
        words=words,
        happened=None,
        holidays=world.holidays,
    )
    table.add(complaint)
    if state == "new":
        return
    desk = rules_of(world.policy).complaints_desk[0]
    given = complaints_domain.assign(
        complaint, Step(journals.staff(desk), world.at(ago - 1), StepId("example-assign")), to=HANDLER, track=track
    )
    table.save(given)
    taken = complaints_domain.acknowledge(
        given,
        Step(journals.staff(desk), world.at(ago - 1), StepId("example-acknowledge")),
        track=track,
        holidays=world.holidays,
    )
    table.save(taken)
    if state == "answered":
        words = "You are right, and we are sorry. One worker stays with you from now on, and she has written to you."
        table.save(
            complaint_end.answer(
                taken,
                Step(journals.staff(HANDLER), world.at(ago - 9), StepId("example-end")),
                words=words,
                outcome=Outcome.UPHELD,
                remedy="One worker for as long as you want her.",
                track=track,
            )
        )


def _consult(world: World) -> None:
    """A new service, asked about for five weeks, with a focus group; approved by somebody else."""
    table = ConsultationsTable(world.table("VoiceTable"))
    opens = world.day(75)
    asked = consultations_domain.plan(
        Step(journals.staff(READER), world.at(82), StepId("example-plan")),
        id=ConsultationId(_reference("consultation")),
        proposal=Proposal(
            title="A flat to try out living alone",
            what="A flat where you can live for two weeks before you move into your own.",
            why="Many of you told us that the first weeks alone are the hardest.",
            open_points="Where it is, who can stay, and what help there is at night.",
            opens=opens,
            closes=opens + timedelta(days=35),
            new_service=True,
        ),
    )
    table.add(asked)
    heard = ConsultationEvidence(
        heard_in=HeardIn.FOCUS_GROUP,
        day=opens + timedelta(days=12),
        who="Seven care leavers and two young people who will leave care next year",
        how_many=9,
        said="It must be near a bus, and somebody must answer the phone at night.",
        changed="We look for a flat in the town, and share the night phone with the hostel.",
    )
    rules = rules_of(world.policy)
    considered = "We read every answer with two care leavers, and changed the place and the help at night."
    steps: tuple[Callable[[Consultation], Consultation], ...] = (
        lambda one: consultations_domain.open_(one, Step(journals.staff(READER), world.at(75), StepId("example-open"))),
        lambda one: consultations_domain.record(
            one, Step(journals.staff(READER), world.at(62), StepId("example-record")), evidence=heard, rules=rules
        ),
        lambda one: consultations_domain.consider(
            one, Step(journals.staff(READER), world.at(34), StepId("example-consider")), words=considered, rules=rules
        ),
        lambda one: consultations_domain.approve(
            one,
            Step(journals.staff(CHECKER), world.at(31), StepId("example-approve")),
            why="Those who would use it want it, and say how.",
            rules=rules,
        ),
    )
    for take in steps:
        asked = take(asked)
        table.save(asked)


def _reference(words: str) -> str:
    digest = hashlib.sha256(f"example {words}".encode()).digest()
    name = "".join(LETTERS[byte % len(LETTERS)] for byte in digest[:8])
    return f"{name[:4]}-{name[4:]}"
