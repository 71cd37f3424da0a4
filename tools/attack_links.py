"""Hostile links: for every page and every part of its address values that nobody could have chosen there."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Iterator
from urllib.parse import quote, urlencode

from attacking import SEED, Tally, raw, wrong
from talking import Run, Visitor, connected

from dashboard.data import registry

EVERYWHERE = ("lang", "country")
LEVERS = ("preset", *registry.instruments(), *(a.id for a in registry.assumptions().values() if a.step is not None))
# What each page reads from its address; a test holds this against the sources.
KEYS: dict[str, tuple[str, ...]] = {
    "overview": ("overview_channel",),
    "routes": ("routes_layers", "routes_view", "routes_fill", "routes_land", "routes_places", "routes_sector_year",
               "routes_darien", "routes_nationality", "routes_network"),
    "encounters": ("encounters_view", "encounters_by", "encounters_years", "encounters_event", "encounters_series",
                   "encounters_window", "encounters_darien"),
    "trade": ("trade_layout", "trade_country", "trade_level", "trade_tariff", "trade_span", "trade_rivals"),
    "remittances": ("remittances_layout", "remittances_mexico", "remittances_people", "remittances_cost",
                    "remittances_aid"),
    "tracker": ("tracker_instrument", "tracker_actor", "tracker_status", "tracker_period", "tracker_grid",
                "tracker_from_all", "tracker_to_all"),
    "impact": ("view", "control", *LEVERS),
    "compare": ("scenarios", "own", "detail"),
    "coalition": ("coalition", "members", "threat_pp", "coalition_view", "pool_weight", "threat_level", "chance_alone",
                  "chance_joint", "answers", "answer_pp", "plan_cut", "plan_years", "plan_country", "threat_country",
                  "returnees", "returns_country", "travel_share"),
    "country_brief": ("brief_beside",),
    "data": ("data_subject", "data_table", "data_facts"),
    "method": ("trust_view", "trust_window"),
}  # fmt: skip
LINK = "[x](https://evil.example)"
PICTURE = "![x](https://evil.example/x.png)"
TAG = "<img src=x onerror=alert(1)>"
UNESCAPED = (b"](https://evil.example", b"<img src=x", b"<script>alert(1)")
VALUES = (
    "nobody", "MEXX", "mex ", "ALL,ALL", "1,2,3", ",", ";", "=", "*", "None", "null", "true", "undefined", "__class__",
    "-1", "0", "1e999", "-1e999", "nan", "inf", "-inf", "1e-400", "0x10", "9" * 400, "٣", "½", "1_000", "1e3", "10.5",
    "\0", "\0MEX", "%00", "..", "../../etc/passwd", "..\\..\\x", "/etc/passwd", "file:///etc/passwd",
    "<script>alert(1)</script>", TAG, "'><svg onload=alert(1)>", LINK, PICTURE, "`x`", "$x$", ":red[x]", "# x", "{x}",
    "{{7*7}}", "${7*7}", "%s%n", "' OR 1=1 --", "1; DROP TABLE x", "$(id)", "`id`", "|id", "\u202emoc.live", "🦜" * 50,
    "a\u0301" * 200, "İı", "ß", "\ud7ff", "\uffff", "\r\nx-evil: 1", " ", "", "\t", "x" * 10_000, "MEX," * 3000,
    "tariff_pp=nan", "tariff_pp=1;" * 500, "2026-02-30", "9999-99-99", "0001-01-01",
)  # fmt: skip
TOGETHER = 9  # values for each key alone; those for all keys of a page at once are all tried


def links() -> Iterator[tuple[str, str]]:
    """Pages and query strings: each key with some of the values, all keys with each value, and broken addresses."""
    dice = random.Random(SEED)
    for page, own in KEYS.items():
        keys = (*EVERYWHERE, *own)
        for key in keys:
            for value in dice.sample(VALUES, TOGETHER):
                yield page, urlencode({key: value})
        for value in VALUES:
            yield page, urlencode(dict.fromkeys(keys, value))
        key = own[0]
        yield from (
            (page, broken)
            for broken in (
                f"{key}=a&{key}=b&{key}=c", f"{key}", f"{key}=", "=&=&=", "%", f"{key}=%", f"{key}=%ff%fe", "&" * 1000,
                f"{key}[]=a", f"{key}=%u0041", f"{key}=a;{key}=b", "?" + key, "#" + key, quote("../" * 500),
                "&".join(f"k{i}=1" for i in range(1500)),
            )
        )  # fmt: skip


async def follow(url: str, page: str, query: str) -> list[str]:
    """What is wrong with a page that a new visitor opens by a link."""
    visitor = Visitor(name="" if page == "overview" else page, address=query)
    async with connected(url) as socket:
        run = await visitor.run(socket, visitor.ask().SerializeToString())
    return wrong(run) + injected(run)


def injected(run: Run) -> list[str]:
    """Markup of the link that would be live on the page."""
    drawn = [raw(element) for element in run.elements]
    return [f"live markup: {mark.decode()}" for mark in UNESCAPED if any(mark in text for text in drawn)]


async def attack(url: str, tally: Tally, sample: int | None) -> None:
    """Follow all links, or so many of them."""
    tries = list(links())
    for page, query in tries if sample is None else random.Random(SEED).sample(tries, sample):
        try:
            problems = await follow(url, page, query)
        except Exception as error:  # whatever ends the connection is a failure of the server
            problems = [f"{type(error).__name__}: {error}"]
        tally.note(f"{page}?{query[:80]}", problems)


def run(url: str, *, quick: bool) -> Tally:
    """The part."""
    tally = Tally("links")
    asyncio.run(attack(url, tally, 40 if quick else None))
    return tally
