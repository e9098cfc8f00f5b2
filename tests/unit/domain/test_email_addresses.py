"""Which addresses can be written to, and which are one person's."""

import pytest

from takepart.domain.email_addresses import mailable, same_mailbox


@pytest.mark.parametrize(
    ("address", "sent_to"),
    [
        ("participant@example.org", "participant@example.org"),
        ("mary.o'brien+claims@example.org", "mary.o'brien+claims@example.org"),
        ("Participant_One-2@mail.example.co.uk", "Participant_One-2@mail.example.co.uk"),
        ("participant@bücher.example", "participant@xn--bcher-kva.example"),
        ("participant@mail\u3002example.org", "participant@mail.example.org"),
        ("user@faß.de", "user@xn--fa-hia.de"),
        ("user@FAẞ.de", "user@xn--fa-hia.de"),
        ("user@βόλος.com", "user@xn--nxasmm1c.com"),
        ("user@भारत.example", "user@xn--h2brj9c.example"),
    ],
)
def test_an_address_that_mail_reaches(address: str, sent_to: str) -> None:
    """Apostrophes are in many people's names; a host in other letters has an ASCII form."""
    assert mailable(address) == sent_to


@pytest.mark.parametrize(
    "address",
    [
        "participant",
        "participant@example",
        "@example.org",
        "participant@",
        "a b@example.org",
        "participant@example..org",
        "participant@-example.org",
        "participant@ex_ample.org",
        "participant@127.0.0.1",
        "participant@[127.0.0.1]",
        ".participant@example.org",
        "participant.@example.org",
        "a..na@example.org",
        "a:b@example.org",
        "participant@example.org\r\nBcc: all@example.org",
        "participant@example.org,other@example.org",
        '"participant"@example.org',
        "participant\u200b@example.org",
        "\u0430na@example.org",
        "participanté@example.org",
        "participant@☃.example.org",
        "participant@♥ß.example.org",
        "participant@ශ්\u200dරී.example.org",
        f"{'a' * 65}@example.org",
        f"participant@{'a' * 64}.org",
        f"participant@{'a.' * 130}org",
    ],
)
def test_an_address_that_mail_never_reaches(address: str) -> None:
    """It is refused while its owner still looks at the form, not by a mail service that nobody reads."""
    assert mailable(address) is None


@pytest.mark.parametrize(
    "other",
    [
        "FINANCE@EXAMPLE.ORG",
        "finance+claims@example.org",
        " finance@example.org ",
        "ｆｉｎａｎｃｅ@example.org",
        "fin\u200bance@example.org",
        "finance@exam\u00adple.org",
        "finance@example.org.",
        "finance@example\u3002org",
    ],
)
def test_another_spelling_is_no_other_person(other: str) -> None:
    """Else someone could decide on their own claim."""
    assert same_mailbox("finance@example.org", other)


def test_a_host_has_one_identity_in_either_spelling() -> None:
    """What a browser shows in letters and what the mail service takes."""
    assert same_mailbox("participant@BÜCHER.example", "participant@xn--bcher-kva.example")


def test_gmail_does_not_see_dots() -> None:
    """Two spellings, one mailbox; elsewhere a dot is another mailbox."""
    assert same_mailbox("parti.cipant@gmail.com", "participant@googlemail.com")
    assert not same_mailbox("a.na@example.org", "participant@example.org")


def test_a_host_with_a_sharp_s_is_not_the_one_with_two() -> None:
    """They are two hosts (IDNA 2008), and two people may own them."""
    assert not same_mailbox("user@faß.de", "user@fass.de")
    assert same_mailbox("user@faß.de", "USER@xn--fa-hia.de")
