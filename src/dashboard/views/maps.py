"""Maps on our own geometry: a filled map for figures (Plotly, prints and exports) and the route map (deck.gl)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import plotly.graph_objects as go

from dashboard.data.geometry import geometry
from dashboard.data.registry import countries, lac33
from dashboard.i18n import Translator
from dashboard.views.style import FONT, Look

GEOJSON_ROOT = "/"


def filled(
    values: Mapping[str, float | None],
    t: Translator,
    look: Look,
    *,
    write: Callable[[float], str],
    diverging: bool = False,
    height: int = 520,
    hover: Mapping[str, str] | None = None,
    limits: tuple[float, float] | None = None,
) -> go.Figure:
    """The 33 states coloured by a figure; pale with an outline without data; small island states as markers.

    `limits` fixes the scale; without it a few extreme values do not set it: values beyond the scale take the end
    colour and its label says so. A diverging scale is centred on zero.
    """
    shown = {iso3: value for iso3, value in values.items() if value is not None and value == value}
    low, high = limits or _limits(shown, diverging)
    colors = look.diverging if diverging else look.sequential
    scale = look.scale(colors)
    words = hover or {}
    text = {
        iso3: words.get(iso3) or f"<b>{t.country(iso3)}</b><br>{write(shown[iso3]) if iso3 in shown else t('no data')}"
        for iso3 in lac33()
    }
    missing = [iso3 for iso3 in lac33() if iso3 not in shown]
    url = f"{GEOJSON_ROOT}{geometry().url}"
    fig = go.Figure()
    context = [iso3 for iso3 in ("USA", "CAN")]
    fig.add_choropleth(
        geojson=url,
        featureidkey="id",
        locations=[*context, *missing],
        z=[0.0] * len(context) + [1.0] * len(missing),
        zmin=0,
        zmax=1,
        colorscale=[(0, look.land), (1, look.no_data)],
        showscale=False,
        marker={
            "line": {
                "color": [look.paper] * len(context) + [look.no_data_line] * len(missing),
                "width": [0.7] * len(context) + [1.2] * len(missing),
            }
        },
        hovertext=[*(t.country(c) for c in context), *(text[iso3] for iso3 in missing)],
        hoverinfo="text",
    )
    fig.add_choropleth(
        geojson=url,
        featureidkey="id",
        locations=list(shown),
        z=list(shown.values()),
        zmin=low,
        zmax=high,
        colorscale=scale,
        marker={"line": {"color": look.paper, "width": 0.7}},
        hovertext=[text[iso3] for iso3 in shown],
        hoverinfo="text",
        colorbar={
            "orientation": "h",
            "thickness": 10,
            "len": 0.4,
            "x": 0.27,
            "y": 0.02,
            "yanchor": "bottom",
            "outlinewidth": 0,
            "tickvals": [low, (low + high) / 2, high],
            "ticktext": _tick_labels(low, high, shown, write),
            "tickfont": {"size": 12, "color": look.muted, "family": FONT},
        },
    )
    small = [iso3 for iso3 in geometry().small if iso3 in lac33()]
    _markers(fig, [iso3 for iso3 in small if iso3 in shown], shown, text, look, scale=scale, limits=(low, high))
    _markers(fig, [iso3 for iso3 in small if iso3 not in shown], {}, text, look)
    if missing:
        _no_data_legend(fig, t, look)
    # One assignment: each `update_*` call would validate the whole layout again.
    fig.layout = {
        "geo": {
            "visible": False,
            "bgcolor": "rgba(0,0,0,0)",
            "projection": {"type": "natural earth"},
            "lonaxis": {"range": [-119, -33]},
            "lataxis": {"range": [-56, 34]},
        },
        "height": height,
        "margin": {"l": 0, "r": 0, "t": 0, "b": 0},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": FONT, "color": look.ink},
        "separators": t.separators,
        "dragmode": False,
        "showlegend": bool(missing),
        "legend": {"x": 0.06, "y": 0.11, "xanchor": "left", "yanchor": "bottom", "bgcolor": "rgba(0,0,0,0)",
                   "font": {"size": 12, "color": look.muted}, "itemclick": False, "itemdoubleclick": False},
        "hoverlabel": {"bgcolor": look.paper, "bordercolor": look.faint, "font": {"color": look.ink, "size": 14}},
    }  # fmt: skip
    return fig


def _no_data_legend(fig: go.Figure, t: Translator, look: Look) -> None:
    """What the outline means; an entry without a place on the map."""
    line = {"color": look.no_data_line, "width": 1.5}
    fig.add_scattergeo(
        lon=[None],
        lat=[None],
        mode="markers",
        marker={"size": 11, "symbol": "square", "color": look.no_data, "line": line},
        name=t("no data"),
    )


def _limits(shown: Mapping[str, float], diverging: bool) -> tuple[float, float]:
    """Ends of the scale: the value that nine in ten countries do not exceed."""
    if not shown:
        return (-1.0, 1.0) if diverging else (0.0, 1.0)
    sizes = sorted(abs(value) for value in shown.values())
    reach = sizes[min(len(sizes) - 1, int(0.9 * len(sizes)))] or sizes[-1] or 1.0
    if diverging:
        return -reach, reach
    return min(0.0, *shown.values()), reach


def _tick_labels(low: float, high: float, shown: Mapping[str, float], write: Callable[[float], str]) -> list[str]:
    below = "≤ " if any(value < low for value in shown.values()) else ""
    above = "≥ " if any(value > high for value in shown.values()) else ""
    return [below + write(low), write((low + high) / 2), above + write(high)]


def _markers(
    fig: go.Figure,
    codes: list[str],
    shown: Mapping[str, float],
    text: Mapping[str, str],
    look: Look,
    scale: list[tuple[float, str]] | None = None,
    limits: tuple[float, float] = (0.0, 1.0),
) -> None:
    if not codes:
        return
    marker: dict[str, object] = {"size": 11, "line": {"color": look.muted, "width": 1}}
    if scale is None:
        marker |= {"color": look.no_data, "line": {"color": look.no_data_line, "width": 1.5}}
    else:
        marker |= {"color": [shown[c] for c in codes], "colorscale": scale, "cmin": limits[0], "cmax": limits[1]}
    fig.add_scattergeo(
        lon=[countries()[c].lon for c in codes],
        lat=[countries()[c].lat for c in codes],
        mode="markers",
        marker=marker,
        hovertext=[text[c] for c in codes],
        hoverinfo="text",
        showlegend=False,
    )
