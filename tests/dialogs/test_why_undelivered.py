"""What the courier wrote down is told in a word that somebody can do something with."""

import pytest

from dialogs.notices import NoticeKind
from dialogs.undelivered import Why, why_of


@pytest.mark.parametrize(
    ("error", "why"),
    [
        ("refused: 550 mail: address refused 5.1.1", Why.MAIL_REFUSED),
        ("refused: 554 mail: letter refused 5.6.0", Why.REFUSED),
        ("retry: 535 mail: login refused", Why.MAIL_SHUT),
        ("retry: 554 mail: the server refuses us", Why.MAIL_SHUT),
        ("retry: 550 mail: the sender is refused", Why.MAIL_SHUT),
        ("retry: 554 mail: recipient refused for now", Why.MAIL_SHUT),
        ("retry: no answer mail: cannot be reached (ConnectionRefusedError)", Why.MAIL_BUSY),
        ("no mail server is set up any more", Why.NO_MAIL),
        ("ambiguous: no answer mail: no answer whether it was taken", Why.UNCLEAR),
    ],
)
def test_a_letter_tells_whether_the_address_the_server_or_the_way_to_it_is_in_the_way(error: str, why: Why) -> None:
    assert why_of(error, NoticeKind.LETTER) is why


@pytest.mark.parametrize(
    ("error", "why"),
    [
        ("retry: 503 ServiceUnavailable", Why.BUSY),
        ("blocked: 403 BotNotInConversationRoster", Why.AWAY),
        ("blocked: 403 ForbiddenOperationException", Why.NOT_INSTALLED),
        ("gone: 404", Why.NO_CHAT),
        ("KeyError", Why.BROKEN),
        (None, None),
    ],
)
def test_a_message_tells_what_is_in_the_way(error: str | None, why: Why | None) -> None:
    assert why_of(error, NoticeKind.REPLY) is why
