#!/usr/bin/env python3
"""The translations: collected from the source (`update`), compiled for the window (`build`).

    python packaging/translations.py update             after words were changed: bring every .ts up to date
    python packaging/translations.py build              make the .qm, and the list of the core's sentences beside them
    python packaging/translations.py pseudo FOLDER      `retour_xx.qm` there: English 40 % longer and accented

English is the source. The .ts are edited with Qt Linguist or by hand and committed; what `build` makes is not.
The context `core` holds the sentences of the core as templates (`core_words`); the window's own classes are the others.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final
from xml.etree import ElementTree

import core_words
import window_words

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT: Final = Path(__file__).resolve().parent.parent
FOLDER: Final = ROOT / "resources" / "retour_resources" / "translations"
LANGUAGES: Final[dict[str, list[str]]] = {"de": [], "en": ["-pluralonly"]}
"""Each language with what `lupdate` is told besides; English needs only its plurals."""
CORE: Final = "core"
OPTIONS: Final = [
    *("-locations", "none", "-no-obsolete"),
    # A guess from a similar text would pass for a translation.
    *("-disable-heuristic", "sametext", "-disable-heuristic", "similartext"),
]
_ACCENTS: Final = str.maketrans("aceinosuyACEINOSUYzZ", "àçéîñöšûýÀÇÉÎÑÖŠÛÝžŽ")
_KEPT: Final = re.compile(r"(\{[^{}]*\}|%L?[n\d]|&\w|<[^<>]+>|\n)")
"""Parts of a text that a translation must carry unchanged."""


def tool(name: str) -> str:
    """The path of one of Qt's programs in the installed PySide6; PySide6 itself is not loaded for it."""
    found = find_spec("PySide6")
    if found is None or found.origin is None:
        raise SystemExit("PySide6 is not installed: install the requirements first.")
    return str(Path(found.origin).with_name(name + (".exe" if sys.platform == "win32" else "")))


def update(folder: Path = FOLDER, root: Path = ROOT) -> None:
    """Bring every .ts in `folder` up to date with the source; nothing that vanished stays."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        words = Path(scratch) / "words.py"
        core = core_source(core_words.templates(root / "core" / "retour"))
        words.write_text(core + window_source(window_words.messages(root / "gui")), "utf-8")
        for language, more in LANGUAGES.items():
            ts = folder / f"retour_{language}.ts"
            options = [*OPTIONS, *more, "-source-language", "en", "-target-language", language]
            run([tool("lupdate"), "-silent", *options, str(words), "-ts", str(ts)])


def core_source(templates: Sequence[core_words.Template]) -> str:
    """Lines from which `lupdate` takes the core's sentences, with a word on what stands in each place."""
    lines = []
    for template in templates:
        notes = "; ".join(f"{{{number}}} = {name}" for number, name in enumerate(template.arguments, 1))
        if notes:
            lines.append(f"#: {notes}")
        lines.append(f"QCoreApplication.translate({quoted(CORE)}, {quoted(template.text)})")
    return "\n".join(lines) + "\n"


def window_source(messages: Sequence[window_words.Message]) -> str:
    """Lines from which `lupdate` takes the window's texts; it sees a plural only where the number is a literal."""
    lines = []
    for message in messages:
        texts = ", ".join(map(quoted, (message.context, message.text, message.comment)))
        lines.append(f"QCoreApplication.translate({texts}{', 2' if message.plural else ''})")
    return "\n".join(lines) + "\n"


def quoted(text: str) -> str:
    """The text as a literal that `lupdate` reads."""
    return json.dumps(text, ensure_ascii=False)


def build(folder: Path = FOLDER, out: Path | None = None) -> list[Path]:
    """Compile each .ts of `folder` that is newer than what was made of it. Returns what was made."""
    out = out or folder
    made = []
    for ts in sorted(folder.glob("retour_*.ts")):
        qm = out / f"{ts.stem}.qm"
        if not is_current(qm, ts):
            run([tool("lrelease"), "-silent", "-removeidentical", str(ts), "-qm", str(qm)])
            made.append(qm)
    core = out / "core.json"
    first = folder / "retour_de.ts"
    if first.is_file() and not is_current(core, first):
        core.write_text(json.dumps(sources(first, CORE), indent=0, ensure_ascii=False) + "\n", "utf-8")
        made.append(core)
    return made


def is_current(made: Path, source: Path) -> bool:
    """Whether `made` is at least as new as `source`."""
    return made.is_file() and made.stat().st_mtime_ns >= source.stat().st_mtime_ns


def sources(ts: Path, context: str) -> list[str]:
    """The source texts of one context of a .ts, in its order."""
    for found in ElementTree.parse(ts).getroot().iter("context"):  # noqa: S314 - a file of our own
        if found.findtext("name") == context:
            return [message.findtext("source") or "" for message in found.iter("message")]
    return []


def pseudo(folder: Path, source: Path = FOLDER / "retour_de.ts") -> Path:
    """Make `retour_xx.qm` in `folder`: every text accented and 40 % longer, to find what is cut or not translated."""
    folder.mkdir(parents=True, exist_ok=True)
    tree = ElementTree.parse(source)  # noqa: S314 - a file of our own
    for message in tree.getroot().iter("message"):
        longer = stretched(message.findtext("source") or "")
        translation = message.find("translation")
        if translation is None:
            continue
        translation.attrib.pop("type", None)
        forms = translation.findall("numerusform")
        for form in forms:
            form.text = longer
        if not forms:
            translation.text = longer
    ts = folder / "retour_xx.ts"
    tree.write(ts, "utf-8", xml_declaration=True)
    qm = ts.with_suffix(".qm")
    run([tool("lrelease"), "-silent", str(ts), "-qm", str(qm)])
    return qm


def stretched(text: str) -> str:
    """The text with accents and two fifths more of it; placeholders, mnemonics, tags and line ends are kept."""
    parts = _KEPT.split(text)
    accented = "".join(part if _KEPT.fullmatch(part) else part.translate(_ACCENTS) for part in parts)
    more = 1 + round(len(text) * 0.4)
    return f"{accented} {('öxéÿüm ' * more)[:more]}".rstrip() if text else ""


def run(command: Sequence[str]) -> None:
    """Run one of Qt's programs; what it says is shown only if it fails."""
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    if done.returncode != 0:
        raise SystemExit(f"{Path(command[0]).name} failed:\n{done.stdout}{done.stderr}")


def main(arguments: Sequence[str]) -> int:
    """Run one of the commands."""
    match list(arguments):
        case ["update"]:
            try:
                update()
            except window_words.WordsError as error:
                raise SystemExit(str(error)) from None
        case ["build"]:
            build()
        case ["pseudo", folder]:
            pseudo(Path(folder))
        case _:
            print(__doc__.strip())
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
