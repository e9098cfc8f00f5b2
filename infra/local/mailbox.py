"""The mailbox of the local run: every email and text message that was sent, as data and as a person sees it."""

import base64
import binascii
import email
import email.policy
import html
import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from infra.local.page import page

Mail = dict[str, Any]
"""id, sent_at (ISO, UTC), from, to, reply_to, subject, text, html, headers (the letter's own, name to value),
attachments (name, content_type, size, content)."""


def mails(folder: Path) -> list[Mail]:
    """Every email kept in `folder`, the newest last."""
    return [mail(file) for file in sorted(folder.glob("*.json"))]


def mail(file: Path) -> Mail:
    """One kept SendEmail request as a mail reader understands it."""
    kept = json.loads(file.read_text())
    request = kept["request"]
    if "MessageBody" in request:
        return text_message(file, kept)
    content = request["Content"]
    read = raw(base64.b64decode(content["Raw"]["Data"])) if "Raw" in content else simple(content["Simple"])
    destination = request.get("Destination", {})
    return {
        "id": file.stem,
        "sent_at": datetime.fromtimestamp(kept["sent_at"], UTC).isoformat(timespec="milliseconds"),
        "from": request.get("FromEmailAddress") or read.get("from", ""),
        "to": destination.get("ToAddresses") or read.get("to", []),
        "reply_to": request.get("ReplyToAddresses") or read.get("reply_to", []),
        "subject": read["subject"],
        "text": read["text"],
        "html": read["html"],
        "headers": read["headers"],
        "attachments": read["attachments"],
    }


TEXT = "Text message"
"""What stands where an email has its subject."""


def text_message(file: Path, kept: Mapping[str, Any]) -> Mail:
    """One kept SendTextMessage request, as a phone shows it: what is a link can be pressed."""
    words = kept["request"]["MessageBody"]
    linked = re.sub(r"https?://\S+", lambda link: f"<a href='{link[0]}'>{link[0]}</a>", html.escape(words))
    return {
        "id": file.stem,
        "sent_at": datetime.fromtimestamp(kept["sent_at"], UTC).isoformat(timespec="milliseconds"),
        "from": kept["request"]["OriginationIdentity"],
        "to": [kept["request"]["DestinationPhoneNumber"]],
        "reply_to": [],
        "subject": TEXT,
        "text": words,
        "html": f"<p>{linked}</p>",
        "headers": {},
        "attachments": [],
    }


def simple(content: Mapping[str, Any]) -> Mail:
    """SES v2's Simple content: the parts by name."""
    body = content["Body"]
    return {
        "subject": content["Subject"]["Data"],
        "text": body.get("Text", {}).get("Data", ""),
        "html": body.get("Html", {}).get("Data", ""),
        "headers": {h["Name"]: h["Value"] for h in content.get("Headers", [])},
        "attachments": [
            attachment(a["FileName"], a.get("ContentType", "application/octet-stream"), decoded(a["RawContent"]))
            for a in content.get("Attachments", [])
        ],
    }


def raw(message: bytes) -> Mail:
    """SES v2's Raw content: a MIME message."""
    parsed = email.message_from_bytes(message, policy=email.policy.default)
    if not isinstance(parsed, EmailMessage):
        raise TypeError(type(parsed))
    text, rich = parsed.get_body(("plain",)), parsed.get_body(("html",))
    return {
        "from": str(parsed["From"] or ""),
        "to": addresses(parsed, "To"),
        "reply_to": addresses(parsed, "Reply-To"),
        "subject": str(parsed["Subject"] or ""),
        "text": text.get_content() if text else "",
        "html": rich.get_content() if rich else "",
        "headers": {name: str(value) for name, value in parsed.items() if name.startswith("List-")},
        "attachments": [
            attachment(part.get_filename() or "attachment", part.get_content_type(), part.get_payload(decode=True))
            for part in parsed.iter_attachments()
        ],
    }


def addresses(message: EmailMessage, header: str) -> list[str]:
    """The plain addresses in a header."""
    return [address.addr_spec for value in message.get_all(header, []) for address in value.addresses]


def decoded(content: str) -> bytes:
    """Attachment bytes, which the API's JSON carries in base64."""
    try:
        return base64.b64decode(content, validate=True)
    except binascii.Error:
        return content.encode()


def attachment(name: str, content_type: str, content: Any) -> dict[str, Any]:
    """One attached file; its content in base64."""
    data = bytes(content or b"")
    return {"name": name, "content_type": content_type, "size": len(data), "content": base64.b64encode(data).decode()}


COMES_BACK = {"bounce": "Let it come back", "complaint": "Let it be marked as spam"}
"""What can become of a letter that arrived here, and the words on its button."""


def report(file: Path, what: str) -> dict[str, Any]:
    """What SES tells of a kept email that came back (Amazon SES, contents of event data)."""
    request = json.loads(file.read_text())["request"]
    to = {"emailAddress": request["Destination"]["ToAddresses"][0]}
    tags = {each["Name"]: [each["Value"]] for each in request.get("EmailTags", ())}
    told: dict[str, Any] = {"eventType": what.capitalize(), "mail": {"messageId": file.stem, "tags": tags}}
    if what == "bounce":
        return told | {"bounce": {"bounceType": "Permanent", "bouncedRecipients": [to]}}
    return told | {"complaint": {"complainedRecipients": [to]}}


def mailbox_page(folder: Path) -> bytes:
    """The mailbox as a web page, the newest on top."""
    kept = mails(folder)
    shown = (
        "".join(article(m) for m in reversed(kept))
        or "<p>No email has been sent yet. Send a claim, and its first email is here.</p>"
    )
    count = f"{len(kept)} email{'' if len(kept) == 1 else 's'}, newest first"
    return page("Mailbox", f"<p>{count}. <a href='/mailbox.json'>The same as data</a></p>{shown}", script=FIT_FRAMES)


FIT_FRAMES = """
for (const frame of document.querySelectorAll('iframe')) {
  const fit = () => {
    const inside = frame.contentDocument && frame.contentDocument.documentElement;
    if (!inside) return;  // not loaded yet, or gone on to another site: nothing to measure
    frame.style.height = 0;
    frame.style.height = inside.scrollHeight + 4 + 'px';
  };
  frame.addEventListener('load', fit);
  fit();
}
"""


def article(m: Mail) -> str:
    """One email: who, when, what, and its HTML in a frame that can run nothing."""
    key, subject = html.escape(m["id"]), html.escape(m["subject"])
    reply = f"<dt>Reply to</dt><dd>{html.escape(', '.join(m['reply_to']))}</dd>" if m["reply_to"] else ""
    files = "".join(
        f"<li><a download='{html.escape(a['name'])}' href='/mailbox/{key}/{n}'>{html.escape(a['name'])}</a>"
        f" ({html.escape(a['content_type'])}, {a['size']:,} bytes)</li>"
        for n, a in enumerate(m["attachments"])
    )
    rich = (
        f"<iframe title='{subject}' sandbox='allow-same-origin allow-popups allow-top-navigation-by-user-activation'"
        f" loading='lazy' srcdoc='{html.escape(opening_on_top(m['html']))}'></iframe>"
    )
    text = f"<pre>{html.escape(m['text'])}</pre>"
    back = "".join(
        f"<form method='post' action='/mailbox/{key}/{what}'><button>{words}</button></form>"
        for what, words in (COMES_BACK if m["subject"] != TEXT else {}).items()
    )
    lines = "".join(f"<dt>{html.escape(n)}</dt><dd>{html.escape(v)}</dd>" for n, v in m["headers"].items())
    return (
        f"<article id='mail-{key}' aria-labelledby='subject-{key}'><h2 id='subject-{key}'>{subject}</h2>"
        f"<dl><dt>To</dt><dd>{html.escape(', '.join(m['to']))}</dd>"
        f"<dt>From</dt><dd>{html.escape(m['from'])}</dd>{reply}"
        f"<dt>Sent</dt><dd><time datetime='{m['sent_at']}'>{sent(m)}</time></dd>{lines}</dl>"
        + (f"<p>Attached:</p><ul>{files}</ul>" if files else "")
        + (f"{rich}<details><summary>As plain text</summary>{text}</details>" if m["html"] else text)
        + f"{back}</article>"
    )


def opening_on_top(document: str) -> str:
    """The HTML of an email whose links open in the whole window, not in the frame it is shown in."""
    base = "<base target='_top'>"
    head = re.search(r"<head[^>]*>", document, re.IGNORECASE)
    return document[: head.end()] + base + document[head.end() :] if head else base + document


def sent(m: Mail) -> str:
    """`22 November 2026, 14:05:09 UTC`."""
    moment = datetime.fromisoformat(m["sent_at"])
    return f"{moment.day} {moment:%B %Y, %H:%M:%S} UTC"
