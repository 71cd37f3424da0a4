"""The frame around every page: language, navigation, selected country, footer."""

from __future__ import annotations

from dashboard.ui import frame, search

frame.run(search.box)
