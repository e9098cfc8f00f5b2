"""Bugs that were made or could be, each with the fast tests that fail with it. `make mutants` plants them all."""

from __future__ import annotations

from typing import Final

from tests.mutants.planting import Planted

BUGS: Final = (
    # What happened is told to whoever cares: streams and queues.
    Planted(
        name="a relay says that nothing was left",
        find='[{"itemIdentifier": self.again}] if self.again else []',
        put="[]",
        caught_by=("integration/test_relays.py",),
    ),
    Planted(
        name="a relay has the last record come again instead of the first",
        find="of_record.items()",
        put="reversed(of_record.items())",
        caught_by=("integration/test_relays.py",),
    ),
    Planted(
        name="a record that cannot be read never comes again",
        find="again = number",
        put="pass",
        caught_by=("integration/test_relays.py",),
    ),
    Planted(
        name="a record that cannot be read holds up those before it",
        file="takepart/adapters/stream_events.py",
        find="break",
        put="raise",
        caught_by=("integration/test_relays.py",),
    ),
    Planted(
        name="only the newest entry of a stream record becomes an event",
        find="entries[before:]",
        put="entries[-1:]",
        caught_by=("unit/adapters/test_stream_events.py",),
    ),
    Planted(
        name="what a queue did not take counts as taken",
        find='left.extend(ten[int(failed["Id"])] for failed in answer.get("Failed", ()))',
        put="pass",
        caught_by=("integration/test_relays.py",),
    ),
    Planted(
        name="ten messages that a queue never answered about count as taken",
        find="left.extend(ten)",
        put="pass",
        caught_by=("integration/test_relays.py",),
    ),
    # A message that failed comes again.
    Planted(
        name="payments swallows what went wrong",
        file="payments.py",
        find="raise",
        put="return",
        caught_by=("integration/test_messages_come_again.py",),
    ),
    Planted(
        name="the mailer swallows what went wrong",
        file="mailer.py",
        find="raise",
        put="return",
        caught_by=("integration/test_messages_come_again.py",),
    ),
    Planted(
        name="what follows from what people say swallows what went wrong",
        file="voice_work.py",
        find="raise",
        put="return",
        caught_by=("integration/test_messages_come_again.py",),
    ),
    # One write, once, on the version before it.
    Planted(
        name="a voucher and its claim are written without their condition",
        find=(
            "write.update("
            "self.row(stored.pk, stored.sk), actions=self._actions(stored), condition=self._is_next(stored))"
        ),
        put="write.update(self.row(stored.pk, stored.sk), actions=self._actions(stored))",
        caught_by=("integration/adapters/test_aggregates.py",),
    ),
    Planted(
        name="a step is written over somebody else's",
        find="self.row._get_connection().update_item("
        "stored.pk, range_key=stored.sk, actions=self._actions(stored), condition=self._is_next(stored))",
        put="self.row._get_connection().update_item(stored.pk, range_key=stored.sk, actions=self._actions(stored))",
        caught_by=("integration/adapters/test_aggregates.py",),
    ),
    Planted(
        name="a claim that vouchers settle is kept without its vouchers",
        find="[ClaimsTable.shape.stored(claim), *map(self.shape.stored, vouchers)]",
        put="[ClaimsTable.shape.stored(claim)]",
        caught_by=("integration/test_money_in_tables.py",),
    ),
    Planted(
        name="a write whose answer was lost counts as somebody else's",
        find="entry.step == ours.step and entry.seq == ours.seq",
        put="False",
        caught_by=("integration/adapters/test_aggregates.py",),
    ),
    Planted(
        name="a letter is taken by everybody who asks",
        find="self._new(key, _TRIED, at).save(condition=free)",
        put="self._new(key, _TRIED, at).save()",
        caught_by=("integration/adapters/test_mail_log.py",),
    ),
    # Tries.
    Planted(
        name="requests to AWS are not tried again",
        find='{"mode": "standard", "total_max_attempts": ATTEMPTS}',
        put='{"mode": "standard", "total_max_attempts": 1}',
        caught_by=("integration/adapters/test_clients.py",),
    ),
    Planted(
        name="a step that somebody overtook is not tried again",
        find="range(tries - 1)",
        put="range(0)",
        caught_by=("unit/use_cases/test_again.py",),
    ),
    Planted(
        name="a letter that did not go out is never tried again",
        find="self._log.let_go(due.key, at=at)\nraise",
        put="raise",
        caught_by=("unit/use_cases/test_send_letters.py",),
    ),
    # A press that came before, and a page that is old.
    Planted(
        name="the same press is taken twice",
        file="takepart/use_cases/doing.py",
        inside="do.attempt",
        find="before.has(step)",
        put="False",
        caught_by=("unit/use_cases/test_doing.py",),
    ),
    Planted(
        name="a button's press is not asked for",
        find="route.once",
        put="False",
        caught_by=("unit/web/test_route.py",),
    ),
    Planted(
        name="a job takes its step again",
        find="thing.has(taking)",
        put="False",
        caught_by=("unit/use_cases/test_doing.py",),
    ),
    Planted(
        name="an old page wipes what somebody else did",
        find="seen is not None and before.version != seen",
        put="False",
        caught_by=("unit/use_cases/test_doing.py",),
    ),
    Planted(
        name="details are kept from a page that is old",
        find="do(kept.people, person.id, step, change, seen=seen)",
        put="do(kept.people, person.id, step, change)",
        caught_by=("unit/web/test_consent_by_age.py",),
    ),
    # Damage stays where it is.
    Planted(
        name="one damaged record stops a list",
        find="damaged.append(met(*key(each), error))",
        put="raise",
        caught_by=("integration/adapters/test_aggregates.py", "unit/adapters/test_damaged_records.py"),
    ),
    Planted(
        name="one item of the wrong type stops those that were asked for with it",
        find="_DAMAGE: Final = (BrokenJournal, LookupError, TypeError, ValueError, ArithmeticError, AttributeError)",
        put="_DAMAGE: Final = (BrokenJournal,)",
        caught_by=("integration/adapters/test_aggregates.py", "unit/adapters/test_damaged_records.py"),
    ),
    Planted(
        name="one damaged batch stops the payment run",
        find="with _apart(lost):\n    finish_batch(unfinished, world=world, now=now, hurry=hurry)",
        put="finish_batch(unfinished, world=world, now=now, hurry=hurry)",
        caught_by=("unit/use_cases/money/test_bank_run.py",),
    ),
    # Who may, and who is asked first.
    Planted(
        name="a child is registered without a parent or carer",
        find="age is not None and age < under",
        put="False",
        caught_by=("unit/web/test_consent_by_age.py",),
    ),
    Planted(
        name="consent is asked of nobody who gives another birth date",
        find="needs_consent(details.born, today=step.today, under=under)",
        put="False",
        caught_by=("unit/web/test_consent_by_age.py",),
    ),
    Planted(
        name="a page of the office asks for no right",
        find="needed in rights if isinstance(needed, Right) else True",
        put="True",
        caught_by=("unit/web/office/test_office.py",),
    ),
    Planted(
        name="a route forgets the right that it names",
        inside="Routes.post",
        find="right or self._right",
        put="self._right",
        caught_by=("unit/web/test_rights_of_routes.py",),
    ),
    Planted(
        name="anybody in the office opens a float",
        find='routes.post("/office/floats", form=OpenForm, shown=every, right=Right.FLOATS)',
        put='routes.post("/office/floats", form=OpenForm, shown=every)',
        caught_by=("unit/web/test_rights_of_routes.py",),
    ),
    Planted(
        name="whoever confirmed a claim may approve it",
        find="bool(who.id and who.id == other.id) or who.is_person(other.email)",
        put="who.is_person(other.email)",
        caught_by=("unit/domain/claims/test_duties.py",),
    ),
    Planted(
        name="a form on another site sends ours",
        find="ours and fetched_from in {'', 'none'}",
        put="fetched_from in {'', 'none'}",
        caught_by=("unit/web/test_security.py",),
    ),
    # Links.
    Planted(
        name="a link works a moment longer than it says",
        find="now >= self.expires",
        put="now > self.expires",
        caught_by=("unit/domain/test_links.py",),
    ),
    Planted(
        name="a link for one thing opens another",
        find="self.purpose is not purpose",
        put="False",
        caught_by=("unit/domain/test_links.py",),
    ),
    Planted(
        name="an old mailbox still opens somebody's pages",
        find="link.turn != person.moves",
        put="False",
        caught_by=("unit/web/test_change_address.py",),
    ),
    Planted(
        name="the key service's no to a link is not heard",
        file="takepart/adapters/kms_links.py",
        find='error.response["Error"]["Code"] in ("KMSInvalidMacException", "ValidationException")',
        put="False",
        caught_by=("integration/adapters/test_kms.py",),
    ),
    Planted(
        name="the key service's no to a seal is not heard",
        file="takepart/adapters/claims/kms_approvals.py",
        find='error.response["Error"]["Code"] in ("KMSInvalidMacException", "ValidationException")',
        put="False",
        caught_by=("integration/test_approved_is_paid.py",),
    ),
    # What is written for a spreadsheet.
    Planted(
        name="a spreadsheet runs what begins with + or @",
        file="takepart/web/spreadsheet.py",
        find='("=", "+", "-", "@", "\\t", "\\r")',
        put='("=", "-", "\\t", "\\r")',
        caught_by=("unit/web/test_spreadsheet.py",),
    ),
    Planted(
        name="the bank's file runs what begins with + or @",
        file="takepart/adapters/money/bank_file.py",
        find='("=", "+", "-", "@", "\\t", "\\r")',
        put='("=", "-", "\\t", "\\r")',
        caught_by=("unit/adapters/money/test_bank_file.py",),
    ),
    # Words of harm, letters, and what is kept.
    Planted(
        name="nobody listens to the box for what people need",
        find="_is_text(text) and may_mean_harm(text, words=words)",
        put='box != "needs" and _is_text(text) and may_mean_harm(text, words=words)',
        caught_by=("unit/web/test_every_box_is_heard.py",),
    ),
    Planted(
        name="only the first of several answers in a box is listened to",
        find="((name, text) for name, texts in _sent(request).items() for text in texts)",
        put="((name, text) for name, texts in _sent(request).items() for text in texts[:1])",
        caught_by=("unit/web/test_every_box_is_heard.py",),
    ),
    Planted(
        name="strangers fill somebody's mailbox with questions whether it is theirs",
        find='IS_IT_YOURS = "programme/is-it-yours"',
        put='IS_IT_YOURS = "programme/is-it-yours", Lane.ALWAYS',
        caught_by=("unit/use_cases/test_mailbox_limit.py",),
    ),
    Planted(
        name="an alert waits because the mailbox had enough letters",
        find='ALERT = "voice/alert", Lane.ALWAYS',
        put='ALERT = "voice/alert"',
        caught_by=("unit/use_cases/test_mailbox_limit.py",),
    ),
    Planted(
        name="what somebody needs is not in what they take away",
        find="as_data(person.details)",
        put='as_data(person.details) | {"needs": ""}',
        caught_by=("unit/web/test_every_detail.py",),
    ),
    Planted(
        name="what somebody wants to talk about is not in what they take away",
        find="[each.text for each in sign_up.suggestions]",
        put="[]",
        caught_by=("unit/web/test_every_detail.py",),
    ),
    Planted(
        name="the time of day is kept of a letter to somebody without a name",
        find="day_only(now) if self._days_only else now",
        put="now",
        caught_by=("integration/test_days_only.py",),
    ),
    Planted(
        name="a run that failed counts as done",
        file="takepart/use_cases/jobs.py",
        find="raise",
        put="self._runs.finished(name, at=now)\nraise",
        caught_by=("unit/use_cases/test_jobs.py", "integration/test_jobs.py"),
    ),
    # Complaints, and what is checked by a second person.
    Planted(
        name="a panel that has met counts its days from when it was asked for",
        find="since = reached[number]",
        put="pass",
        caught_by=("unit/domain/voice/test_complaint_stages.py",),
    ),
    Planted(
        name="whoever answers a complaint signs the answer",
        inside="who_may_sign",
        file="takepart/domain/voice/complaint_end.py",
        find="each != complaint.handler",
        put="True",
        caught_by=("unit/domain/voice/test_complaint_stages.py",),
    ),
    Planted(
        name="no manager hears of a complaint that is late",
        file="takepart/domain/voice/complaint.py",
        find="complaint.climbed + again",
        put="0",
        caught_by=("unit/use_cases/voice/test_complaint_letters.py",),
    ),
    Planted(
        name="a focus group of years ago opens the gate",
        find="each.day >= first",
        put="True",
        caught_by=("unit/domain/voice/test_consultation.py",),
    ),
    Planted(
        name="whoever changes a public text makes the change public",
        inside="check_update",
        file="takepart/domain/voice/you_said.py",
        find="step.staff == you_said.writer",
        put="False",
        caught_by=("unit/domain/voice/test_you_said.py",),
    ),
    # Money.
    Planted(
        name="a half penny is rounded to the even one",
        file="takepart/domain/money.py",
        find="ROUND_HALF_UP",
        put='"ROUND_HALF_EVEN"',
        caught_by=("unit/domain/test_pricing.py",),
    ),
    Planted(
        name="a payment that was taken out of its batch is in its file",
        inside="_fill",
        find="not left_out(claim, planned, batch.id)",
        put="False",
        caught_by=("unit/use_cases/money/test_bank_run.py",),
    ),
    Planted(
        name="an amount that was changed goes out as it was",
        inside="batch",
        find="_is(claim, due, amount)",
        put="pass",
        caught_by=("unit/domain/claims/test_paying.py",),
    ),
    Planted(
        name="a payment that bounced once more is paid twice",
        find="sent.batch != batch_id",
        put="False",
        caught_by=("unit/domain/claims/test_paying.py",),
    ),
)
