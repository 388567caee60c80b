"""The style sheet: fields, lists, menus and bars, for which a palette does not reach. Short, as each rule costs."""

from __future__ import annotations

from retour_gui.theme.tokens import TOKENS, Scheme

_SHEET = """
QLineEdit, QComboBox {{
    background: {surface}; color: {text}; border: 1px solid {edge}; border-radius: 8px;
    padding: 1px 11px; min-height: 40px; placeholder-text-color: {muted};
    selection-background-color: {accent}; selection-color: {on_accent}; }}
QPlainTextEdit, QTextEdit, QListView, QTreeView, QTableView {{
    background: {surface}; color: {text}; border: 1px solid {edge}; border-radius: 8px; padding: 7px;
    placeholder-text-color: {muted};
    selection-background-color: {accent}; selection-color: {on_accent}; }}
QLineEdit:focus, QComboBox:focus {{
    border: 2px solid {focus}; padding: 0px 10px; }}
QAbstractSpinBox > QLineEdit, QAbstractSpinBox > QLineEdit:focus,
QComboBox > QLineEdit, QComboBox > QLineEdit:focus {{
    background: transparent; border: 0; padding: 0; min-height: 0; }}
QPlainTextEdit:focus, QTextEdit:focus, QListView:focus, QTreeView:focus, QTableView:focus {{
    border: 2px solid {focus}; padding: 6px; }}
QLineEdit:disabled, QComboBox:disabled, QPlainTextEdit:disabled {{
    background: {window}; color: {muted}; border-color: {line}; }}
QComboBox::drop-down {{ border: 0; width: 36px; }}
QComboBox::down-arrow {{ image: url(res:icons/combo-{scheme}.svg); width: 20px; height: 20px; }}
QComboBox QAbstractItemView {{ padding: 4px; }}
QComboBox QAbstractItemView::item {{ min-height: 44px; }}
QMenu {{ background: {surface}; border: 1px solid {edge}; padding: 4px; }}
QMenu::item {{ min-height: 44px; padding: 0 24px 0 12px; border-radius: 6px; }}
QMenu::item:selected {{ background: {accent_soft}; color: {text}; }}
QMenu::separator {{ height: 1px; background: {line}; margin: 4px 8px; }}
QToolTip {{ background: {surface}; color: {text}; border: 1px solid {edge}; padding: 6px; }}
QProgressBar {{ background: {raised}; border: 1px solid {edge}; border-radius: 5px; min-height: 8px; max-height: 8px; }}
QProgressBar::chunk {{ background: {accent}; border-radius: 4px; }}
QScrollBar {{ background: transparent; border: 0; margin: 0; }}
QScrollBar:vertical {{ width: 14px; }}
QScrollBar:horizontal {{ height: 14px; }}
QScrollBar::handle {{ background: {edge}; border-radius: 4px; margin: 3px; min-height: 40px; min-width: 40px; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
"""


def sheet(scheme: Scheme) -> str:
    """The application's style sheet in a scheme's colours."""
    tokens = TOKENS[scheme]
    colours = {name: getattr(tokens, name) for name in tokens.__slots__}
    return _SHEET.format(scheme=scheme.value, **colours)
