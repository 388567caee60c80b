"""The language of the window: translators, locale, direction, and the core's own sentences.

Words, for whoever translates into German; they are the field's (FlexNet) where it has one:

====================  ===========================  ======================  ============================
English               German                       English                 German
====================  ===========================  ======================  ============================
case                  Vorgang                      portal                  Portal
copies                Kopien                       device                  Gerät
entitlement line      Berechtigungszeile           host ID                 Host-ID
activation ID         Aktivierungs-ID              enrol                   registrieren
proof                 Nachweis                     license store           Lizenzspeicher
capability request    Capability-Anforderung       removal order           Entfernungsauftrag
capability response   Capability-Antwort           one-trip return         Rückgabe in einem Gang
confirmation          Bestätigung                  confirmed return        bestätigte Rückgabe
sync                  Abgleich                     stick                   USB-Stick
credited              gutgeschrieben               slip                    Beleg
write-off             Abschreibung                 save                    sichern
====================  ===========================  ======================  ============================

Short and plain; what to do stands in the infinitive ("Datei sichern"), never "Sie".
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QCoreApplication, QDateTime, QLibraryInfo, QLocale, QObject, QTimeZone, QTranslator, Signal
from PySide6.QtGui import QGuiApplication

import retour_resources

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import datetime

SOURCE: Final = "en"
"""The language that the source is written in; its file holds only plurals."""
_PLACE: Final = re.compile(r"\{(\d+)\}")


@dataclass(frozen=True)
class Template:
    """A sentence of the core with ``{1}``, ``{2}``, ... where it says something of the moment."""

    text: str

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Matches what was made from this template; a group for each placeholder, in order."""
        return re.compile("(.+?)".join(map(re.escape, self.literals)), re.DOTALL)

    @cached_property
    def literals(self) -> list[str]:
        """The fixed parts; one more than there are placeholders."""
        return _PLACE.split(self.text)[::2]

    def arguments(self, text: str) -> Mapping[str, str] | None:
        """What stands in each placeholder of `text`; None if it was not made from this template."""
        if not (text.startswith(self.literals[0]) and text.endswith(self.literals[-1])):
            return None
        found = self.pattern.fullmatch(text)
        return None if found is None else dict(zip(_PLACE.findall(self.text), found.groups(), strict=True))


class CoreWords:
    """The core's English sentences in another language, found by the templates from which they are made.

    What a sentence speaks of can itself be a sentence ("This is not a message ...: it is empty."): such a part is
    translated as well. A part without a space, such as a host ID or a case number, is never taken for words.
    A text that no template fits stays as it is.

    Args:
        templates: the core's sentences, as `packaging/translations.py` collects them.
        translate: a template to its translation, with the same placeholders.
    """

    def __init__(self, templates: Iterable[str], translate: Callable[[str], str]) -> None:
        known = [Template(text) for text in templates]
        self._translate = translate
        self._whole = {each.text for each in known if len(each.literals) == 1}
        with_places = [each for each in known if len(each.literals) > 1]
        self._made = sorted(with_places, key=lambda t: (len(t.literals[0]), sum(map(len, t.literals))), reverse=True)

    def __call__(self, text: str) -> str:
        """The sentence in the other language."""
        if text in self._whole:
            return self._translate(text)
        for template in self._made:
            found = template.arguments(text)
            if found is not None:
                return _filled(
                    self._translate(template.text), {place: self._part(part) for place, part in found.items()}
                )
        return text

    def _part(self, text: str) -> str:
        return self(text) if " " in text else text


def _filled(text: str, parts: Mapping[str, str]) -> str:
    """All places at once: what is put in is never looked at again."""
    return _PLACE.sub(lambda match: parts[match[1]], text)


class Language(QObject):
    """The one that the window speaks. `changed` comes after everything is in place: draw again what was drawn."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None, folder: Path | None = None) -> None:
        """`folder` holds the compiled translations; None takes the installed ones."""
        super().__init__(parent)
        # Resources lie on a disk wherever Retour is installed: Qt reads them by path.
        self._folder = folder or Path(str(retour_resources.root())) / "translations"
        self._translators: list[QTranslator] = []
        self._core: CoreWords | None = None
        self.code = SOURCE
        self.locale = QLocale(SOURCE)

    def available(self) -> list[tuple[str, str]]:
        """Code and own name of every language there is, the source's first."""
        codes = sorted(path.stem.removeprefix("retour_") for path in self._folder.glob("retour_*.qm"))
        return [(SOURCE, "English"), *((code, native_name(code)) for code in codes if code != SOURCE)]

    def use(self, code: str | None) -> None:
        """Speak `code`, or None: the first of the system's languages that is there, else English."""
        chosen = code if code is not None else self._system()
        known = [each for each, _ in self.available()]
        self.code = chosen if chosen in known else SOURCE
        self.locale = _locale(self.code)
        self._replace_translators()
        QLocale.setDefault(self.locale)
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.setLayoutDirection(self.locale.textDirection())
        self.changed.emit()

    def core(self, text: str) -> str:
        """A sentence of the core, in this language."""
        if self.code == SOURCE:
            return text
        if self._core is None:
            self._core = CoreWords(self._templates(), lambda source: QCoreApplication.translate("core", source))
        return self._core(text)

    def moment(self, when: datetime) -> str:
        """A time as this locale writes it, with its zone: ``24.11.26 07:08 CET``. `when` has a zone."""
        zone = QTimeZone.systemTimeZone()
        local = QDateTime.fromMSecsSinceEpoch(int(when.timestamp() * 1000), zone)
        text = self.locale.toString(local, QLocale.FormatType.ShortFormat)
        return f"{text} {zone.abbreviation(local)}"

    def size(self, octets: int) -> str:
        """A number of bytes as this locale writes it: ``1.3 kB``."""
        return self.locale.formattedDataSize(octets, 1, QLocale.DataSizeFormat.DataSizeSIFormat)

    def _replace_translators(self) -> None:
        for translator in self._translators:
            QCoreApplication.removeTranslator(translator)
            translator.deleteLater()
        self._translators, self._core = [], None
        qt = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        for path in (Path(qt) / f"qtbase_{self.code}.qm", self._folder / f"retour_{self.code}.qm"):
            translator = QTranslator(self)
            if translator.load(str(path)):  # Qt itself may not speak it; then its few words stay English
                QCoreApplication.installTranslator(translator)
                self._translators.append(translator)

    def _system(self) -> str:
        known = {code for code, _ in self.available()}
        wanted = (name.replace("_", "-").partition("-")[0] for name in QLocale.system().uiLanguages())
        return next((code for code in wanted if code in known), SOURCE)

    def _templates(self) -> list[str]:
        from json import loads

        templates: list[str] = loads((self._folder / "core.json").read_text("utf-8"))
        return templates


def native_name(code: str) -> str:
    """What a language calls itself."""
    name = QLocale(code).nativeLanguageName()
    return name[:1].upper() + name[1:] if name else code


def _locale(code: str) -> QLocale:
    """The system's own locale where it speaks this language, for its dates and numbers; else the language's."""
    system = QLocale.system()
    if system.language() == QLocale(code).language():
        return QLocale(system)
    return QLocale(code)
