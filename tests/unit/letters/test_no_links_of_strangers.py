"""No letter of ours carries a link that somebody typed into a form: from our address it would be believed."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest
from jinja2 import nodes

from takepart.domain.claims.parts import Claimant
from takepart.domain.typed_words import holds_address
from takepart.letters.writer import Writer
from takepart.use_cases.letters import LetterDue
from takepart.use_cases.voice.letters_due import VoiceLetter
from tests.policies import WIRRAL
from tests.unit.letters.claims import CLAIMS
from tests.unit.letters.test_letters import SITE, letters_of

EVIL = "CLICK http://evil.example/x NOW www.evil.example or evil.example or bad@evil.example, 0900 555 123"
_PUBLIC = re.compile(
    r"^(name|title|claim\.claimant\.\w+|person\.(name|guardian_name|needs|reach_me|school_hours)"
    r"|sign_up\.(support|suggestions)|item\.text|moving\.\w+|sender\.\w+|complainant\.\w+)$"
)
"""What a template may print that somebody outside typed, or staff about them."""
_SAFE = {"name", "theirs"}


def _path(node: nodes.Node) -> str:
    if isinstance(node, nodes.Getattr):
        return f"{_path(node.node)}.{node.attr}"
    return node.name if isinstance(node, nodes.Name) else ""


def _printed(template: str) -> set[str]:
    """Every value of strangers that a template prints without leaving addresses out."""
    writer = Writer(policy=WIRRAL, site="")
    assert writer.words.loader is not None
    source, *_ = writer.words.loader.get_source(writer.words, template)
    tree = writer.words.parse(source)
    inside = {
        id(each)
        for found in tree.find_all(nodes.Filter)
        if found.name in _SAFE
        for each in found.find_all((nodes.Name, nodes.Getattr))
    }
    printed = [each for out in tree.find_all(nodes.Output) for each in out.find_all((nodes.Name, nodes.Getattr))]
    tested = {
        id(each)
        for one in [*tree.find_all(nodes.CondExpr), *tree.find_all(nodes.If)]
        if isinstance(one, nodes.CondExpr | nodes.If)
        for each in one.test.find_all((nodes.Name, nodes.Getattr))
    } | {id(one.test) for one in tree.find_all(nodes.CondExpr)}
    return {_path(each) for each in printed if id(each) not in inside | tested and _PUBLIC.match(_path(each))}


TEMPLATES = [name for name in Writer(policy=WIRRAL, site="").words.list_templates() if name.endswith(".txt")]


@pytest.mark.parametrize("template", TEMPLATES)
def test_what_strangers_typed_is_printed_without_addresses(template: str) -> None:
    """Every template of every letter, by what it prints."""
    allowed = {"name"} if template == "promises-monthly.txt" else set()  # there it is a team's, from the policy

    assert _printed(template) - allowed == set()


@pytest.mark.parametrize("name", CLAIMS)
def test_a_claimants_name_is_no_link(name: str) -> None:
    """In every letter about a claim."""
    claim = CLAIMS[name]()
    theirs = replace(claim, claimant=Claimant(name=EVIL, email=claim.claimant.email))

    for due, letter in letters_of(theirs):
        assert "evil" not in letter.text, due.kind
        assert "evil" not in letter.html, due.kind
        assert "evil" not in letter.subject, due.kind
        assert "555 123" not in letter.text + letter.html + letter.subject, due.kind


@pytest.mark.parametrize("kind", VoiceLetter)
def test_a_senders_name_is_no_link(kind: VoiceLetter) -> None:
    """In every letter of being heard, with the name wherever a letter has one."""
    day = date(2026, 11, 26)
    values = {
        **dict.fromkeys(("name", "title"), EVIL),
        **dict.fromkeys(
            ("reply_by", "acknowledge_by", "due", "next_date", "missed", "soon", "closes", "received", "by"), day
        ),
        **dict.fromkeys(("waiting", "review", "late", "stage", "handled", "climbed"), 1),
        **dict.fromkeys(("again", "leaving", "anonymous", "withdrawn"), False),
        **{"complaint": "K7M4-9QXR", "track": "Services", "member": "Worker", "part_of": "K7M4-9QXS"},
        "beyond": WIRRAL.voice.tracks[0].beyond if WIRRAL.voice else None,
    }
    letter = Writer(policy=WIRRAL, site=SITE).write(
        LetterDue(kind=kind, key="k", to="somebody@example.org", path="/x", values=values), token="t"
    )

    assert "evil" not in letter.text + letter.html + letter.subject
    assert "555 123" not in letter.text + letter.html + letter.subject
    assert not holds_address(letter.subject)
