"""Bytewords (BCR-2020-012): bytes as English words of four letters, followed by a CRC-32 as four more of them.

Each byte has one word of 256; its first and last letter tell it apart from all others, so the minimal style, which QR
codes use, takes two letters a byte. The CRC-32 (as in zlib; big-endian) covers the bytes before it.
"""

from __future__ import annotations

import zlib
from array import array
from enum import Enum
from typing import Final

from retour.airgap.ur.bounds import damaged
from retour.errors import Malformed

_WORDS: Final = (
    "ABLEACIDALSOAPEXAQUAARCHATOMAUNTAWAYAXISBACKBALDBARNBELTBETABIAS"
    "BLUEBODYBRAGBREWBULBBUZZCALMCASHCATSCHEFCITYCLAWCODECOLACOOKCOST"
    "CRUXCURLCUSPCYANDARKDATADAYSDELIDICEDIETDOORDOWNDRAWDROPDRUMDULL"
    "DUTYEACHEASYECHOEDGEEPICEVENEXAMEXITEYESFACTFAIRFERNFIGSFILMFISH"
    "FIZZFLAPFLEWFLUXFOXYFREEFROGFUELFUNDGALAGAMEGEARGEMSGIFTGIRLGLOW"
    "GOODGRAYGRIMGURUGUSHGYROHALFHANGHARDHAWKHEATHELPHIGHHILLHOLYHOPE"
    "HORNHUTSICEDIDEAIDLEINCHINKYINTOIRISIRONITEMJADEJAZZJOINJOLTJOWL"
    "JUDOJUGSJUMPJUNKJURYKEEPKENOKEPTKEYSKICKKILNKINGKITEKIWIKNOBLAMB"
    "LAVALAZYLEAFLEGSLIARLIMPLIONLISTLOGOLOUDLOVELUAULUCKLUNGMAINMANY"
    "MATHMAZEMEMOMENUMEOWMILDMINTMISSMONKNAILNAVYNEEDNEWSNEXTNOONNOTE"
    "NUMBOBEYOBOEOMITONYXOPENOVALOWLSPAIDPARTPECKPLAYPLUSPOEMPOOLPOSE"
    "PUFFPUMAPURRQUADQUIZRACERAMPREALREDORICHROADROCKROOFRUBYRUINRUNS"
    "RUSTSAFESAGASCARSETSSILKSKEWSLOTSOAPSOLOSONGSTUBSURFSWANTACOTASK"
    "TAXITENTTIEDTIMETINYTOILTOMBTOYSTRIPTUNATWINUGLYUNDOUNITURGEUSER"
    "VASTVERYVETOVIALVIBEVIEWVISAVOIDVOWSWALLWANDWARMWASPWAVEWAXYWEBS"
    "WHATWHENWHIZWOLFWORKYANKYAWNYELLYOGAYURTZAPSZEROZESTZINCZONEZOOM"
)
WORDS: Final = tuple(_WORDS[at : at + 4] for at in range(0, len(_WORDS), 4))
"""The word of each byte, in upper case."""
CRC_BYTES: Final = 4
_PAIRS: Final = tuple(word[0] + word[3] for word in WORDS)
# Two letters are looked up as one number of 16 bits: a part is some hundred bytes, thirty times a second.
_BYTE_OF_PAIR: Final = {array("H", pair.encode())[0]: byte for byte, pair in enumerate(_PAIRS)}
_BYTE_OF_WORD: Final = {word: byte for byte, word in enumerate(WORDS)}


class Style(Enum):
    """How the words stand together."""

    STANDARD = " "
    """Words with a space between."""
    URI = "-"
    """Words with a hyphen between."""
    MINIMAL = ""
    """The first and last letters of the words, nothing between."""


def encode(data: bytes, style: Style = Style.MINIMAL) -> str:
    """The bytes and their CRC-32 as bytewords, in upper case."""
    whole = data + zlib.crc32(data).to_bytes(CRC_BYTES, "big")
    words = _PAIRS if style is Style.MINIMAL else WORDS
    return style.value.join([words[byte] for byte in whole])


def decode(text: str, style: Style = Style.MINIMAL) -> bytes:
    """The bytes of bytewords in any letter case, without their CRC-32.

    Raises:
        Malformed: ``bytewords-letters`` for what is no sequence of words, ``bytewords-checksum``.
    """
    whole = _pairs(text) if style is Style.MINIMAL else _words(text, style)
    data = whole[:-CRC_BYTES]
    if len(whole) < CRC_BYTES or zlib.crc32(data).to_bytes(CRC_BYTES, "big") != whole[-CRC_BYTES:]:
        raise damaged("bytewords-checksum", "This code was not read right: its checksum does not fit.")
    return data


def _pairs(text: str) -> bytes:
    if len(text) % 2 or not text.isascii():
        raise _letters()
    try:
        return bytes(map(_BYTE_OF_PAIR.__getitem__, array("H", text.upper().encode())))
    except KeyError:
        raise _letters() from None


def _words(text: str, style: Style) -> bytes:
    try:
        return bytes(_BYTE_OF_WORD[word] for word in text.upper().split(style.value))
    except KeyError:
        raise _letters() from None


def _letters() -> Malformed:
    return damaged("bytewords-letters", "This code was not read right: it holds letters that stand for nothing.")
