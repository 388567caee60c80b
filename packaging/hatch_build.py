"""Hatch's hook: a wheel, and an editable install, come with their translations compiled."""

from __future__ import annotations

import sys
from pathlib import Path

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class TranslationsHook(BuildHookInterface):  # type: ignore[type-arg] # hatchling leaves the parameter to the loader
    """Runs `translations.build`; what it makes is ignored by git and named to hatch here."""

    def initialize(self, version: str, build_data: dict[str, object]) -> None:
        """Compile what is older than its source; called before the files of a wheel are collected."""
        if self.target_name != "wheel":
            return
        sys.path.insert(0, str(Path(__file__).parent))
        try:
            import translations
        finally:
            sys.path.pop(0)
        translations.build()
        artifacts = build_data["artifacts"]
        assert isinstance(artifacts, list)
        folder = translations.FOLDER.relative_to(translations.ROOT).as_posix()
        artifacts += [f"{folder}/*.qm", f"{folder}/core.json"]
