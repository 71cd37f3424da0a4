"""Exhibits on products: complete for every country and language, exemptions and averages named."""

from __future__ import annotations

import pytest

from dashboard.data.registry import lac33, sources
from dashboard.data.tables import load_table
from dashboard.evidence import products as evidence
from dashboard.i18n import LANGUAGES, translator
from dashboard.views import products as views
from dashboard.views.style import Look

EN, LOOK, LAW = translator("en"), Look(), evidence.rated()
SPREAD = evidence.concentration(LAW, load_table("trade_matrix_2023"))


def _complete(exhibit) -> None:
    assert exhibit.headline and exhibit.subtitle and exhibit.alt and exhibit.notes
    assert "nan" not in exhibit.headline.split()
    assert exhibit.sources and set(exhibit.sources) <= set(sources())
    assert len(exhibit.table) and exhibit.table.columns.is_unique
    assert set(exhibit.formats) <= set(exhibit.table.columns)
    for name, write in exhibit.formats.items():
        assert all(isinstance(write(value), str) for value in exhibit.table[name].head(5))


@pytest.mark.thorough
@pytest.mark.parametrize("iso3", lac33())
def test_every_country_has_all_exhibits(iso3):
    _all_exhibits(iso3, EN)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("iso3", ["MEX", "KNA", "CUB", "VEN"])
def test_every_exhibit_is_complete(lang, iso3):
    _all_exhibits(iso3, translator(lang))


def _all_exhibits(iso3, t) -> None:
    exhibits = [views.product_bars(evidence.products(LAW, iso3, level), iso3, t, LOOK) for level in views.LEVELS]
    exhibits.append(views.exempt_bars(evidence.exempt(LAW, iso3), iso3, t, LOOK))
    exhibits.append(views.concentration_dots(SPREAD, iso3, t, LOOK))
    exhibits += [views.rival_bars(evidence.rivals(LAW, iso3), view, t, LOOK) for view in views.RIVALS]
    for exhibit in exhibits:
        _complete(exhibit)
        assert exhibit.headline.startswith(f"{t.country(iso3)}:")


def test_bars_add_the_free_part_to_the_whole():
    sold = evidence.products(LAW, "MEX", "hs4")
    exhibit = views.product_bars(sold, "MEX", EN, LOOK)
    pays, free, words = exhibit.graphic.data[:3]
    top = sold.frame.head(views.SHOWN)
    assert [a + b for a, b in zip(pays.x, free.x, strict=True)][::-1] == pytest.approx(list(top["imports_usd_m"]))
    parts = dict(zip(pays.y, zip(pays.x, free.x, strict=True), strict=True))
    assert parts["8471 Computers"][0] == pytest.approx(0, abs=1e-6)
    assert parts["8703 Passenger cars"][1] == pytest.approx(0, abs=1e-6)
    assert "<b>0%</b>" in words.text[pays.y.index("8471 Computers")]


def test_the_agreement_is_named_for_mexico_only():
    assert "Claimed under the USMCA" in set(
        views.exempt_bars(evidence.exempt(LAW, "MEX"), "MEX", EN, LOOK).table["Part"]
    )
    others = views.exempt_bars(evidence.exempt(LAW, "CHL"), "CHL", EN, LOOK)
    assert "Claimed under the USMCA" not in set(others.table["Part"])


def test_concentration_names_the_extremes_without_cuba():
    assert views.concentration_dots(SPREAD, None, EN, LOOK).headline == (
        "Narrowest base of sales to the US: Guyana, Venezuela, and Bahamas; widest: Brazil and Mexico"
    )
    exhibit = views.concentration_dots(SPREAD, "GUY", EN, LOOK)
    assert exhibit.headline.startswith("Guyana: sales to the US are as concentrated as 1.6 products of equal size")
    assert "Cuba and Suriname" in exhibit.notes[-1]
    assert len(exhibit.table) == 33


def test_rivals_shares_fill_the_bar_and_china_is_an_average():
    exhibit = views.rival_bars(evidence.rivals(LAW, "MEX"), "heading", EN, LOOK)
    shares = [trace.x for trace in exhibit.graphic.data[: len(views.GROUPS)]]
    assert [sum(parts) for parts in zip(*shares, strict=True)] == pytest.approx([100.0] * 8)
    assert any("averages over all their goods" in note for note in exhibit.notes)
    suppliers = views.rival_bars(evidence.rivals(LAW, "MEX"), "supplier", EN, LOOK).table
    assert suppliers["Share (%)"].sum() == pytest.approx(100)
    assert suppliers.set_index("Supplier").loc["China", "Average tariff (%)"] == pytest.approx(25.4739)
