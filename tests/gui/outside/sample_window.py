"""A window with a button, a check box and a field, to prove the hand on."""

from __future__ import annotations

import sys

from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)


def main() -> int:
    application = QApplication(sys.argv)
    window = QWidget()
    window.setWindowTitle("Sample")
    said, button, tick, field = (
        QLabel("Nothing yet"),
        QPushButton("&Read it"),
        QCheckBox("It stops working"),
        QLineEdit(),
    )
    field.setAccessibleName("Ticket")
    button.setEnabled(False)
    tick.toggled.connect(button.setEnabled)
    button.clicked.connect(lambda: said.setText(f"Read with {field.text()}"))
    hidden = QStackedWidget()
    hidden.addWidget(QLabel("The page that is shown"))
    hidden.addWidget(QPushButton("Never to be seen"))
    layout = QVBoxLayout(window)
    for each in (field, tick, button, said, hidden):
        layout.addWidget(each)
    window.show()
    return application.exec()


if __name__ == "__main__":
    raise SystemExit(main())
