"""Promises in DynamoDB: what is kept comes back, a step is one write, and a day's work reads no other years."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import unquote

import boto3
import pytest

from infra.local.papers import a_pdf
from takepart.adapters.aggregates import Aggregates
from takepart.adapters.assurance.asked_tables import AskedTable
from takepart.adapters.assurance.evidence_files import S3EvidenceFiles
from takepart.adapters.assurance.tables import AssuranceTable
from takepart.adapters.clients import client
from takepart.domain.aggregate import Step
from takepart.domain.assurance import audit as audits
from takepart.domain.assurance import duty as duties
from takepart.domain.assurance import notices
from takepart.domain.assurance.asked import INVITED, Reply, answer, invite
from takepart.domain.assurance.audit import Audit, AuditAnswer, AuditPlan, Edit, Heard, Level, LevelTally
from takepart.domain.assurance.duty import Duty, Evidence, EvidenceFile
from takepart.domain.assurance.level_map import Drawing, Spot, TeamMap, draw
from takepart.domain.assurance.notices import Item, NoticeKind
from takepart.domain.assurance.review import Given
from takepart.domain.assurance.rules import ORGANISATION, Cadence, CommitmentId, KeeperId, MapRules, Rung
from takepart.domain.assurance.slots import Occasion, SlotId, slots_of
from takepart.domain.ids import StaffId, StepId
from takepart.domain.journal import staff
from takepart.use_cases.assurance import policy_review
from takepart.use_cases.assurance.monthly_job import run_monthly
from takepart.use_cases.assurance.ports import Promises, UnusableFile
from takepart.use_cases.ports import ChangedMeanwhile
from tests.assurance_builders import LEAD, STATEMENTS, a_commitment, a_team, an_assurance
from tests.assurance_policy import a_reviewed_policy
from tests.assurance_steps import a_signed_audit
from tests.pictures import a_png

AT = datetime(2026, 6, 1, 8, 0, tzinfo=UTC)
BY = staff(StaffId("lead"))
TEAM, DROP_INS = a_team(), a_commitment()


@pytest.fixture
def store(assurance_table: str) -> AssuranceTable:
    """An empty table."""
    return AssuranceTable(Aggregates(assurance_table))


def a_full_duty() -> Duty:
    slot = slots_of(DROP_INS, TEAM, 2026, rules=an_assurance(TEAM))[0]
    duty = Duty(team=TEAM.id, commitment=DROP_INS.id, year=2026)
    file = EvidenceFile(key="evidence/x/y", name="evidence", content_type="image/png", size=5, sha256="a" * 64)
    evidence = Evidence(slot=slot.id, day=date(2026, 5, 20), by=BY, note="Twelve came.", file=file)
    duty = duties.show(duty, Step(evidence.by, AT, StepId("show")), slot, evidence)
    later = replace(slot, id=SlotId("2026-09-30"))
    duty = duties.plan(duty, Step(BY, AT, StepId("plan")), later, date(2026, 9, 3))
    duty = duties.pause(duty, Step(BY, AT, StepId("pause")), date(2026, 7, 1), "The post is empty.")
    duty = duties.hand_over(duty, Step(BY, AT, StepId("hand-over")), KeeperId("manager"), "The post is empty.")
    return duties.remind(duty, {(later.id, "soon"): "lead"}, run="2026-06", at=AT)


def saved_in_steps(store: AssuranceTable, thing: Duty | Audit) -> None:
    for length in range(1, len(thing.journal) + 1):
        store.save(replace(thing, journal=thing.journal[:length]))


def test_a_duty_comes_back_as_it_was_kept(store: AssuranceTable) -> None:
    """Evidence, plan, pause, keeper and journal."""
    duty = a_full_duty()

    saved_in_steps(store, duty)
    found = store.of_team(TEAM.id, (2025, 2026, 2027))

    assert found.duties == {(DROP_INS.id, 2026): duty}
    assert duty.reminded == {("2026-09-30", "soon")}
    assert [(each.slot, each.day) for each in store.kept_in(2026)] == [("2026-06-30", date(2026, 5, 20))]
    assert store.kept_in(2027) == []


def test_what_started_and_was_not_kept_is_in_the_index_too(store: AssuranceTable) -> None:
    """Else the public page could not say that a promise was broken."""
    duty = Duty(team=TEAM.id, commitment=CommitmentId("recruitment"), year=2026)
    post = Occasion(id=SlotId("a1b2c3d4"), name="A new post", day=date(2026, 7, 1))

    store.save(duties.start(duty, Step(BY, AT, StepId("start")), Cadence.EACH_TIME, post))

    assert [(each.slot, each.day, each.due) for each in store.kept_in(2026)] == [("a1b2c3d4", None, date(2026, 7, 1))]


def test_a_year_in_which_something_starts_every_few_days_can_be_kept(store: AssuranceTable) -> None:
    """Somebody leaves care each week, say. The key of an index has its limit; what it cannot hold is in the record."""
    duty = Duty(team=TEAM.id, commitment=CommitmentId("exit-interviews"), year=2026)
    for number in range(100):
        left = Occasion(id=SlotId(f"{number:08x}"), name="Left", day=date(2026, 4, 1) + timedelta(days=3 * number))
        duty = duties.start(duty, Step(BY, AT, StepId(f"start-{number}")), Cadence.EACH_TIME, left)
        store.save(duty)

    assert len(store.of_team(TEAM.id, (2026, 2026)).duty(TEAM.id, duty.commitment, 2026).occasions) == 100
    shown = store.kept_in(2026)
    assert len(shown) >= 64
    assert (shown[-1].slot, shown[-1].due) == (f"{99:08x}", date(2027, 1, 23))


def test_an_audit_comes_back_and_is_signed_off_with_its_promise_in_one_write(store: AssuranceTable) -> None:
    """Two aggregates, all or none."""
    answer = AuditAnswer(
        level=Level.ESTABLISHED,
        evidence="Notes",
        said="It is better.",
        their_level=Level.EMERGING,
        action=AuditPlan(what="Ask more often", owner=LEAD, by=date(2026, 12, 1)),
    )
    edits = [Edit(statement=each.id, answer=answer, seen=0) for each in STATEMENTS]
    audit = audits.answer(Audit(team=TEAM.id, year=2026), Step(BY, AT, StepId("answer-1")), edits, asked=STATEMENTS)
    store.save(audit)
    signed = audits.sign_off(audit, Step(BY, AT, StepId("sign")), asked=STATEMENTS, manager=TEAM.manager)
    done = audits.finish(signed, Step(BY, AT, StepId("done")), STATEMENTS[0].id, "We did.")

    store.save(signed, replace(a_full_duty(), journal=a_full_duty().journal[:1]))
    store.save(done)

    found = store.of_team(TEAM.id, (2026, 2026))
    assert found.audits == {2026: done}
    assert len(found.duties) == 1


def test_a_step_that_was_kept_is_quiet_and_another_is_refused(store: AssuranceTable) -> None:
    """One conditional write on the version before."""
    duty = replace(a_full_duty(), journal=a_full_duty().journal[:1])
    store.save(duty)
    store.save(duty)
    slot = slots_of(DROP_INS, TEAM, 2026, rules=an_assurance(TEAM))[1]
    empty = Duty(team=TEAM.id, commitment=DROP_INS.id, year=2026)

    with pytest.raises(ChangedMeanwhile):
        store.save(duties.plan(empty, Step(BY, AT, StepId("another")), slot, date(2026, 9, 1)))


def test_notices_and_runs_come_back(store: AssuranceTable) -> None:
    """A run is the latest until the next month's."""
    item = Item(team=TEAM.id, about="drop-ins", slot="2026-06-30", year=2026, due=date(2026, 6, 30), stage="soon")
    notice = notices.notice("2026-06~lead", NoticeKind.MONTHLY, LEAD, at=AT, items=[item], counts=[("late", 2)])
    run = notices.begin("2026-06", date(2026, 6, 1), at=AT)

    store.save(notice)
    store.save(notice)
    store.save(notices.begin("2026-05", date(2026, 5, 1), at=AT))
    store.save(run)
    telling = notices.tell(run, at=AT)
    store.save(telling)
    store.save(notices.finish(telling, letters=1, at=AT))

    assert store.notice(notice.id) == notice
    assert store.notice("none") is None
    latest = store.latest_run()
    assert latest is not None
    assert (latest.month, latest.finished) == ("2026-06", True)


def requests_of_a_run(store: AssuranceTable, month: str, teams: int, monkeypatch: pytest.MonkeyPatch) -> int:
    rules = an_assurance(*(a_team(f"team-{number}") for number in range(teams)), commitments=(DROP_INS,))
    asked: list[str] = []
    connection = store._aggregates.row._get_connection()
    send = connection.connection.dispatch

    def counted(operation: str, arguments: Any) -> Any:
        asked.append(operation)
        return send(operation, arguments)

    monkeypatch.setattr(connection.connection, "dispatch", counted)
    day = date.fromisoformat(f"{month}-01")
    run_monthly(today=day, promises=Promises(rules, store), holidays=frozenset(), now=AT)
    monkeypatch.undo()
    return len(asked)


def test_the_job_asks_for_each_team_and_not_for_each_year(
    store: AssuranceTable, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Fourteen years of records cost no request more; each further team costs three: two reads and its mark."""
    for year in range(2010, 2024):
        duty = Duty(team=a_team("team-0").id, commitment=DROP_INS.id, year=year)
        store.save(duties.pause(duty, Step(BY, AT, StepId("old")), date(2026, 7, 1), "Old."))
    requests_of_a_run(store, "2026-06", 1, monkeypatch)  # the first one also looks at the table

    few = requests_of_a_run(store, "2026-09", 4, monkeypatch)
    many = requests_of_a_run(store, "2026-12", 8, monkeypatch)

    assert many - few == 3 * 4


def test_nobody_is_added_to_a_months_list_once_it_is_told(store: AssuranceTable) -> None:
    """The fence is in the same transaction: a run that was slow cannot write down what nobody will tell any more."""
    run = notices.begin("2026-06", date(2026, 6, 1), at=AT)
    told = {(SlotId("2026-06-30"), "soon"): "lead"}
    one, other = (
        duties.remind(Duty(team=TEAM.id, commitment=CommitmentId(name), year=2026), told, run="2026-06", at=AT)
        for name in ("drop-ins", "newsletter")
    )
    store.save(run)

    store.mark(run, one)
    store.mark(run, one)
    store.save(notices.tell(run, at=AT))
    store.mark(run, one)

    with pytest.raises(ChangedMeanwhile):
        store.mark(run, other)
    assert store.of_team(TEAM.id, (2026, 2026)).duties == {(CommitmentId("drop-ins"), 2026): one}


def test_a_file_is_known_by_its_bytes_and_refused_in_words(aws: None) -> None:
    """0 bytes, 50 MB and a renamed program."""
    s3 = boto3.client("s3")
    s3.create_bucket(Bucket="evidence", CreateBucketConfiguration={"LocationConstraint": "eu-west-2"})
    files = S3EvidenceFiles(client("s3"), "evidence", files_url="http://localhost/_s3")
    photo = a_png()
    for key, body in {
        "photo": photo,
        "empty": b"",
        "big": photo + bytes(11 * 1024 * 1024),
        "program": b"MZ\x90",
        "half": photo[:40],
        "locked": a_pdf(trailer=b"/Encrypt 9 0 R "),
    }.items():
        s3.put_object(Bucket="evidence", Key=key, Body=body)

    assert files.check("photo", name="evidence").content_type == "image/png"
    for key, words in {
        "empty": "empty",
        "big": "10 MB",
        "program": "kind of file",
        "none": "did not get",
        "half": "damaged",
        "locked": "locked",
    }.items():
        with pytest.raises(UnusableFile, match=words):
            files.check(key, name="evidence")
    form = files.upload_form("evidence/x/y", back_to="http://localhost/back")
    assert form.url == "http://localhost/_s3/evidence"
    assert form.fields["success_action_redirect"] == "http://localhost/back"


def test_a_file_that_is_used_is_kept_without_what_it_hides_and_opened_as_a_download(aws: None) -> None:
    """What arrives is emptied by the bucket itself; what was changed after the check is refused."""
    s3 = boto3.client("s3")
    s3.create_bucket(Bucket="evidence", CreateBucketConfiguration={"LocationConstraint": "eu-west-2"})
    files = S3EvidenceFiles(client("s3"), "evidence")
    photo, clean = a_png(), a_png(hidden=False)
    s3.put_object(Bucket="evidence", Key="incoming/fostering/one", Body=photo)
    checked = files.check("incoming/fostering/one", name="evidence")

    kept = [files.keep(checked) for _ in range(2)]
    link = unquote(files.link(kept[0]))

    digest = hashlib.sha256(clean).hexdigest()
    assert kept[0] == kept[1] == replace(checked, key="evidence/fostering/one", size=len(clean), sha256=digest)
    assert s3.get_object(Bucket="evidence", Key=kept[0].key)["Body"].read() == clean
    assert 'attachment; filename="evidence.png"' in link
    assert "response-content-type=image/png" in link
    s3.put_object(Bucket="evidence", Key="incoming/fostering/one", Body=photo + b"y")
    with pytest.raises(UnusableFile, match="changed"):
        files.keep(checked)


def test_an_invitation_comes_back_as_it_was_answered_and_is_read_with_no_team(assurance_table: str) -> None:
    """A team's year under a key of its own: what is read every month does not grow with it."""
    aggregates = Aggregates(assurance_table)
    asked, team = AskedTable(aggregates), TEAM.id
    new = invite("K7M4-9QXR-BCDF-2346", team=team, year=2026, closes=date(2026, 7, 1), by=BY, at=AT)
    replies = {STATEMENTS[0].id: Reply(level=Level.EMERGING, words="Some."), STATEMENTS[1].id: Reply(words="More.")}
    told = answer(new, Step(INVITED, AT, StepId("told")), replies, asked=STATEMENTS, passed_on=False)

    for _ in range(2):
        asked.add(new)
    for _ in range(2):
        asked.save(told)

    assert asked.of_team(team, 2026) == [told]
    assert asked.get((team, 2026, new.id)) == told
    assert asked.of_team(team, 2025) == []
    assert AssuranceTable(aggregates).of_team(team, (2025, 2026)).audits == {}
    with pytest.raises(ChangedMeanwhile):
        asked.save(answer(new, Step(INVITED, AT, StepId("told-by-another")), replies, asked=STATEMENTS, passed_on=True))


def test_what_people_said_comes_back_with_a_signed_audit(store: AssuranceTable) -> None:
    """As it was when the manager signed."""
    heard = Heard(people=6, tallies={STATEMENTS[0].id: LevelTally(counts=(1, 2, 3))})
    audit = a_signed_audit(heard=heard)

    saved_in_steps(store, audit)

    assert store.of_team(audit.team, (2026, 2026)).audits[2026].heard == heard


def test_a_review_comes_back_and_ends_with_the_promise_it_keeps_in_one_write(store: AssuranceTable) -> None:
    """Tasks, who does them, notes, and the version that was published word for word."""
    rules = a_reviewed_policy()
    at = datetime(2027, 10, 4, 9, tzinfo=UTC)
    more: dict[str, Any] = {"promises": Promises(rules, store)}
    policy_review.begin(by=BY, now=at, **more)
    given = Given(who=LEAD, by=date(2027, 12, 1))
    policy_review.give("compare", given, step=Step(BY, at, StepId("give")), **more)
    for task in ("consult", "compare"):
        policy_review.finish(
            task, note="Done.", consultation="K7M4-9QXR", step=Step(BY, at, StepId(f"done-{task}")), **more
        )

    for _ in range(2):
        review = policy_review.publish(step=Step(BY, at, StepId("publish")), **more)

    assert store.reviews() == [review]
    assert review.done["consult"].consultation == "K7M4-9QXR"
    assert review.published is not None
    (duty,) = store.of_team(ORGANISATION, (2027, 2027)).duties.values()
    assert [each.record for each in duty.evidence] == ["policy 2028"]


def test_a_years_maps_come_back_from_one_query(store: AssuranceTable) -> None:
    """Each team's as it was last drawn."""
    spots = {"own-care": Spot(levels=frozenset({"once", "often"}), example="Plans."), "plans": Spot()}
    sides = MapRules(
        levels=tuple(Rung(id=each, name=each, words=each) for each in ("once", "often")),
        spheres=tuple(Rung(id=each, name=each, words=each) for each in spots),
    )
    first = TeamMap(team=TEAM.id, year=2026)
    drawing = Drawing(places=spots, champion=LEAD, next="More.")
    drawn = draw(first, Step(BY, AT, StepId("draw")), drawing, seen=0, rules=sides)

    for _ in range(2):
        store.save(drawn)

    assert store.maps(2026) == [drawn]
    assert store.team_map(TEAM.id, 2026) == drawn
    assert store.maps(2025) == []
