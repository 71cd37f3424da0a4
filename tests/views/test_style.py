"""Colours: what carries meaning stands out from the paper in both themes, also for those who see fewer hues."""

from __future__ import annotations

import itertools
import tomllib

import pytest

from dashboard.data.tables import ROOT
from dashboard.views import route_layers, style
from dashboard.views.style import CONTRAST, Look, contrast, edge, marker, rgb, rgba, tints

LOOKS = (Look(), Look(dark=True))
CONFIG = tomllib.loads((ROOT / ".streamlit/config.toml").read_text(encoding="utf-8"))["theme"]
TEXT = 4.5
# What a red-green colour-blind eye makes of a colour in linear light (Machado and others 2009, severity 1).
PROTAN = ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998))
DEUTAN = ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881))
WHOLE = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))
APART = 5.0  # CIE 1976 colour difference; about 2 can just be told apart side by side


def theme(look):
    return CONFIG["dark" if look.dark else "light"]


def linear(color):
    return [
        v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in (part / 255 for part in rgb(color)[:3])
    ]


def lab(color, eye):
    """The colour in CIE Lab as an eye sees it."""
    r, g, b = (min(max(sum(w * v for w, v in zip(row, linear(color), strict=True)), 0.0), 1.0) for row in eye)
    xyz = (
        (0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505,
        0.2126 * r + 0.7152 * g + 0.0722 * b,
        (0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.089,
    )
    x, y, z = (v ** (1 / 3) if v > 0.008856 else 7.787 * v + 16 / 116 for v in xyz)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def difference(one, other, eye):
    return sum((a - b) ** 2 for a, b in zip(lab(one, eye), lab(other, eye), strict=True)) ** 0.5


def test_contrast_is_that_of_the_standard():
    """By hand: black on white is 21; #767676 on white is the known 4.54; half transparent black on white is #808080."""
    white = type("White", (), {"paper": "#ffffff"})()
    assert contrast("#000000", white) == pytest.approx(21.0)
    assert contrast("#767676", white) == pytest.approx(4.54, abs=0.005)
    assert contrast("rgba(0,0,0,0.5)", white) == pytest.approx(contrast("#808080", white), abs=0.03)


@pytest.mark.parametrize("look", LOOKS)
def test_the_paper_is_the_theme_s(look):
    assert (look.paper, look.ink, look.link) == tuple(
        theme(look)[name] for name in ("backgroundColor", "textColor", "linkColor")
    )


@pytest.mark.parametrize("look", LOOKS)
def test_marks_and_lines_stand_out(look):
    place = int(look.dark)
    marks = {
        **{f"channel {name}": look.channel(name) for name in style.CHANNELS},
        **{f"bar {name}": look.bar(name) for name in style.CHANNELS},
        **{f"ground {name}": look.ground(name) for name in style.GROUNDS},
        "no data": look.no_data_line,
        "land returns": route_layers.LAND_COLOR[place],
        "northward": route_layers.NORTH_COLOR[place],
        "focus and primary": theme(look)["primaryColor"],
        **{f"config {color}": color for color in theme(look)["chartCategoricalColors"]},
    }
    pale = {
        name: (color, round(contrast(color, look), 2))
        for name, color in marks.items()
        if contrast(color, look) < CONTRAST
    }
    assert not pale


@pytest.mark.parametrize("look", LOOKS)
def test_text_can_be_read(look):
    for name in ("ink", "muted", "link"):
        assert contrast(getattr(look, name), look) >= TEXT, name
    for part in (theme(look), theme(look)["sidebar"]):
        for name in ("textColor", "linkColor"):
            if name in part:
                assert contrast(part[name], look) >= TEXT, name


@pytest.mark.parametrize("look", LOOKS)
def test_a_pale_fill_has_an_outline_of_its_hue(look):
    stances = [pair[int(look.dark)] for pair in route_layers.STANCE_COLORS.values()]
    fills = [*look.sequential, *look.diverging, *stances, *tints(look.channel("removals"), look, 6)]
    fills += [rgba(look.channel(name), alpha) for name in style.CHANNELS for alpha in (0.35, 0.45, 0.5, 0.65)]
    outlined = 0
    for fill in fills:
        line = edge(fill, look)
        assert bool(line) == (contrast(fill, look) < CONTRAST), fill
        assert not line or contrast(line, look) >= CONTRAST, (fill, line)
        outlined += bool(line)
    assert 0 < outlined < len(fills)
    faded = rgba(look.channel("tariff"), 0.4)
    assert edge(faded, look) == look.channel("tariff")  # its own colour is enough


@pytest.mark.parametrize("look", LOOKS)
def test_bars_carry_the_outline(look):
    full, pale = look.channel("tariff"), rgba(look.channel("tariff"), 0.3)
    assert marker([full, pale], look)["line"] == {"width": [0.0, 1.0], "color": [look.paper, full]}
    assert marker(full, look, gap=0.6)["line"] == {"width": 0.6, "color": look.paper}


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("eye", [WHOLE, PROTAN, DEUTAN], ids=["all hues", "no red", "no green"])
def test_channels_and_grounds_differ_for_every_eye(look, eye):
    for names, color in ((style.CHANNELS, look.channel), (style.GROUNDS, look.ground)):
        for one, other in itertools.combinations(names, 2):
            assert difference(color(one), color(other), eye) > APART, (one, other)
