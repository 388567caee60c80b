"""Which English sentences the core can show to a person: found in its source, never listed by hand.

The core knows no translations. Each sentence that a module within a technician's reach can utter becomes a template:
the text itself, or the text of an f-string with its expressions replaced by ``{1}``, ``{2}``, ... in order. The window
finds the template that a shown sentence was made from and renders its translation (`retour_gui.language`).
"""

from __future__ import annotations

import ast
import re
import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PROFILES: Final = "resources/retour_resources/profiles"
FOLDERS: Final = ("protocol", "link", "airgap", "returns")
"""Below `core/retour`: what a technician can meet. Device and portal speak in their own words on their own screens."""
NOT_SHOWN: Final = frozenset(
    f"returns/{name}.py"
    for name in (
        *("commands", "diagnose", "export", "log", "records", "show"),
        *("opaque/cli", "opaque/inspect", "opaque/profile_commands", "opaque/reader"),
    )
) | {"airgap/qr_commands.py"}
"""Words of the command line, and of records for programs, auditors and support, which are English everywhere; and what
a profile's reader expects, which speaks of keys to whoever writes one."""
ONLY_SHOWN: Final = {"returns/opaque/tables.py": "Text"}
"""The one class of a module that makes whole sentences; the rest of it are the reader's expectations."""
_NO_WORDS_IN: Final = frozenset({"IDENTITY_KEYS", "_TABLES", "MEDIA_TYPE", "__all__", "query"})
"""Constants whose text is for machines or for readers of the source."""
_NO_WORDS_FOR: Final = frozenset(
    {"execute", "compile", "refuse", "strftime", "AssertionError", "debug", "info", "warning", "exception"}
    | {"as_octets", "write"}
)
_WORD_ENUMS: Final = frozenset({"Certainty"})
"""Enums whose values are single words that are shown as they are."""
_SETTING: Final = re.compile(r"\w+ = \w+")
_FIELD: Final = re.compile(r"\{([a-z_][a-z0-9_.]*)\}")
_WORDS: Final = re.compile(r"[^\W\d_]{2,}")


@dataclass(frozen=True)
class Template:
    """A sentence of the core: its text with ``{1}``, ``{2}``, ...; where it stands; what each placeholder is."""

    text: str
    module: str
    line: int
    arguments: tuple[str, ...]


def templates(core: Path) -> list[Template]:
    """Every sentence, each text once, in the order of modules and lines."""
    found: dict[str, Template] = {}
    for path in modules(core):
        for template in module_templates(path.read_text("utf-8"), path.relative_to(core).as_posix()):
            found.setdefault(template.text, template)
    for path in sorted((core.parent.parent / PROFILES).glob("*.toml")):
        for template in profile_templates(path):
            found.setdefault(template.text, template)
    return list(found.values())


def profile_templates(path: Path) -> Iterator[Template]:
    """What a shipped device profile says to the technician; it stands under keys of these names alone."""
    table = tomllib.loads(path.read_text("utf-8"))
    ways = [table.get(leg, {}).get("ask", {}).get("instruction") for leg in ("request", "response", "sync")]
    steps = [text for texts in table["portal"].values() if isinstance(texts, list) for text in texts]
    for text in (table["title"], table.get("mount"), *ways, *steps):
        if text:
            fields = tuple(_FIELD.findall(text))
            for number, name in enumerate(fields, 1):
                text = text.replace(f"{{{name}}}", f"{{{number}}}", 1)
            yield Template(text, path.name, 1, fields)


def modules(core: Path) -> list[Path]:
    """The modules that are read, sorted; `core` is the folder of the package `retour`."""
    every = [path for folder in FOLDERS for path in sorted((core / folder).rglob("*.py"))]
    return [path for path in every if path.relative_to(core).as_posix() not in NOT_SHOWN]


def module_templates(source: str, module: str) -> Iterator[Template]:
    """The sentences of one module."""
    tree = ast.parse(source)
    finder = _Finder(constants(tree))
    only = ONLY_SHOWN.get(module)
    for node in tree.body:
        if only is None or (isinstance(node, ast.ClassDef) and node.name == only):
            finder.visit(node)
    for text, line, arguments in sorted(finder.found, key=lambda each: each[1]):
        yield Template(text, module, line, arguments)


def constants(tree: ast.Module) -> dict[str, str]:
    """The texts that a module gives a name at its top level."""
    named = {}
    for node in tree.body:
        target = node.targets[0] if isinstance(node, ast.Assign) else getattr(node, "target", None)
        value = getattr(node, "value", None)
        if isinstance(target, ast.Name) and isinstance(value, ast.Constant) and isinstance(value.value, str):
            named[target.id] = value.value
    return named


def template_of(node: ast.expr, named: dict[str, str]) -> tuple[str, tuple[str, ...]] | None:
    """The text of a string expression with numbered placeholders, and their expressions; None for anything else."""
    parts = _parts(node, named)
    if parts is None:
        return None
    text, arguments = "", []
    for part in parts:
        if isinstance(part, str):
            text += part
        else:
            arguments.append(ast.unparse(part))
            text += f"{{{len(arguments)}}}"
    if not arguments:
        arguments = _FIELD.findall(text)
        for number, name in enumerate(arguments, 1):
            text = text.replace(f"{{{name}}}", f"{{{number}}}", 1)
    return text, tuple(arguments)


def _parts(node: ast.expr, named: dict[str, str]) -> list[str | ast.expr] | None:
    match node:
        case ast.Constant(value=str(text)):
            return [text]
        case ast.JoinedStr():
            return [part.value if isinstance(part, ast.FormattedValue) else _literal(part) for part in node.values]
        case ast.BinOp(op=ast.Add()):
            sides = [_parts(side, named) or _named(side, named) for side in (node.left, node.right)]
            if all(isinstance(part, ast.expr) for side in sides for part in side):
                return None
            return [part for side in sides for part in side]
    return None


def _literal(part: ast.expr) -> str:
    assert isinstance(part, ast.Constant)
    return str(part.value)


def _named(node: ast.expr, named: dict[str, str]) -> list[str | ast.expr]:
    return [named[node.id]] if isinstance(node, ast.Name) and node.id in named else [node]


def is_sentence(text: str) -> bool:
    """Whether a text is for people: words with a space between them, or other sentences put together."""
    literal = re.sub(r"\{\d+\}", "", text)
    if _WORDS.search(literal):
        return " " in text.strip() and "\n" not in text and not _SETTING.fullmatch(text)
    return text.startswith("{1}") and literal.endswith(".") and " " in literal


class _Finder(ast.NodeVisitor):
    def __init__(self, named: dict[str, str]) -> None:
        self._named = named
        self.found: list[tuple[str, int, tuple[str, ...]]] = []

    def visit(self, node: ast.AST) -> None:
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            return  # a docstring
        if isinstance(node, ast.expr) and (made := template_of(node, self._named)) is not None:
            text, arguments = made
            if is_sentence(text):
                self.found.append((text, node.lineno, arguments))
            for part in _parts(node, self._named) or ():
                if isinstance(part, ast.expr):
                    self.visit(part)
            return
        super().visit(node)

    def visit_Assign(self, node: ast.Assign) -> None:
        if not any(isinstance(target, ast.Name) and target.id in _NO_WORDS_IN for target in node.targets):
            self.generic_visit(node)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        if node.value is not None and not (isinstance(node.target, ast.Name) and node.target.id in _NO_WORDS_IN):
            self.visit(node.value)

    def visit_Call(self, node: ast.Call) -> None:
        function = node.func
        name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
        if name not in _NO_WORDS_FOR:
            self.generic_visit(node)

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        if node.name in _WORD_ENUMS:
            for statement in node.body:
                value = statement.value if isinstance(statement, ast.Assign) else None
                if isinstance(value, ast.Constant) and isinstance(value.value, str) and value.value:
                    self.found.append((value.value, value.lineno, ()))
        else:
            self.generic_visit(node)
