"""The local run's own pages, and what passes through its front."""

import http.client
import json
import urllib.parse

import pytest
from playwright.sync_api import Page

from tests.e2e.accessibility import assert_accessible
from tests.e2e.signing_in import sign_in
from tests.e2e.stack import PATIENCE, RunningStack


def ask(stack: RunningStack, method: str, path: str, body: bytes = b"", **headers: str) -> http.client.HTTPResponse:
    """One request as it is, no redirect followed; header names with _ for -."""
    connection = http.client.HTTPConnection("127.0.0.1", stack.instance.port, timeout=PATIENCE)
    host = {"Host": f"localhost:{stack.instance.port}"}
    connection.request(method, path, body, host | {name.replace("_", "-"): value for name, value in headers.items()})
    return connection.getresponse()


def send_mail(stack: RunningStack, content: dict[str, object]) -> None:
    """Send an email as a function would."""
    ses = stack.client("sesv2")
    ses.send_email(FromEmailAddress=f"desk@{DOMAIN}", Destination={"ToAddresses": [TO]}, Content=content)


DOMAIN, TO = "council.example", "participant@example.org"


@pytest.fixture
def sender(stack: RunningStack) -> None:
    """An identity to send from."""
    if DOMAIN not in [i["IdentityName"] for i in stack.client("sesv2").list_email_identities()["EmailIdentities"]]:
        stack.client("sesv2").create_email_identity(EmailIdentity=DOMAIN)


def test_the_site_answers_at_the_root(stack: RunningStack) -> None:
    """No stage and no id of an API in the address."""
    answer = ask(stack, "GET", "/")

    assert answer.status < 400


def test_head_answers_as_get_does_without_the_content(stack: RunningStack) -> None:
    """A mail scanner's HEAD is an answer, and an empty one."""
    answer = ask(stack, "HEAD", "/mailbox")

    assert (answer.status, answer.read()) == (200, b"")
    assert int(answer.getheader("Content-Length") or 0) > 0


def test_an_email_is_shown_as_a_person_sees_it(stack: RunningStack, sender: None, page: Page) -> None:
    """HTML in a frame that runs nothing, its links open in the whole window, files can be saved."""
    send_mail(
        stack,
        {
            "Simple": {
                "Subject": {"Data": "Your claim for £25.00"},
                "Body": {
                    "Text": {"Data": "See the jobs"},
                    "Html": {"Data": "<p>See <a href='/local'>the jobs</a></p><script>document.title = 'run'</script>"},
                },
                "Attachments": [{"FileName": "day.ics", "ContentType": "text/calendar", "RawContent": b"BEGIN"}],
            }
        },
    )
    page.goto("/mailbox")
    newest = page.locator("article").first

    assert newest.locator("h2").inner_text() == "Your claim for £25.00"
    with page.expect_download() as download:
        newest.get_by_role("link", name="day.ics").click()
    assert download.value.path().read_bytes() == b"BEGIN"
    assert_accessible(page)

    newest.frame_locator("iframe").get_by_text("the jobs").click()
    page.wait_for_url("**/local")


def test_a_raw_email_is_read_like_any_other(stack: RunningStack, sender: None) -> None:
    """SES takes a whole MIME message too."""
    message = (
        b"From: desk@council.example\r\nTo: participant@example.org\r\nSubject: =?utf-8?q?Caf=C3=A9?=\r\n\r\nplain\r\n"
    )
    send_mail(stack, {"Raw": {"Data": message}})

    newest = json.load(ask(stack, "GET", "/mailbox.json"))[-1]
    assert (newest["subject"], newest["to"], newest["text"].strip()) == ("Café", [TO], "plain")


def test_a_job_runs_as_of_the_day_sent(stack: RunningStack, page: Page) -> None:
    """From its button, the day typed in, as a person does; and by its address."""
    page.goto("/local")
    assert_accessible(page)
    names = list(stack.front.jobs)
    assert names

    for name in names:
        answer = ask(stack, "POST", f"/local/jobs/{name}", b'{"today": "2026-04-07"}', Content_Type="application/json")
        told = json.load(answer)
        assert (answer.status, told["today"]) == (200, "2026-04-07"), told
    page.get_by_role("button").first.click()
    page.get_by_role("heading", level=1, name="as of").wait_for()


@pytest.mark.parametrize("today", ["", "7 April", "2026-02-30", "20260407", "2026-W15-2"])
def test_a_day_that_is_none_is_told_so(stack: RunningStack, today: str) -> None:
    """422, and the job does not run."""
    name = next(iter(stack.front.jobs))
    answer = ask(stack, "POST", f"/local/jobs/{name}", urllib.parse.urlencode({"today": today}).encode())

    assert answer.status == 422
    assert "YYYY-MM-DD" in json.load(answer)["message"]


def test_a_job_that_is_none_is_told_so(stack: RunningStack) -> None:
    """404 with the names of those there are."""
    answer = ask(stack, "POST", "/local/jobs/no-such-job", b"today=2026-04-07")

    assert answer.status == 404
    assert next(iter(stack.front.jobs)) in json.load(answer)["message"]


def test_another_site_cannot_run_a_job(stack: RunningStack) -> None:
    """Neither by its form, nor by a name that resolves to this machine."""
    name = next(iter(stack.front.jobs))

    assert (
        ask(stack, "POST", f"/local/jobs/{name}", b"today=2026-04-07", Origin="http://elsewhere.example").status == 403
    )
    assert ask(stack, "POST", f"/local/jobs/{name}", b"today=2026-04-07", Host="elsewhere.example").status == 421


def test_more_than_lambda_takes_is_refused(stack: RunningStack) -> None:
    """7 MB to a page: 413, as API Gateway answers."""
    assert ask(stack, "POST", "/claims/new", b"x" * 7_000_000).status == 413


def test_a_file_goes_to_the_bucket_from_a_plain_form(stack: RunningStack, page_without_scripts: Page) -> None:
    """A presigned upload works from a browser without scripts, and leads back to the site."""
    bucket = next(
        name for logical, name in stack.deployed.names.items() if stack.deployed.types[logical] == "AWS::S3::Bucket"
    )
    back = f"{stack.url}/local"
    signed = stack.client("s3").generate_presigned_post(
        bucket,
        "receipts/trial/1",
        Fields={"success_action_redirect": back},
        Conditions=[{"success_action_redirect": back}],
    )
    fields = "".join(f"<input type='hidden' name='{name}' value='{value}'>" for name, value in signed["fields"].items())
    form = (
        f"<form method='post' enctype='multipart/form-data' action='/_s3/{bucket}'>{fields}"
        "<input type='file' name='file'><button>Send</button></form>"
    )
    page = page_without_scripts
    page.route("**/form", lambda route: route.fulfill(body=form, content_type="text/html"))

    page.goto("/form")
    page.set_input_files("input[type=file]", {"name": "bus.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4"})
    page.get_by_role("button", name="Send").click()

    page.wait_for_url(lambda url: url.startswith(f"{back}?bucket="))
    assert stack.client("s3").get_object(Bucket=bucket, Key="receipts/trial/1")["Body"].read() == b"%PDF-1.4"


def test_a_letter_that_comes_back_is_told_of_and_goes_again_when_the_office_says_so(
    stack: RunningStack, page: Page
) -> None:
    """As SES would tell of it. The page about it is the list of letters, where one press lets it go out again."""
    gone = "data-protection@example.org"
    page.goto("/office/sign-in")
    page.get_by_label("Your work email address").fill(gone)
    page.get_by_role("button", name="Send me a link").click()
    letter = stack.mail(to=gone, subject="Sign in")
    page.goto("/mailbox")
    page.locator(f"#mail-{letter['id']}").get_by_role("button", name="Let it come back").click()

    told = stack.mail(to="worker@example.org", subject="A letter did not arrive")
    sign_in(stack, page, "worker@example.org")
    page.get_by_role("link", name="1 letter that did not arrive").click()
    assert_accessible(page)
    page.get_by_role("button", name="The address is right").click()
    again = stack.mail(to=gone, subject="Sign in", after=1)
    elsewhere = ask(stack, "POST", f"/mailbox/{letter['id']}/bounce", Origin="https://elsewhere.example")

    assert gone not in told["text"] + page.content()
    assert again["text"] != letter["text"], "the link in it lives from now"
    assert elsewhere.status == 403
