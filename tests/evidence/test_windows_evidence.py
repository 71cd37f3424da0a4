"""Months before and after a step, by hand, and months in two releases."""

from __future__ import annotations

from datetime import date

import pytest

from dashboard.data.registry import lac33
from dashboard.data.tables import load_table
from dashboard.evidence import encounters, windows

MONTHS = tuple(date(2023 + i // 12, i % 12 + 1, 1) for i in range(36))  # January 2023 to December 2025
SERIES = encounters.Monthly(MONTHS, tuple(range(1, 37)), ("x",))


def test_the_month_of_the_step_is_in_neither_window():
    found = windows.around(SERIES, date(2025, 1, 20), 3)  # January 2025 is the 25th month
    assert found.before.counts == (22, 23, 24)
    assert found.after.counts == (26, 27, 28)
    assert found.before_year_ago.counts == (10, 11, 12)
    assert found.after_year_ago.counts == (14, 15, 16)
    assert found.path.counts == (22, 23, 24, 25, 26, 27, 28)
    assert found.change_pct == pytest.approx((27 / 23 - 1) * 100)
    assert found.change_year_ago_pct == pytest.approx((15 / 11 - 1) * 100)


def test_an_incomplete_window_has_no_mean():
    found = windows.around(SERIES, date(2025, 9, 1), 6)
    assert (found.after.known, len(found.after.months), found.after.mean) == (3, 6, None)
    assert found.change_pct is None
    assert found.before.mean == pytest.approx((27 + 32) / 2)
    gap = encounters.Monthly(MONTHS, tuple(None if i == 20 else i for i in range(36)), ("x",))
    assert windows.around(gap, date(2025, 1, 20), 6).before.mean is None


def test_a_count_of_zero_before_gives_no_change():
    series = encounters.Monthly(MONTHS, (0,) * 24 + (5,) * 12, ("x",))
    assert windows.around(series, date(2025, 1, 1), 3).change_pct is None


def test_around_january_2025():
    southwest = encounters.series(load_table("encounters_totals"), "southwest_usbp")
    found = windows.around(southwest, date(2025, 1, 20), 6)
    counts = dict(zip(southwest.months, southwest.counts, strict=True))
    by_hand = sum(counts[date(2024, month, 1)] for month in range(7, 13)) / 6
    assert found.before.mean == pytest.approx(by_hand)


@pytest.mark.parametrize("iso3", [None, *lac33()])
def test_choices_have_happened_and_hold_the_default(iso3):
    found = windows.choices(load_table("events"), iso3)
    assert windows.DEFAULT_EVENT in set(found["event_id"])
    assert "scheduled" not in set(found["status"])
    assert found["event_id"].is_unique
    assert len(found) <= 60


def test_leaving_detention_leaves_cut_months_out():
    monthly = windows.leaving_detention(load_table("detention_monthly"))
    assert monthly.months[0] == date(2023, 10, 1)
    missing = [month for month, count in zip(monthly.months, monthly.counts, strict=True) if count is None]
    assert missing == [date(2025, 9, 1), date(2025, 12, 1)]


def test_releases_of_the_same_month():
    found = windows.releases(load_table("encounters_totals"), load_table("article_facts"))
    printed = found.frame[found.frame["series"] == "southwest_usbp"]
    # Printed at first release by an article, and today's figure.
    assert [(row["first"], row["later"]) for row in printed.to_dict("records")] == [
        (58_038, 58_009),
        (249_741, 249_740),
    ]
    border = found.frame[found.frame["series"] == "southwest_total"].set_index("month")["change"]
    # October and November 2025 were revised by three events together.
    assert border["2025-10-01"] + border["2025-11-01"] == -3
    assert border.abs().max() <= 9
    assert found.stable == (found.frame["change"] == 0).sum()
    assert (found.frame["first_source_id"] != found.frame["later_source_id"]).all()
