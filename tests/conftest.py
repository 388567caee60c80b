"""What every suite shares: how hypothesis searches, media to mount, and that windows need no screen."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

from tests.media import medium as medium

# A shared runner makes any deadline a lie. CI repeats the same examples, so that a red run can be looked into; a
# developer's machine searches afresh each time.
settings.register_profile("here", deadline=None)
settings.register_profile(
    "ci", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
settings.load_profile("ci" if os.environ.get("CI") else "here")

# Before Qt is imported: a test never opens a window on the screen of whoever runs it.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
