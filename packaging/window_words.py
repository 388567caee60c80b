"""Which texts the window asks a translator for: every `self.tr` and `QCoreApplication.translate` in its source.

`lupdate` reads Python by guessing: it takes whatever stands before ``.tr`` for the context, and loses a plural whose
number is an expression. So the calls are found here, in the syntax tree, and handed to it in the form it gets right.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pathlib import Path

_APPLICATIONS: Final = frozenset({"QCoreApplication", "QGuiApplication", "QApplication"})


class WordsError(Exception):
    """A call whose text no translation could ever be found for; says where."""


@dataclass(frozen=True)
class Message:
    """One text: where a translator finds it, its disambiguation ("" for none), whether it has plural forms."""

    context: str
    text: str
    comment: str
    plural: bool


def messages(folder: Path) -> list[Message]:
    """Every text below `folder`, each once, by module and line. Raises `WordsError`."""
    found: dict[Message, None] = {}
    for path in sorted(folder.rglob("*.py")):
        finder = _Finder(path.relative_to(folder).as_posix())
        finder.visit(ast.parse(path.read_text("utf-8")))
        found |= dict.fromkeys(finder.found)
    return list(found)


class _Finder(ast.NodeVisitor):
    def __init__(self, module: str) -> None:
        self._module = module
        self._classes: list[str] = []
        self.found: list[Message] = []

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self._classes.append(node.name)
        self.generic_visit(node)
        self._classes.pop()

    def visit_Call(self, node: ast.Call) -> None:
        self.generic_visit(node)
        match node.func:
            case ast.Attribute(value=ast.Name(id=name), attr="translate") if name in _APPLICATIONS:
                self._translate(node)
            case ast.Attribute(value=ast.Name(id="self"), attr="tr") if self._classes:
                self._add(node, self._classes[-1], node.args)
            case ast.Attribute(attr="tr"):
                raise self._wrong(node, "ask by self.tr inside the class: another object's name is another context")

    def _translate(self, node: ast.Call) -> None:
        context = _literal(node.args[0]) if node.args else None
        if context is None:
            raise self._wrong(node, "the context is not a plain text")
        if context != "core":  # those are found in the core
            self._add(node, context, node.args[1:])

    def _add(self, node: ast.Call, context: str, arguments: list[ast.expr]) -> None:
        text = _literal(arguments[0]) if arguments else None
        if text is None:
            raise self._wrong(node, "the text is not a plain text")
        plural = len(arguments) > 2 or any(each.arg == "n" for each in node.keywords)
        if "%n" in text and not plural:
            raise self._wrong(node, "a text with %n needs a number")
        comment = _literal(arguments[1]) if len(arguments) > 1 else None
        self.found.append(Message(context, text, comment or "", plural))

    def _wrong(self, node: ast.Call, why: str) -> WordsError:
        return WordsError(f"{self._module}:{node.lineno}: {ast.unparse(node)[:80]}: {why}")


def _literal(node: ast.expr) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None
