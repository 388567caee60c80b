"""A message on paper: numbered codes with host ID, case and date, which a photo of the sheet brings back.

Everything here may run on any thread, for a device that is made there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QCoreApplication, QLocale, QMarginsF, QRect, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QGuiApplication, QPageLayout, QPageSize, QPainter

from retour.errors import NotReached
from retour_gui import words
from retour_gui.scan.canvas import QUIET

if TYPE_CHECKING:
    from PySide6.QtGui import QPagedPaintDevice

    from retour.airgap.symbols.symbol import Symbol
    from retour_gui.scan.show import ToShow

EACH_PAGE: Final = 6
LETTER: Final = frozenset(["BZ", "CA", "CL", "CO", "CR", "GT", "MX", "NI", "PA", "PH", "PR", "SV", "US", "VE"])
"""Territories whose paper is US Letter (Unicode CLDR, supplemental `paperSize`); all others have A4."""
_GRIDS: Final = ((2, 3), (3, 2))
_MARGIN_MM: Final = 14.0
_HEAD_MM: Final = 24.0
_CAPTION_MM: Final = 6.0
_WIDEST_MM: Final = 120.0
_INCH_MM: Final = 25.4
_DARK: Final = re.compile(rb"[^\0]+")
_WRAPPED: Final = int(Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap)


def print_codes(device: QPagedPaintDevice, shown: ToShow, symbols: tuple[Symbol, ...], now: datetime) -> int:
    """Paint the codes, six to a page; gives the number of pages. `now` is the date on the sheet.

    Raises:
        NotReached: ``printer`` when the device takes no page.
    """
    return max(painting(device, shown, symbols, now)) + 1


def painting(device: QPagedPaintDevice, shown: ToShow, symbols: tuple[Symbol, ...], now: datetime) -> Iterator[int]:
    """`print_codes` in small steps: each paints one code and gives the page it is on, from 0; then the device is done.

    A step takes 5 ms on a PC, and 20 where it begins a page.
    """
    _keep_margins(device)
    painter = QPainter()
    if not painter.begin(device):
        raise _takes_nothing()
    try:
        for at, symbol in enumerate(symbols):
            page, place = divmod(at, EACH_PAGE)
            if not place:
                if page and not device.newPage():
                    raise _takes_nothing()
                sheet = _begin_page(painter, device, shown, (page, len(symbols), now))
            _code(painter, sheet, sheet.cell(place), symbol, _caption(at, len(symbols), shown.host))
            yield page
    finally:
        painter.end()


def usual_paper(territory: str) -> QPageSize:
    """What printers hold in a territory, which is two letters (ISO 3166-1)."""
    return QPageSize(QPageSize.PageSizeId.Letter if territory in LETTER else QPageSize.PageSizeId.A4)


class _Sheet:
    """Where things lie on a page, in the device's own pixels."""

    def __init__(self, device: QPagedPaintDevice) -> None:
        full = device.pageLayout().paintRect(QPageLayout.Unit.Millimeter)
        self.mm = device.logicalDpiX() / _INCH_MM
        self.width, self.height = full.width() * self.mm, full.height() * self.mm
        self.head = _HEAD_MM * self.mm
        self.columns = self.rows = 1

    def divide(self, head: float, count: int) -> None:
        """Leave room for the head and divide the rest for so many codes: as large as they can be on this paper."""
        self.head = max(self.head, head)
        grids = ((1, 1),) if count == 1 else _GRIDS
        self.columns, self.rows = max(grids, key=lambda grid: self._room(*grid))

    def cell(self, at: int) -> QRectF:
        """The room for a code and its caption."""
        row, column = divmod(at, self.columns)
        width, height = self.width / self.columns, (self.height - self.head) / self.rows
        return QRectF(column * width, self.head + row * height, width, height)

    def _room(self, columns: int, rows: int) -> float:
        return min(self.width / columns, (self.height - self.head) / rows - _CAPTION_MM * self.mm)


def _begin_page(
    painter: QPainter, device: QPagedPaintDevice, shown: ToShow, where: tuple[int, int, datetime]
) -> _Sheet:
    page, count, now = where
    locale, sheet = QLocale(), _Sheet(device)
    said = QCoreApplication.translate("printed", "{date}  ·  sheet {page} of {pages}  ·  codes: {count}").format(
        date=words.moment(now),
        page=locale.toString(page + 1),
        pages=locale.toString(-(-count // EACH_PAGE)),
        count=locale.toString(count),
    )
    advice = QCoreApplication.translate(
        "printed", "Photograph every sheet, sharp and in even light, and give the photos to Retour or to the portal."
    )
    painter.setPen(Qt.GlobalColor.black)
    title = _text(painter, sheet, 0, _font(13, strong=True), f"{shown.case}   {shown.what}".strip())
    below = _text(painter, sheet, title * 1.1, _font(9), f"{said}\n{advice}")
    sheet.divide(below + sheet.mm, count)
    return sheet


def _caption(at: int, count: int, host: str) -> str:
    locale = QLocale()
    caption = QCoreApplication.translate("printed", "{number} of {count}").format(
        number=locale.toString(at + 1), count=locale.toString(count)
    )
    return f"{caption}   {host}".strip()


def _text(painter: QPainter, sheet: _Sheet, top: float, font: QFont, text: str) -> float:
    """Write across the page, on as many lines as that takes; where it ends."""
    painter.setFont(font)
    room = QRectF(0, top, sheet.width, sheet.height - top)
    needed = QFontMetricsF(font, painter.device()).boundingRect(room, _WRAPPED, text)
    painter.drawText(room, _WRAPPED, text)
    return needed.bottom()


def _code(painter: QPainter, sheet: _Sheet, cell: QRectF, symbol: Symbol, caption: str) -> None:
    side = symbol.size + 2 * QUIET
    room = min(cell.width(), cell.height() - _CAPTION_MM * sheet.mm, _WIDEST_MM * sheet.mm)
    module = max(1, int(room / side))  # a whole number of the printer's dots
    size = module * side
    left, top = round(cell.left() + (cell.width() - size) / 2) + module * QUIET, round(cell.top()) + module * QUIET
    # As shapes and not as a picture: Qt's PDF packs grey pictures as JPEG, which smears their edges.
    bars = [
        QRect(left + first * module, top + y * module, length * module, module)
        for y, row in enumerate(symbol.rows)
        for first, length in dark_runs(row)
    ]
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(Qt.GlobalColor.black)
    painter.drawRects(bars)
    painter.setPen(Qt.GlobalColor.black)
    below = QRectF(cell.left(), cell.top() + size - module * QUIET / 2, cell.width(), _CAPTION_MM * sheet.mm)
    fitting = QFontMetricsF(painter.font(), painter.device()).elidedText(
        caption, Qt.TextElideMode.ElideMiddle, cell.width() - 2 * sheet.mm
    )
    painter.drawText(below, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop, fitting)


def dark_runs(row: bytes) -> Iterator[tuple[int, int]]:
    """Where dark modules stand side by side in a row: the first of them, and how many."""
    for run in _DARK.finditer(row):
        first, end = run.span()
        yield first, end - first


def _keep_margins(device: QPagedPaintDevice) -> None:
    """White around everything, so that a photo can have the whole sheet in it; the paper is whichever was chosen."""
    layout = device.pageLayout()
    layout.setUnits(QPageLayout.Unit.Millimeter)
    chosen, least = layout.margins(), layout.minimumMargins()
    margins = QMarginsF(
        max(_MARGIN_MM, chosen.left(), least.left()),
        max(_MARGIN_MM, chosen.top(), least.top()),
        max(_MARGIN_MM, chosen.right(), least.right()),
        max(_MARGIN_MM, chosen.bottom(), least.bottom()),
    )
    device.setPageMargins(margins, QPageLayout.Unit.Millimeter)


def _takes_nothing() -> NotReached:
    return NotReached(
        "printer",
        QCoreApplication.translate("printed", "The printer takes no page."),
        QCoreApplication.translate("printed", "Nothing was changed, and the message is kept here."),
        QCoreApplication.translate("printed", "Look whether it is on and has paper, then print again."),
    )


def _font(points: int, *, strong: bool = False) -> QFont:
    # The window's own font and not the system's by `QFontDatabase.systemFont`: that one is for the UI thread only.
    font = QFont(QGuiApplication.font().families())
    font.setPointSize(points)
    font.setWeight(QFont.Weight.DemiBold if strong else QFont.Weight.Normal)
    return font


def today() -> datetime:
    """The date that a sheet bears."""
    return datetime.now(UTC)
