"""The window's language: the core's sentences found again and rendered, the .ts complete, dates, direction."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QCoreApplication, QLocale, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

import core_words
import retour.errors
import translations
import window_words
from retour.airgap.carry import read_carry
from retour.errors import RetourError
from retour.protocol.group import Refusal, refusal_error
from retour.protocol.messages import read_any
from retour.returns.ways import FACTS
from retour_gui.language import CoreWords, Language, Template

CORE = translations.ROOT / "core" / "retour"
TS = translations.FOLDER / "retour_de.ts"
ENGLISH = translations.FOLDER / "retour_en.ts"
PLACES = re.compile(r"\{[^{}]*\}|%L?n")
TEMPLATES = core_words.templates(CORE)
AWKWARD = (
    "SN-4711",
    "it is empty. Or: not; 'so'",
    '"{2}" {1}',
    "(x)+.*",
    "Nothing was changed. ",
    "/a b/c.retour",
    "ü\n5",
)


@pytest.fixture(scope="module")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("translations")
    translations.build(out=folder)
    return folder


@pytest.fixture
def language(qapp: QApplication, compiled: Path) -> Iterator[Language]:
    spoken = Language(folder=compiled)
    yield spoken
    spoken.use("en")
    QLocale.setDefault(QLocale.c())


def messages(ts: Path = TS) -> list[tuple[str, str, list[str], bool]]:
    """Context, source, translations (several for plurals) and whether it is finished, of each message."""
    rows = []
    for context in ElementTree.parse(ts).getroot().iter("context"):
        for message in context.iter("message"):
            found = message.find("translation")
            assert found is not None
            texts = [form.text or "" for form in found.findall("numerusform")] or [found.text or ""]
            name, source = context.findtext("name") or "", message.findtext("source") or ""
            rows.append((name, source, texts, "type" not in found.attrib))
    return rows


@pytest.mark.parametrize(("ts", "least"), [(TS, 450), (ENGLISH, 10)])
def test_no_translation_is_missing(ts: Path, least: int) -> None:
    assert len(messages(ts)) > least
    assert [source for _, source, texts, finished in messages(ts) if not finished or not all(texts)] == []


def test_a_plural_stands_in_a_class_that_nothing_is_derived_from() -> None:
    """PySide asks for the classes of an object in turn, and takes the first answer: with %n filled in, any is one."""
    trees = [ast.parse(path.read_text("utf-8")) for path in (translations.ROOT / "gui").rglob("*.py")]
    bases = {
        base.id
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
        for base in node.bases
        if isinstance(base, ast.Name)
    }
    plurals = {message.context for message in window_words.messages(translations.ROOT / "gui") if message.plural}
    assert plurals & bases == set()


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("page.tr('Look')", "ask by self.tr"),
        ("QCoreApplication.translate('words', word)", "not a plain text"),
        ("QCoreApplication.translate(name, 'Look')", "context is not"),
        ("QCoreApplication.translate('words', '%n copies')", "needs a number"),
    ],
)
def test_a_text_that_no_translator_could_find_is_refused(line: str, why: str, tmp_path: Path) -> None:
    (tmp_path / "page.py").write_text(line, "utf-8")
    with pytest.raises(window_words.WordsError, match=rf"page\.py:1: .*{why}"):
        window_words.messages(tmp_path)


def test_texts_are_found_with_context_and_plural(tmp_path: Path) -> None:
    source = """
class Page(QWidget):
    def show(self, copies):
        self.tr("One " "text")
        return [self.tr("%n of them", "", copies // 2), QCoreApplication.translate("words", "%n h", None, n=copies)]
"""
    (tmp_path / "page.py").write_text(source, "utf-8")
    assert window_words.messages(tmp_path) == [
        window_words.Message("Page", "One text", "", False),
        window_words.Message("Page", "%n of them", "", True),
        window_words.Message("words", "%n h", "", True),
    ]


def test_german_says_everything_that_english_says() -> None:
    odd = [
        (source, text)
        for _, source, texts, _ in messages()
        for text in texts
        if (set(PLACES.findall(source)) != set(PLACES.findall(text)) and not ("%n" in source and len(texts) > 1))
        or re.search(r"\b(Sie sich|bitte|Bitte)\b|!", text)
    ]
    assert odd == []


def test_the_translations_are_up_to_date_with_the_source(tmp_path: Path) -> None:
    """`update` would change nothing: run it when this fails, then translate what is new."""
    for ts in (TS, ENGLISH):
        (tmp_path / ts.name).write_bytes(ts.read_bytes())
    translations.update(tmp_path)
    every = ([TS, ENGLISH], [tmp_path / TS.name, tmp_path / ENGLISH.name])
    was, now = ({(ts.name, *message[:2]) for ts in each for message in messages(ts)} for each in every)
    assert (now - was, was - now) == (set(), set())


def sample(template: str, arguments: tuple[str, ...]) -> str:
    """What the core would make of a template."""
    shown = iter(arguments * len(template))
    return re.sub(r"\{\d+\}", lambda _: next(shown), template)


@pytest.mark.parametrize("start", range(len(AWKWARD)))
def test_every_sentence_is_found_again_whatever_it_speaks_of(start: int) -> None:
    """Marked by the translation: the template chosen, and each argument whole in its place."""
    texts = [template.text for template in TEMPLATES]
    words = CoreWords(texts, lambda text: f"<{text}>")
    given_words = (AWKWARD[start:] + AWKWARD[:start])[:1] * 9
    for text in texts:
        shown = words(sample(text, given_words))
        assert shown.startswith("<"), text
        if text != "{1}; {2}.":
            assert shown.endswith(">"), text


@given(st.lists(st.text("ab;:. '{}1", min_size=1, max_size=12), min_size=1, max_size=3))
def test_what_is_put_in_comes_out_in_its_place(arguments: list[str]) -> None:
    english = "A " + " | ".join(f"{{{n}}}" for n in range(1, len(arguments) + 1)) + " B"
    german = "Z " + " # ".join(f"{{{n}}}" for n in range(len(arguments), 0, -1)) + " Y"
    shown = CoreWords([english], lambda _: german)(sample(english, tuple(arguments)))
    assert shown == "Z " + " # ".join(reversed(arguments)) + " Y"


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_template_and_any_text_end_in_a_text(template: str, text: str) -> None:
    assert isinstance(CoreWords([template], lambda source: source)(text), str)
    assert Template("{1}").arguments("x" + text) == {"1": "x" + text}


def three_lines(tree: ast.Module) -> Iterator[tuple[ast.Call, list[ast.expr]]]:
    """The calls that make an error of the tree, with the expressions of their three lines."""
    kinds = {name for name, kind in vars(retour.errors).items() if isinstance(kind, type)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in kinds:
            yield node, node.args[1:4]


def test_each_line_of_each_error_is_among_the_sentences() -> None:
    """Read from the calls themselves: every text below the three lines of every error that the core makes."""
    known, missing, errors = {template.text for template in TEMPLATES}, [], 0
    for path in core_words.modules(CORE):
        tree = ast.parse(path.read_text("utf-8"))
        named = core_words.constants(tree)
        for call, lines in three_lines(tree):
            errors += 1
            assert len(lines) == 3, f"{path.name}:{call.lineno} does not give three lines"
            for line in lines:
                made = core_words.template_of(line, named) or (named.get(getattr(line, "id", "")), ())
                branches = [line.body, line.orelse] if isinstance(line, ast.IfExp) else []
                texts = [made[0], *(core_words.template_of(each, named) or ("",) for each in branches)]
                flat = [text[0] if isinstance(text, tuple) else text for text in texts]
                missing += [(path.name, call.lineno, text) for text in flat if text and text not in known]
    assert errors > 50
    assert missing == []


def test_errors_that_happen_are_shown_in_german(language: Language) -> None:
    language.use("de")
    samples = [
        b"",
        b"%PDF-1.7",
        b"\x00",
        b"\x84\x40",
        b"\xd2\x84",
        b"\xd2\x9f",
        b"\xd2\x84\x40\xa0\x40\x40",
        b"\x83\xd2\x80",
    ]
    errors = [refusal_error(rc) for rc in [*map(int, Refusal), 99]]
    for data in samples:
        for read in (read_carry, read_any):
            try:
                read(data)
            except RetourError as error:
                errors.append(error)
    assert len(errors) > 30
    english = [line for error in errors for line in error.lines if language.core(line) == line]
    assert english == []


def test_a_sentence_in_a_sentence_is_translated_too(language: Language) -> None:
    language.use("de")
    text = "Take the proof of SN-4711 to the portal; the copies are credited there on arrival."
    assert language.core(text) == (
        "Den Nachweis von SN-4711 zum Portal bringen; die Kopien werden dort bei Ankunft gutgeschrieben."
    )
    assert language.core(next(iter(FACTS.values())).why).startswith("Das Gerät entfernt")
    assert language.core("Something that nobody wrote") == "Something that nobody wrote"
    language.use("en")
    assert language.core(text) == text


def test_languages_come_and_go(language: Language, qtbot: QtBot) -> None:
    assert language.available() == [("en", "English"), ("de", "Deutsch")]
    with qtbot.waitSignal(language.changed):
        language.use("de")
    assert QCoreApplication.translate("core", "signed") == "signiert"
    assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "Abbrechen"
    assert QLocale().language() is QLocale.Language.German
    assert QCoreApplication.translate("words", "%n copies", "", 1) == "1 Kopie"
    language.use("xx")
    assert QCoreApplication.translate("words", "%n copies", "", 1) == "1 copy"
    assert language.code == "en"
    assert QCoreApplication.translate("core", "signed") == "signed"
    language.use(None)
    assert language.code in {"en", "de"}


def test_times_and_sizes_are_the_locales_and_name_the_zone(language: Language, monkeypatch: pytest.MonkeyPatch) -> None:
    when = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
    language.use("de")
    assert re.fullmatch(r"2[345]\.11\.26,? \d\d:00 \S+", language.moment(when))
    assert re.fullmatch(r"1,3\skB", language.size(1290))


def test_the_pseudo_language_is_longer_and_keeps_the_places(qapp: QApplication, tmp_path: Path) -> None:
    translations.pseudo(tmp_path)
    (tmp_path / "core.json").write_text("[]", "utf-8")
    spoken = Language(folder=tmp_path)
    spoken.use("xx")
    source = "This answer belongs to case {1}, not to {2}."
    shown = QCoreApplication.translate("core", source)
    assert len(shown) >= 1.4 * len(source)
    assert PLACES.findall(shown) == PLACES.findall(source)
    assert qapp.layoutDirection() is Qt.LayoutDirection.LeftToRight
    spoken.use("en")


@pytest.mark.parametrize(
    ("text", "kept"),
    [("&Save file...", "&S"), ("%n copies of {line}", "{line}"), ("<b>Stop</b>", "<b>"), ("A\nB", "\n"), ("", "")],
)
def test_stretching_keeps_what_is_not_words(text: str, kept: str) -> None:
    assert kept in translations.stretched(text)
    assert len(translations.stretched(text)) >= 1.4 * len(text)


def test_build_makes_again_only_what_is_older(tmp_path: Path) -> None:
    assert {path.name for path in translations.build(out=tmp_path)} == {"retour_de.qm", "retour_en.qm", "core.json"}
    assert translations.build(out=tmp_path) == []
