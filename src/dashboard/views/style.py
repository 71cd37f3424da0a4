"""Colours and figure style: one place for how everything looks, in both themes.

The palettes were chosen for colour-vision deficiency and for print: channels differ in lightness as well as in hue,
scales rise in one direction of lightness, and "no data" is a pale grey inside a dark outline, which no value has.
Whatever carries meaning stands out from the paper by `CONTRAST`: a mark by its own colour, a paler fill (the light end
of a scale, a tint, a faded bar) by an outline of its hue, which `edge` gives. Text has at least 4.5.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import plotly.graph_objects as go
import plotly.io

from dashboard.i18n import Translator

# One colour per channel on every page.
CHANNELS = {
    "tariff": ("#b5532a", "#e08a5c"),
    "remittance": ("#1f7391", "#5fb3cf"),
    "removals": ("#6c4a9c", "#a98ad6"),
    "visas": ("#615f10", "#c4bf55"),
    "aid": ("#3d7a4e", "#7cbb8d"),
    "sanctions": ("#8f2f5f", "#d6759f"),
    "response": ("#4b6cb0", "#8faae6"),
    "united_states": ("#5f6873", "#9aa4b0"),
    "china": ("#a8762b", "#d9ab62"),
    "total": ("#2d3640", "#dfe3e8"),
}
TOTAL_BAR = ("#8b929a", "#69727c")
CONTRAST = 3.0
# Legal grounds of a tariff, stacked: hues that differ, because shades of one cannot be told apart in the dark theme.
GROUNDS = {
    "mfn": ("#8b929a", "#5b6570"),
    "s232": ("#b5532a", "#a04f29"),
    "ieepa": ("#b88a25", "#b8892f"),
    "s122": ("#5f9bb0", "#4189a2"),
    "s301": ("#6c4a9c", "#8f6cc4"),
    "other": ("#615f10", "#a8a54a"),
}
SEQUENTIAL = ("#e8eef0", "#c3d7de", "#94bac8", "#5f9bb0", "#327b96", "#195c77", "#0b3f57")
SEQUENTIAL_DARK = ("#22343d", "#28505f", "#2f6c82", "#4189a2", "#62a6bd", "#91c4d5", "#c9e3ec")
# Losses towards rust, gains towards blue; the middle is neutral.
DIVERGING = ("#8c3514", "#b5532a", "#d98e68", "#f0c9b3", "#efebe4", "#bcd6df", "#7fb1c3", "#3b86a6", "#195c77")
DIVERGING_DARK = ("#f0a27c", "#d9794b", "#a8522c", "#5e3524", "#2b3138", "#23424f", "#2f6c82", "#4f9ab6", "#91c4d5")
# Plotly's default template would add 6 KB to every figure and be overridden entirely.
plotly.io.templates.default = None
FONT = "Source Sans, Source Sans Pro, sans-serif"
# Plotly names months in English only; in other languages the ticks of a date axis are written in figures.
DATE_TICKS = [
    {"dtickrange": [None, "M0"], "value": "%d/%m/%Y"},
    {"dtickrange": ["M1", "M11"], "value": "%m/%Y"},
    {"dtickrange": ["M12", None], "value": "%Y"},
]
_ISO_DATE = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True)
class Look:
    """The tokens of one theme."""

    dark: bool = False

    def channel(self, name: str) -> str:
        """Colour of a channel."""
        return CHANNELS[name][1 if self.dark else 0]

    def bar(self, name: str) -> str:
        """Colour of a channel's bars; those of all channels are paler than their lines, so that a whisker is seen."""
        return TOTAL_BAR[1 if self.dark else 0] if name == "total" else self.channel(name)

    def ground(self, name: str) -> str:
        """Colour of a legal ground of a tariff."""
        return GROUNDS[name][1 if self.dark else 0]

    @property
    def ink(self) -> str:
        return "#e9e6df" if self.dark else "#1e2329"

    @property
    def muted(self) -> str:
        """Secondary text and neutral marks; readable on both backgrounds (contrast at least 4.5)."""
        return "#a3abb5" if self.dark else "#5f6873"

    @property
    def faint(self) -> str:
        """Grid lines and borders."""
        return "#343c45" if self.dark else "#dcd7cc"

    @property
    def link(self) -> str:
        """What leads elsewhere, as the theme has it (`linkColor` in .streamlit/config.toml)."""
        return "#7fc0da" if self.dark else "#1d5f7a"

    @property
    def paper(self) -> str:
        return "#14181d" if self.dark else "#fdfcf9"

    @property
    def no_data(self) -> str:
        return "#1e242b" if self.dark else "#f3f0e9"

    @property
    def no_data_line(self) -> str:
        """The outline of a country without data: on a map it tells "no data" from every value."""
        return "#7d8792" if self.dark else "#8a8578"

    @property
    def land(self) -> str:
        """Context land on maps."""
        return "#262d35" if self.dark else "#ece8df"

    @property
    def sequential(self) -> tuple[str, ...]:
        """From little to much."""
        return SEQUENTIAL_DARK if self.dark else SEQUENTIAL

    @property
    def diverging(self) -> tuple[str, ...]:
        """From loss to gain, nine steps."""
        return DIVERGING_DARK if self.dark else DIVERGING


def shade(colors: tuple[str, ...], part: float) -> str:
    """The colour at a part (0 to 1) of the way along evenly spaced colours; beyond the ends the end colour."""
    step = min(max(part, 0.0), 1.0) * (len(colors) - 1)
    first = min(int(step), len(colors) - 2)
    ends = zip(rgb(colors[first])[:3], rgb(colors[first + 1])[:3], strict=True)
    return "#" + "".join(f"{round(a + (b - a) * (step - first)):02x}" for a, b in ends)


def contrast(color: str, look: Look) -> float:
    """Contrast of a colour, seen through to the paper where it is transparent, with the paper (WCAG 2: 1 to 21)."""
    first, second = sorted((_luminance(_solid(color, look)), _luminance(rgb(look.paper)[:3])), reverse=True)
    return (first + 0.05) / (second + 0.05)


def edge(color: str, look: Look, end: str = "") -> str:
    """The outline that a fill needs to stand out from the paper, empty where it does so itself.

    It is the fill's own colour without transparency, as far towards `end` (the ink unless said) as it must go.
    """
    if contrast(color, look) >= CONTRAST:
        return ""
    start = color if color.startswith("#") else "#" + "".join(f"{part:02x}" for part in _parts(color)[0])
    return next(
        found for step in range(21) if contrast(found := shade((start, end or look.ink), step / 20), look) >= CONTRAST
    )


def marker(colors: str | Sequence[str], look: Look, gap: float = 0.0) -> dict[str, Any]:
    """Fill and outline of bars: pale ones are outlined, between the others `gap` pixels of paper may be left."""
    if isinstance(colors, str):
        outline = edge(colors, look)
        return {"color": colors, "line": {"width": 1.0 if outline else gap, "color": outline or look.paper}}
    outlines = [edge(color, look) for color in colors]
    widths = [1.0 if outline else gap for outline in outlines]
    return {"color": list(colors), "line": {"width": widths, "color": [outline or look.paper for outline in outlines]}}


def _parts(color: str) -> tuple[list[int], float]:
    """The three bytes and the opacity of a hex colour or of what `rgba` writes."""
    if color.startswith("#"):
        return rgb(color)[:3], 1.0
    *parts, alpha = color.removeprefix("rgba(").removesuffix(")").split(",")
    return [int(part) for part in parts], float(alpha)


def _solid(color: str, look: Look) -> list[float]:
    own, alpha = _parts(color)
    return [alpha * part + (1 - alpha) * below for part, below in zip(own, rgb(look.paper)[:3], strict=True)]


def _luminance(parts: Sequence[float]) -> float:
    linear = [(s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4) for s in (part / 255 for part in parts)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def rgb(color: str, alpha: int = 255) -> list[int]:
    """A hex colour as deck.gl's list of four bytes."""
    return [int(color[i : i + 2], 16) for i in (1, 3, 5)] + [alpha]


def rgba(color: str, alpha: float) -> str:
    """A hex colour as a CSS colour with transparency."""
    r, g, b, _ = rgb(color)
    return f"rgba({r},{g},{b},{alpha})"


def tints(color: str, look: Look, count: int) -> list[str]:
    """`count` steps from a colour towards the paper: parts of one whole that keep its colour."""
    reach = 0.68 if look.dark else 0.78  # a pale tint keeps less contrast on a dark paper
    steps = [reach * i / max(count - 1, 1) for i in range(count)]
    ends = list(zip(rgb(color)[:3], rgb(look.paper)[:3], strict=True))
    return ["#" + "".join(f"{round(a + (b - a) * step):02x}" for a, b in ends) for step in steps]


def styled(
    fig: go.Figure,
    look: Look,
    t: Translator,
    *,
    height: int = 360,
    xaxis: dict[str, Any] | None = None,
    yaxis: dict[str, Any] | None = None,
    **layout: Any,
) -> go.Figure:
    """Give a figure the house style: no boxes, few lines, numbers as the language writes them.

    `xaxis`, `yaxis` and `layout` refine it. Everything is set in one assignment: each `update_*` call of Plotly
    validates the whole layout again, which made up most of the time a figure took.
    """
    axis = {
        "gridcolor": look.faint,
        "linecolor": look.faint,
        "zerolinecolor": look.muted,
        "tickfont": {"color": look.muted, "size": 13},
        "title": {"font": {"color": look.muted, "size": 13}},
        "automargin": True,
        "zeroline": False,
    }
    current = fig.layout.to_plotly_json()
    merged: dict[str, Any] = {
        **current,
        "height": height,
        "margin": {"l": 8, "r": 8, "t": 8, "b": 8},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": FONT, "size": 14, "color": look.ink},
        "separators": t.separators,
        "showlegend": False,
        "hoverlabel": {"bgcolor": look.paper, "bordercolor": look.faint, "font": {"color": look.ink, "size": 14}},
        "dragmode": False,
        "bargap": 0.35,
        **layout,
    }
    if t.language != "en" and _dated(fig):
        xaxis = {"tickformatstops": DATE_TICKS, **(xaxis or {})}
    for name in {"xaxis", "yaxis", *(key for key in current if key.startswith(("xaxis", "yaxis")))}:
        own = {"showgrid": False, **(xaxis or {})} if name.startswith("x") else {"showgrid": True, **(yaxis or {})}
        merged[name] = {**axis, **current.get(name, {}), **own}
    fig.layout = merged
    return fig


def _dated(fig: go.Figure) -> bool:
    """Whether the figure has a date axis: its first value on the horizontal is a date or an ISO date."""
    firsts = (next(iter(trace.x), None) for trace in fig.data if getattr(trace, "x", None) is not None)
    return any(isinstance(x, date) or (isinstance(x, str) and _ISO_DATE.match(x)) for x in firsts)
