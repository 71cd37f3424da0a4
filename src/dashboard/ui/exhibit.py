"""Draw an exhibit: headline, graphic, source line, and one click away the table and its download."""

from __future__ import annotations

import io
import json
from datetime import date
from functools import partial
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from dashboard.data import csv_files, registry
from dashboard.domain import ALL_COUNTRIES
from dashboard.i18n import MISSING, Translator
from dashboard.ui import drawn, heading, state
from dashboard.ui.text import md
from dashboard.views.bar_list import BarList
from dashboard.views.exhibit import Exhibit
from dashboard.views.maps import CountryMap
from dashboard.views.policy_charts import SignGrid

CHART_CONFIG = {"displayModeBar": False, "scrollZoom": False}
# The part of a map that the keyboard reaches has no name of its own; a map that is drawn anew needs it again.
NAMED_MAP = """<script>
{
  const name = () => document.querySelectorAll('.deck-events-root').forEach((map) => {
    map.setAttribute('role', 'application');
    map.setAttribute('aria-label', %s);
  });
  window.namedMaps?.disconnect();
  window.namedMaps = new MutationObserver(name);
  window.namedMaps.observe(document.querySelector('[data-testid="stMain"]'), {childList: true, subtree: true});
  name();
}
</script>"""
SHOWN_SOURCES = 2
SHOWN_ROWS = 12
SHORT_TITLE = 64
SHORT_NAME, WIDEST_NAME = 8, 220  # characters that every column has room for; pixels of a column of names


def show(exhibit: Exhibit, key: str, *, selects_country: bool = False) -> None:
    """Draw `exhibit`; `key` is unique on the page and stable across reruns.

    With `selects_country`, a click on a row of a map that has an `iso3` selects that country for all pages.
    """
    t = state.t()
    with st.container(key=f"exhibit_{key}", gap="xsmall"):
        heading.headline(md(exhibit.headline))
        st.caption(md(exhibit.subtitle))
        if exhibit.legend:
            st.html(drawn.legend(exhibit.legend, state.look()))
        if isinstance(exhibit.graphic, go.Figure):
            st.plotly_chart(exhibit.graphic, key=f"{key}_chart", config=CHART_CONFIG, alt=exhibit.alt, theme=None)
        elif isinstance(exhibit.graphic, BarList):
            st.html(drawn.bars(exhibit.graphic, exhibit.alt))
        elif isinstance(exhibit.graphic, SignGrid):
            st.html(drawn.signs(exhibit.graphic, exhibit.alt, state.look()))
        elif isinstance(exhibit.graphic, CountryMap):
            # Streamlit sends a large text once: the outlines do not travel again when a slider moves.
            st.markdown(drawn.outlines(), unsafe_allow_html=True)
            st.markdown(drawn.country_map(exhibit.graphic, exhibit.alt, state.look()), unsafe_allow_html=True)
        elif exhibit.graphic is not None:
            st.pydeck_chart(
                exhibit.graphic,
                key=f"{key}_map",
                alt=exhibit.alt,
                height=exhibit.map_height,
                on_select=partial(_select, f"{key}_map") if selects_country else "ignore",
            )
            words = t("Map: the arrow keys move it, plus and minus change its scale")
            st.html(NAMED_MAP % json.dumps(words), unsafe_allow_javascript=True)
        else:
            _table(exhibit)
        for note in exhibit.notes:
            st.caption(md(note))
        cite(exhibit.sources)
        _more(exhibit, key, t)


def _select(map_key: str) -> None:
    """The clicked country becomes the selected one; a click on the selected country shows all again."""
    iso3 = clicked(st.session_state[map_key])
    if iso3 is not None:
        state.select(ALL_COUNTRIES if iso3 == state.country() else iso3)


def clicked(chosen: Any) -> str | None:
    """The country of the first chosen row of a map; None for none, and for what no map sends."""
    try:
        iso3 = next(row["iso3"] for rows in chosen["selection"]["objects"].values() for row in rows)
    except (AttributeError, KeyError, StopIteration, TypeError):
        return None
    return iso3 if isinstance(iso3, str) and iso3 in registry.lac33() else None


def cite(source_ids: tuple[str, ...]) -> None:
    """The source line: publisher, title, vintage and quality of the first sources; the others are in the drawer."""
    t = state.t()
    sources = list(dict.fromkeys(source_ids))
    line = "; ".join(_source_entry(source_id, t, short=True) for source_id in sources[:SHOWN_SOURCES])
    rest = len(sources) - SHOWN_SOURCES
    if rest > 0:
        line += " " + t.plural("and {count} more, listed below", "and {count} more, listed below", rest)
    st.caption(md(f"{t('Source')}: {line}"))


def _source_entry(source_id: str, t: Translator, *, short: bool = False) -> str:
    source = state.source(source_id)
    title = (
        source.title
        if not short or len(source.title) <= SHORT_TITLE
        else f"{source.title[:SHORT_TITLE].rsplit(' ', 1)[0]} …"
    )
    words = f"{source.publisher}, {title}".replace("[", "(").replace("]", ")")
    linked = f"[{words}]({source.url})" if source.url.startswith("http") else words
    remarks = [part for part in (source.version, t(source.quality)) if part]
    return f"{linked} ({', '.join(remarks)})"


@st.fragment
def _more(exhibit: Exhibit, key: str, t: Translator) -> None:
    drawer = st.expander(
        t("Table, sources and download"), key=f"{key}_more", on_change="rerun", icon=":material/table:"
    )
    if not drawer.open:
        return
    with drawer:
        if exhibit.graphic is not None:
            _table(exhibit)
        st.download_button(
            t("Download as CSV"),
            data=lambda: as_csv(exhibit, t),
            file_name=f"{exhibit.file_name}.csv",
            mime="text/csv",
            key=f"{key}_csv",
            icon=":material/download:",
            on_click="ignore",
        )
        for source_id in dict.fromkeys(exhibit.sources):
            source = state.source(source_id)
            st.caption(
                t(
                    "{entry}. Licence: {licence}. Read on {day}.",
                    entry=_source_entry(source_id, t),
                    licence=source.licence,
                    day=t.day(source.accessed),
                )
            )


def _table(exhibit: Exhibit) -> None:
    table = exhibit.table if exhibit.screen is None else exhibit.screen
    if table.empty:  # the headline says that there is nothing; a frame without rows would cover the notes
        return
    if not exhibit.formats and all(pd.api.types.is_string_dtype(dtype) for dtype in table.dtypes):
        st.html(drawn.words(table, exhibit.alt, state.look()))
        return
    rows = min(len(table), SHOWN_ROWS)
    st.dataframe(
        table.style.format(dict(exhibit.formats), na_rep=MISSING),
        hide_index=True, height=35 * (rows + 1) + 3, alt=exhibit.alt, placeholder=MISSING,
        column_config={table.columns[0]: st.column_config.Column(width=width_of(table.iloc[:, 0]))},
    )  # fmt: skip


def width_of(names: pd.Series, widest: int = WIDEST_NAME) -> int | None:
    """Pixels that a column needs, so that a name is not cut; None leaves a column of short cells alone.

    The browser measures the first rows only: names further down would be cut.
    """
    longest = max(len(str(name)) for name in (names.name, *names))
    return min(7 * longest + 24, widest) if longest > SHORT_NAME else None


def as_csv(exhibit: Exhibit, t: Translator) -> bytes:
    """The exhibit's table as UTF-8 CSV, with title, unit and sources in comment lines above it."""
    head = [exhibit.headline, exhibit.subtitle, *exhibit.notes]
    for source_id in dict.fromkeys(exhibit.sources):
        source = state.source(source_id)
        head.append(
            f"{t('Source')}: {source.publisher}, {source.title} ({source.version}). {source.url} {source.licence}"
        )
    head.append(f"Corridor, {t.day(date.today())}")
    out = io.StringIO()
    out.writelines("# " + " ".join(line.split()) + "\n" for line in head)
    csv_files.write_frame(exhibit.table, out)
    return ("\ufeff" + out.getvalue()).encode("utf-8")
