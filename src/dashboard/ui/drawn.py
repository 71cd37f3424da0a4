"""What the pages draw themselves, as HTML: bars, maps and tables that need no chart library and no grid.

Each function returns markup in which every word from outside is escaped; readable.css gives it its look.
"""

from __future__ import annotations

import re
from functools import cache
from html import escape

import pandas as pd

from dashboard.data import geometry
from dashboard.data.registry import lac33
from dashboard.i18n import MISSING
from dashboard.views.bar_list import BarList, BarRow
from dashboard.views.charts import GLYPHS
from dashboard.views.maps import Area, CountryMap
from dashboard.views.policy_charts import Sign, SignGrid
from dashboard.views.style import Look, edge

# Least and greatest width, in em, that a column of a table of words asks for: a quarter of its longest cell's letters.
COLUMN_EM = (4.5, 16.0)
CONTEXT = "context"
MARKER = 11  # radius, in units of the outlines
MARKED = re.compile(r"\*\*(?P<strong>.+?)\*\*|\[(?P<words>[^\]]+)\]\((?P<address>https?://[^\s)]+)\)")
TIP = 'x="8" y="470" width="410" height="420"'  # the open Pacific: no country lies under it


def words(table: pd.DataFrame, alt: str, look: Look) -> str:
    """A table of words alone: it wraps, prints and is read aloud as one, and the page loads no grid for it."""
    shown = table.fillna(MISSING)
    least, most = COLUMN_EM
    widths = [min(most, max(least, shown[column].str.len().max() / 4)) for column in shown.columns]
    head = "".join(
        f'<th scope="col" style="min-width:{width:.1f}em">{escape(column)}</th>'
        for column, width in zip(shown.columns, widths, strict=True)
    )
    rows = "".join(
        f'<tr><th scope="row">{escape(first)}</th>{"".join(f"<td>{escape(cell)}</td>" for cell in cells)}</tr>'
        for first, *cells in shown.itertuples(index=False, name=None)
    )
    return (
        f'<div class="words-table" role="region" tabindex="0" aria-label="{escape(alt)}" '
        f'style="--ground:{look.paper}">'
        f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def sentences(table: pd.DataFrame, look: Look) -> str:
    """A table of whole sentences, in columns of one width; `**bold**` and `[words](address)` are the only markup."""
    head = "".join(f'<th scope="col">{escape(column)}</th>' for column in table.columns)
    rows = "".join(
        f"<tr>{''.join(f'<td>{_marked(cell)}</td>' for cell in cells)}</tr>"
        for cells in table.itertuples(index=False, name=None)
    )
    opened = f'<table class="sentences" style="--link:{look.link}">'
    return f"{opened}<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _marked(text: str) -> str:
    out, end = [], 0
    for found in MARKED.finditer(text):
        out.append(escape(text[end : found.start()]))
        if found["strong"]:
            out.append(f"<strong>{escape(found['strong'])}</strong>")
        else:
            out.append(f'<a href="{escape(found["address"])}" target="_blank">{escape(found["words"])}</a>')
        end = found.end()
    return "".join((*out, escape(text[end:])))


def signs(grid: SignGrid, alt: str, look: Look) -> str:
    """A grid of signs: the pointer and the screen reader are told in words what a sign says."""
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in ("", *grid.columns))
    rows = "".join(
        f'<tr{_weight(name == grid.strong)}><th scope="row">{escape(name)}</th>{"".join(map(_sign, row))}</tr>'
        for name, row in grid.lines()
    )
    return (
        f'<div class="words-table sign-grid" role="region" tabindex="0" aria-label="{escape(alt)}" '
        f'style="--ground:{look.paper}"><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>'
    )


def _sign(sign: Sign) -> str:
    said = escape(sign.said)
    return (
        f'<td title="{said}"><span aria-hidden="true" style="color:{sign.color}">{escape(sign.text)}</span>'
        f'<span class="said">{said}</span></td>'
    )


def bars(ranking: BarList, alt: str) -> str:
    """A ranking of bars, one line each."""

    def strip(ends: tuple[float, float], look: str) -> str:
        start, width = ranking.span(*ends)
        return f'<i style="left:{start:.2f}%;width:max({width:.2f}%,1px);{look}"></i>'

    def track(row: BarRow) -> str:
        parts = [f'<i style="left:{ranking.place(0):.2f}%;width:1px;height:100%;top:0;background:{ranking.zero}"></i>']
        if row.value is not None:
            color = row.color or ranking.color
            fill = f"background:{color}"
            if ranking.faded(row):  # paler, and as clear against the paper by its outline
                fill = f"background:color-mix(in srgb,{color} 45%,transparent);box-shadow:inset 0 0 0 1px {color}"
            parts.append(strip((0.0, row.value), f"height:68%;top:16%;{fill}"))
        if row.low is not None and row.high is not None:
            parts.append(strip((row.low, row.high), f"height:1.5px;top:calc(50% - 0.75px);background:{ranking.ink}"))
        if row.inner is not None:
            parts.append(strip(row.inner, f"height:4px;top:calc(50% - 2px);background:{ranking.ink}"))
        return "".join(parts)

    rows = "".join(
        f'<div title="{escape(row.hover)}"><span{_weight(row.strong)}>{escape(row.label)}</span>'
        f'<div class="track">{track(row)}</div><span{_weight(row.strong)}>{escape(row.text)}</span></div>'
        for row in ranking.rows
    )
    return f'<div class="bar-list" role="img" aria-label="{escape(alt)}">{rows}</div>'


def _weight(strong: bool) -> str:
    return ' style="font-weight:600"' if strong else ""


def legend(entries: tuple[tuple[str, str], ...], look: Look) -> str:
    """Colours and what they stand for."""

    def mark(color: str, label: str) -> str:
        if label[0] in GLYPHS:  # the mark of a chart whose series differ in shape too
            shape, label = label.split(" ", 1)
            return (
                f'<span style="display:inline-block;margin-right:1.1em;padding-left:1.25em;text-indent:-1.25em">'
                f'<span aria-hidden="true" style="color:{color};margin-right:0.4em;font-size:1.15em">{shape}</span>'
                f"{escape(label)}</span>"
            )
        line = look.no_data_line if color == look.no_data else ""
        if not line and color != "transparent":  # a title within a legend has no mark
            line = edge(color, look)
        border = f"box-shadow:inset 0 0 0 1.5px {line};" if line else ""
        return (
            f'<span style="display:inline-block;margin-right:1.1em;padding-left:1.25em;text-indent:-1.25em">'
            f'<span aria-hidden="true" style="display:inline-block;width:0.85em;height:0.85em;border-radius:2px;'
            f'{border}margin-right:0.4em;vertical-align:-0.06em;background:{color}"></span>{escape(label)}</span>'
        )

    marks = "".join(mark(color, label) for color, label in entries)
    return f'<div style="font-size:0.9rem;line-height:1.7;padding-bottom:0.9rem">{marks}</div>'


@cache
def outlines() -> str:
    """The shapes that maps refer to, all land without figures as one; the same for all maps, themes and languages."""
    paths = geometry.outlines().paths
    shapes = {iso3: paths[iso3] for iso3 in lac33()}
    shapes[CONTEXT] = "".join(path for code, path in paths.items() if code not in shapes)
    drawn = "".join(f'<path id="land-{code}" fill-rule="evenodd" d="{path}"/>' for code, path in shapes.items())
    return f'<svg class="outlines" width="0" height="0" aria-hidden="true"><defs>{drawn}</defs></svg>'


def country_map(drawn: CountryMap, alt: str, look: Look) -> str:
    """A map of filled countries that say their figure to the pointer, with the scale of its colours."""
    size = geometry.outlines()
    land = f'<use href="#land-{CONTEXT}" fill="{look.land}" stroke="{look.paper}"/>'
    states = "".join(_area(area, look) for area in drawn.areas)
    missing = (
        f'<span><i style="background:{look.no_data};box-shadow:inset 0 0 0 1.5px {look.no_data_line}"></i>'
        f"{escape(drawn.no_data)}</span>"
        if drawn.no_data
        else ""
    )
    ticks = "".join(f"<span>{escape(tick)}</span>" for tick in drawn.ticks)
    return (
        f'<div class="country-map" style="--ink:{look.ink};--muted:{look.muted}">'
        f'<svg viewBox="0 0 {size.width} {size.height}" role="img" aria-label="{escape(alt)}">{land}{states}</svg>'
        f'<div class="scale">{missing}<b style="background:linear-gradient(90deg,{",".join(drawn.scale)})"></b>'
        f"<div>{ticks}</div></div></div>"
    )


def _area(area: Area, look: Look) -> str:
    dashed = "" if area.known else ' stroke-dasharray="6 3"'  # a pale value has an outline too
    shape = f'<use href="#land-{area.iso3}" fill="{area.color}" stroke="{area.edge or look.paper}"{dashed}/>'
    if area.place:
        x, y = area.place
        line = look.muted if area.known else look.no_data_line
        shape += f'<circle cx="{x}" cy="{y}" r="{MARKER}" fill="{area.color}" stroke="{line}"/>'
    tip = "&#10;".join(map(escape, area.words))  # few elements: Streamlit makes a component of each
    return f"<g>{shape}<foreignObject {TIP}><p>{tip}</p></foreignObject></g>"
