"""A card as it travels between people: in a file, a mail or what was copied with it."""

import codecs
import re

from servanda.kernel import jws, keys
from servanda.kernel.keys import Card
from servanda.kernel.refusals import Refused

# A card and a mail around it.
TEXT_LIMIT = 8 * keys.CARD_LIMIT

_BEGINS = re.compile(re.escape(jws.header(jws.CARD)) + r"\.")
# The header is always the same and a signature is 64 bytes, so that nothing beside the card is taken for part of it.
_CARD = re.compile(_BEGINS.pattern + r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]{86}")
# Mail breaks a long line and puts a mark before each line that it quotes.
_BETWEEN = re.compile(r"[\s>\u200b\ufeff]+")
_BROKEN = frozenset({"no_signature", "bad_signature", "not_json"})


def read_card_in(text: str) -> Card:
    """The one card in a text, whatever stands around it.

    Raises Refused: no_card, card_cut_off, several_cards, card_changed, bad_card, too_large.
    """
    if len(text) > TEXT_LIMIT:
        raise Refused("too_large", size=len(text), limit=TEXT_LIMIT)
    joined = _BETWEEN.sub("", text)
    if not _BEGINS.search(joined):
        raise Refused("no_card")
    found = set(_CARD.findall(joined))
    if not found:
        raise Refused("card_cut_off")
    if len(found) > 1:
        raise Refused("several_cards", n=len(found))
    try:
        return keys.read_card(found.pop())
    except Refused as refused:
        if refused.code in _BROKEN or refused.code.startswith("json_"):
            raise Refused("card_changed") from None
        raise


def decoded(raw: bytes) -> str:
    """The text of a file: some shells write what a command prints in 16 bits a letter."""
    is_wide = raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    return raw.decode("utf-16" if is_wide else "utf-8", errors="replace")
