"""What is said while a code is scanned."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QCoreApplication, QLocale

from retour_gui.scan.hints import Hint

if TYPE_CHECKING:
    from retour.returns.scanned import Scanned

_NAMED: Final = 12
"""So many missing parts are named; more are counted."""


def hint_text(hint: Hint) -> str:
    """What to try."""
    return {
        Hint.NONE: "",
        Hint.NOTHING: QCoreApplication.translate(
            "scan",
            "Nothing is read. Move closer until the code fills most of the picture, and hold still. "
            "More light, or a brighter screen. If that does not help, make the code coarser on the other side.",
        ),
        Hint.STRANGE: QCoreApplication.translate(
            "scan", "This code is none of Retour's. Show the code of the request or of the answer."
        ),
        Hint.STALLED: QCoreApplication.translate(
            "scan", "Nothing new comes. Does the other side stand still? Let it go on, or make it slower."
        ),
    }[hint]


def left_text(seconds: int | None) -> str:
    """How long it still takes."""
    return "" if seconds is None else QCoreApplication.translate("scan", "about %n seconds left", "", seconds)


def missing_text(missing: Sequence[int], count: int) -> str:
    """Which parts are still to be read."""
    locale = QLocale()
    if not missing or len(missing) > _NAMED:
        said = QCoreApplication.translate("scan", "%n parts are still missing.", "", len(missing))
        return said + " " + QCoreApplication.translate("scan", "Read more pictures of the same code.")
    numbers = ", ".join(locale.toString(each) for each in missing)
    said = QCoreApplication.translate("scan", "Still missing of {count} parts: {numbers}. Read pictures of these.")
    return said.format(count=locale.toString(count), numbers=numbers)


def kind_text(scanned: Scanned) -> str:
    """What was scanned, whose it is, and whether it is genuine."""
    from retour.returns.scanned import Kind

    hosts = ", ".join(scanned.hosts)
    what = {
        Kind.REQUEST: QCoreApplication.translate("scan", "A request of {hosts}"),
        Kind.CONFIRMATION: QCoreApplication.translate("scan", "A confirmation of {hosts}"),
        Kind.ANSWER: QCoreApplication.translate("scan", "An answer for {hosts}"),
        Kind.ORDER: QCoreApplication.translate("scan", "A removal order for {hosts}"),
        Kind.BUNDLE: QCoreApplication.translate("scan", "Messages of several devices: {hosts}"),
        Kind.ENVELOPE: QCoreApplication.translate("scan", "A vendor's file of {hosts}, in an envelope"),
        Kind.OTHER: QCoreApplication.translate("scan", "A file that is not one of Retour's"),
    }[scanned.kind].format(hosts=hosts)
    proof = {
        True: QCoreApplication.translate("scan", "It is genuine."),
        False: QCoreApplication.translate("scan", "It is not genuine."),
        None: QCoreApplication.translate("scan", "Whether it is genuine cannot be told here: its key is not known."),
    }[scanned.genuine]
    return what if scanned.kind in (Kind.ENVELOPE, Kind.OTHER) else f"{what}. {proof}"
