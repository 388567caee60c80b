"""A message on paper: numbered codes with host ID, case and date, which a photo of the sheet brings back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import groupby
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QCoreApplication, QLocale, QMarginsF, QRectF, Qt
from PySide6.QtGui import QFont, QFontDatabase, QFontMetricsF, QPageLayout, QPageSize, QPainter

from retour_gui.scan.canvas import QUIET

if TYPE_CHECKING:
    from PySide6.QtGui import QPagedPaintDevice

    from retour.airgap.symbols.symbol import Symbol
    from retour_gui.scan.show import ToShow

COLUMNS: Final = 2
ROWS: Final = 3
_MARGIN_MM: Final = 14.0
_HEAD_MM: Final = 24.0
_CAPTION_MM: Final = 6.0
_WIDEST_MM: Final = 120.0
_INCH_MM: Final = 25.4


def print_codes(device: QPagedPaintDevice, shown: ToShow, symbols: tuple[Symbol, ...], now: datetime) -> int:
    """Paint the codes, six to a page of A4; gives the number of pages. `now` is the date on the sheet."""
    device.setPageLayout(_a4())
    painter = QPainter(device)
    columns, rows = (1, 1) if len(symbols) == 1 else (COLUMNS, ROWS)
    each_page = columns * rows
    pages = -(-len(symbols) // each_page)
    for page in range(pages):
        if page:
            device.newPage()
        here = symbols[page * each_page : (page + 1) * each_page]
        _page(painter, _Sheet(device, columns, rows), shown, here, (page, pages, len(symbols), now))
    painter.end()
    return pages


class _Sheet:
    """Where things lie on a page, in the device's own pixels."""

    def __init__(self, device: QPagedPaintDevice, columns: int, rows: int) -> None:
        layout = device.pageLayout()
        self.mm = device.logicalDpiX() / _INCH_MM
        full = layout.paintRect(QPageLayout.Unit.Millimeter)
        self.width, self.height = full.width() * self.mm, full.height() * self.mm
        self.columns = columns
        self.cell_w = self.width / columns
        self.cell_h = (self.height - _HEAD_MM * self.mm) / rows

    def cell(self, at: int) -> QRectF:
        """The room for a code and its caption."""
        row, column = divmod(at, self.columns)
        return QRectF(column * self.cell_w, _HEAD_MM * self.mm + row * self.cell_h, self.cell_w, self.cell_h)


def _page(
    painter: QPainter, sheet: _Sheet, shown: ToShow, symbols: tuple[Symbol, ...], where: tuple[int, int, int, datetime]
) -> None:
    page, pages, count, now = where
    locale = QLocale()
    painter.setPen(Qt.GlobalColor.black)
    title, small = _font(13, strong=True), _font(9)
    line = QFontMetricsF(title, painter.device()).height()
    painter.setFont(title)
    painter.drawText(
        QRectF(0, 0, sheet.width, line), Qt.AlignmentFlag.AlignLeft, f"{shown.case}   {shown.what}".strip()
    )
    painter.setFont(small)
    stamp = f"{now:%Y-%m-%d %H:%M} UTC"
    said = QCoreApplication.translate("printed", "{date}  ·  sheet {page} of {pages}  ·  codes: {count}").format(
        date=stamp, page=locale.toString(page + 1), pages=locale.toString(pages), count=locale.toString(count)
    )
    advice = QCoreApplication.translate(
        "printed", "Photograph every sheet, sharp and in even light, and give the photos to Retour or to the portal."
    )
    painter.drawText(
        QRectF(0, line * 1.1, sheet.width, _HEAD_MM * sheet.mm - line),
        int(Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap),
        f"{said}\n{advice}",
    )
    for at, symbol in enumerate(symbols):
        number = page * sheet.columns * ROWS + at + 1 if count > 1 else 1
        caption = QCoreApplication.translate("printed", "{number} of {count}").format(
            number=locale.toString(number), count=locale.toString(count)
        )
        _code(painter, sheet, sheet.cell(at), symbol, f"{caption}   {shown.host}".strip())


def _code(painter: QPainter, sheet: _Sheet, cell: QRectF, symbol: Symbol, caption: str) -> None:
    side = symbol.size + 2 * QUIET
    room = min(cell.width(), cell.height() - _CAPTION_MM * sheet.mm, _WIDEST_MM * sheet.mm)
    module = max(1, int(room / side))  # a whole number of the printer's dots
    size = module * side
    left, top = round(cell.left() + (cell.width() - size) / 2) + module * QUIET, round(cell.top()) + module * QUIET
    # As shapes and not as a picture: Qt's PDF packs grey pictures as JPEG, which smears their edges.
    for y, row in enumerate(symbol.rows):
        for first, length in dark_runs(row):
            bar = QRectF(left + first * module, top + y * module, length * module, module)
            painter.fillRect(bar, Qt.GlobalColor.black)
    below = QRectF(cell.left(), cell.top() + size - module * QUIET / 2, cell.width(), _CAPTION_MM * sheet.mm)
    painter.drawText(below, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop, caption)


def dark_runs(row: bytes) -> Iterator[tuple[int, int]]:
    """Where dark modules stand side by side in a row: the first of them, and how many."""
    at = 0
    for value, group in groupby(row):
        length = len(list(group))
        if value:
            yield at, length
        at += length


def _a4() -> QPageLayout:
    margins = QMarginsF(_MARGIN_MM, _MARGIN_MM, _MARGIN_MM, _MARGIN_MM)
    size = QPageSize(QPageSize.PageSizeId.A4)
    return QPageLayout(size, QPageLayout.Orientation.Portrait, margins, QPageLayout.Unit.Millimeter)


def _font(points: int, *, strong: bool = False) -> QFont:
    font = QFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont).families())
    font.setPointSize(points)
    font.setWeight(QFont.Weight.DemiBold if strong else QFont.Weight.Normal)
    return font


def today() -> datetime:
    """The date that a sheet bears."""
    return datetime.now(UTC)
