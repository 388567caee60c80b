"""What the window remembers: looks, language, folder, technician. Losing it loses nothing."""

from __future__ import annotations

import contextlib
from pathlib import Path

from PySide6.QtCore import QSettings

from retour_gui.theme.tokens import Scheme


class Settings:
    """Typed access to ``window.ini`` in the folder of the journal."""

    def __init__(self, folder: Path) -> None:
        self._store = QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat)

    @property
    def scheme(self) -> Scheme | None:
        """Light, dark or high contrast; None follows the system."""
        text = self._text("scheme")
        return Scheme[text] if text in Scheme.__members__ else None

    @scheme.setter
    def scheme(self, scheme: Scheme | None) -> None:
        self._put("scheme", "" if scheme is None else scheme.name)

    @property
    def large(self) -> bool:
        """Large text."""
        return self._text("large") == "yes"

    @large.setter
    def large(self, large: bool) -> None:
        self._put("large", "yes" if large else "no")

    @property
    def language(self) -> str | None:
        """A language code; None follows the system."""
        return self._text("language") or None

    @language.setter
    def language(self, code: str | None) -> None:
        self._put("language", code or "")

    @property
    def technician(self) -> str:
        """The name that new cases carry."""
        return self._text("technician")

    @technician.setter
    def technician(self, name: str) -> None:
        self._put("technician", name)

    @property
    def folder(self) -> Path:
        """Where the last file was saved or opened."""
        last = Path(self._text("folder") or Path.home())
        with contextlib.suppress(OSError):  # a stick that does not answer, a folder that may not be entered
            if last.is_dir():
                return last
        return Path.home()

    @folder.setter
    def folder(self, folder: Path) -> None:
        self._put("folder", str(folder))

    @property
    def speed(self) -> int:
        """Codes a second of an animated QR code."""
        text = self._text("speed")
        return min(max(int(text), 2), 10) if text.isdecimal() and len(text) < 3 else 8

    @speed.setter
    def speed(self, fps: int) -> None:
        self._put("speed", str(fps))

    @property
    def density(self) -> str:
        """How much one QR code of an animated one carries, as `Density` names it."""
        text = self._text("density")
        return text if text in ("v15", "v20", "v25", "v30") else "v20"

    @density.setter
    def density(self, density: str) -> None:
        self._put("density", density)

    @property
    def camera(self) -> str:
        """The camera that was chosen last."""
        return self._text("camera")

    @camera.setter
    def camera(self, key: str) -> None:
        self._put("camera", key)

    @property
    def mirrored(self) -> bool | None:
        """Whether the camera's picture is shown as a mirror shows it; None leaves it to the camera."""
        return {"yes": True, "no": False}.get(self._text("mirrored"))

    @mirrored.setter
    def mirrored(self, mirrored: bool) -> None:
        self._put("mirrored", "yes" if mirrored else "no")

    def by_qr(self, site: str) -> bool:
        """Whether messages crossed by QR code at this site last; at a new one, as they did anywhere last."""
        return (self._text(_site_key(site)) or self._text("crossing")) == "qr"

    def set_by_qr(self, site: str, by_qr: bool) -> None:
        """Messages cross so at this site."""
        crossing = "qr" if by_qr else "file"
        self._put("crossing", crossing)
        self._put(_site_key(site), crossing)

    def place(self, profile: str) -> str:
        """Where the files of a device of this profile were last."""
        return self._text(f"place/{profile}") if profile else ""

    def set_place(self, profile: str, address: str) -> None:
        """The files of a device of this profile are here."""
        self._put(f"place/{profile}", address)

    @property
    def size(self) -> tuple[int, int] | None:
        """Width and height of the window."""
        width, _, height = self._text("size").partition("x")
        return (int(width), int(height)) if width.isdecimal() and height.isdecimal() else None

    @size.setter
    def size(self, size: tuple[int, int]) -> None:
        self._put("size", f"{size[0]}x{size[1]}")

    def _text(self, key: str) -> str:
        value = self._store.value(key, "")
        return value if isinstance(value, str) else ""

    def _put(self, key: str, value: str) -> None:
        self._store.setValue(key, value)
        self._store.sync()


def _site_key(site: str) -> str:
    """A site's name may hold anything; a key of the settings may not."""
    import hashlib

    return f"crossing/{hashlib.sha256(site.strip().casefold().encode()).hexdigest()[:16]}"
