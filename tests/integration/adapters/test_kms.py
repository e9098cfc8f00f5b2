"""Links, ids and bank details under KMS keys."""

from datetime import UTC, datetime

import pytest

from takepart.adapters.clients import client
from takepart.adapters.kms_identities import KmsIdentities
from takepart.adapters.kms_links import KmsLinkMaker, KmsLinkReader
from takepart.adapters.money.kms_bank_safe import KmsBankSafe
from takepart.domain.bank_details import BankDetails
from takepart.domain.ids import ClaimId
from takepart.domain.links import BadLink, Link, LinkProblem, Purpose
from takepart.use_cases.claims.ports import CannotOpen
from tests.integration.conftest import make_key

LINK = Link(
    purpose=Purpose.DECIDE,
    about="K7M4-9QXR",
    turn=1,
    who="worker-1",
    expires=datetime(2026, 12, 1, 23, 59, 59, tzinfo=UTC),
)
BANK = BankDetails.parse(name="Participant One", sort_code="12-34-56", account_number="1234567", roll_number="")


@pytest.fixture
def links(aws: None) -> tuple[KmsLinkMaker, KmsLinkReader]:
    """Both ends of one key."""
    key = make_key(mac=True)
    return KmsLinkMaker(client("kms"), key), KmsLinkReader(client("kms"), key)


def test_a_link_is_read_as_it_was_made(links: tuple[KmsLinkMaker, KmsLinkReader]) -> None:
    """And a retried email carries the very same token."""
    maker, reader = links

    token = maker.make(LINK)

    assert reader.read(token) == LINK
    assert maker.make(LINK) == token


@pytest.mark.parametrize(
    "alter",
    [
        lambda token: token[:-2] + ("AA" if token[-2:] != "AA" else "BB"),
        lambda token: "A" + token[1:],
        lambda token: token.replace(".", ""),
        lambda token: token + "A",
        lambda token: token.split(".")[0] + ".",
        lambda token: "",
        lambda token: "💷.💷",
        lambda token: "x" * 5000,
    ],
)
def test_an_altered_link_is_forged(links: tuple[KmsLinkMaker, KmsLinkReader], alter: object) -> None:
    """One changed letter opens nothing, and no input makes an error of another kind."""
    maker, reader = links
    token = alter(maker.make(LINK))  # type: ignore[operator]

    with pytest.raises(BadLink) as bad:
        reader.read(token)

    assert bad.value.problem is LinkProblem.FORGED


def test_the_words_of_a_link_cannot_be_swapped(links: tuple[KmsLinkMaker, KmsLinkReader]) -> None:
    """The MAC of one claim does not open another."""
    maker, reader = links
    mine = maker.make(LINK)
    other = maker.make(Link(**{**LINK.__dict__, "about": "BBBB-BBBB"}))

    with pytest.raises(BadLink):
        reader.read(other.split(".")[0] + "." + mine.split(".")[1])


def test_a_person_has_one_id_however_the_address_is_spelled(aws: None) -> None:
    """Case, dots and tags make no new person; another name does, and shares the mailbox part."""
    identities = KmsIdentities(client("kms"), make_key(mac=True))
    participant = identities.person(email="Participant+claims@Example.org", name="Participant One")

    assert identities.person(email="participant@example.org", name=" PARTICIPANT  ÓNE ") == participant
    brother = identities.person(email="participant@example.org", name="Sibling One")
    assert brother != participant
    assert brother.partition(".")[0] == participant.partition(".")[0]
    assert "participant" not in participant


def test_a_form_has_one_name_that_only_the_key_can_make(aws: None) -> None:
    """Sent twice it is one form; with what it says alone, nobody finds its page."""
    identities, others = (KmsIdentities(client("kms"), make_key(mac=True)) for _ in range(2))

    assert identities.form("digest") == identities.form("digest")
    assert identities.form("digest") not in {identities.form("other"), others.form("digest")}


def test_an_account_has_one_fingerprint_that_says_nothing(aws: None) -> None:
    """Two claims into one account can be seen, the account cannot."""
    identities = KmsIdentities(client("kms"), make_key(mac=True))

    fingerprint = identities.account(BANK)

    assert identities.account(BANK) == fingerprint
    assert "1234567" not in fingerprint
    assert identities.account(BankDetails.parse(name="A", sort_code="123457", account_number="1234567")) != fingerprint


def test_bank_details_open_for_their_owner_alone(aws: None) -> None:
    """Sealed under the claim's reference: moved to another claim, they stay shut."""
    identities = KmsIdentities(client("kms"), make_key(mac=True))
    safe = KmsBankSafe(client("kms"), make_key(mac=False), identities=identities)

    sealed = safe.seal(BANK, owner=ClaimId("K7M4-9QXR"))

    assert safe.open(sealed, owner=ClaimId("K7M4-9QXR")) == BANK
    assert b"1234567" not in sealed.ciphertext
    assert sealed.last_digits and sealed.last_digits in "01234567"
    with pytest.raises(CannotOpen):
        safe.open(sealed, owner=ClaimId("BBBB-BBBB"))


def test_two_children_who_share_a_mailbox_have_two_ids_in_any_script(aws: None) -> None:
    """In Hindi a vowel is a mark on a letter: without it Meena and Mona are one."""
    identities = KmsIdentities(client("kms"), make_key(mac=True))

    ids = {identities.person(email="mum@example.org", name=name) for name in ("मीना शर्मा", "मोना शर्मा", "मीना  शर्मा")}

    assert len(ids) == 2
