"""Search for countries, pages and instruments: typed words, without regard to case and accents, in two languages.

What is found comes from the server, so the box adds no list of options to a page.
"""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from dashboard.data import registry
from dashboard.domain import ALL_COUNTRIES
from dashboard.i18n import DEFAULT_LANGUAGE, Translator, translator
from dashboard.ui import controls, frame, goto, state
from dashboard.ui.text import md
from dashboard.views.tracker import INSTRUMENTS
from dashboard.views.words import sort_key

KEY = "search"
SEEN = "_search_page"
SHOWN = 6
LONGEST = 60  # characters
COUNTRY, PAGE, LEVER, STEPS = "country", "page", "lever", "steps"


@dataclass(frozen=True)
class Hit:
    """Something that was found, by its id: a country, a page, a lever of the what-if, an instrument of the tracker."""

    kind: str
    id: str
    label: str


def find(words: str, t: Translator, count: int = SHOWN) -> tuple[Hit, ...]:
    """What fits best: names that begin with the words first, then names with words that do, then the rest.

    Names count in the reader's language and in English.
    """
    wanted = sort_key(words[:LONGEST]).strip()
    if not wanted:
        return ()
    ranked = [(rank, place, hit) for place, (hit, names) in enumerate(_index(t)) if (rank := _rank(wanted, names)) < 3]
    return tuple(hit for _, _, hit in sorted(ranked, key=lambda item: item[:2])[:count])


@st.fragment
def box(t: Translator, page_id: str) -> None:
    """Draw the box and what was found; an entry is a button that selects a country, or a link to a page.

    A fragment: typing runs only the box again, not the page. On another page than before, and after a country was
    selected elsewhere, the box is empty.
    """
    if state.take_selected() or st.session_state.get(SEEN) != page_id:
        st.session_state[SEEN] = page_id
        st.session_state[KEY] = ""
    words = st.text_input(
        t("Search"), key=KEY, type="search", max_chars=LONGEST, placeholder=t("Country, page or instrument"), live=True,
        autocomplete="off",
    )  # fmt: skip
    if not words or not words.strip():
        return
    hits = find(words, t)
    if not hits:
        st.caption(t("Nothing found. Try a country, a page or an instrument such as tariffs or visas."))
    for hit in hits:
        if hit.kind == PAGE:
            goto.page(hit.id, hit.label)
        elif hit.kind == LEVER:
            goto.page("impact", t("{name} (what if)", name=hit.label), **{controls.ASKED: hit.id})
        elif hit.kind == STEPS:
            label = t("{name} (dated steps)", name=hit.label)
            goto.page("tracker", label, tracker_instrument=hit.id, tracker_period="all")
        elif st.button(md(hit.label), key=f"search_{hit.id}", icon=":material/place:", type="tertiary"):
            state.select(hit.id)
            st.rerun()


def _index(t: Translator) -> list[tuple[Hit, tuple[str, ...]]]:
    """All that can be found with the names it answers to; built only while something is typed."""
    english = translator(DEFAULT_LANGUAGE)
    found: list[tuple[Hit, tuple[str, ...]]] = [
        (Hit(COUNTRY, iso3, t.country(iso3)), (t.country(iso3), english.country(iso3), iso3))
        for iso3 in (*registry.lac33(), ALL_COUNTRIES)
    ]
    found += [(Hit(PAGE, entry.id, t(entry.title)), (t(entry.title), entry.title)) for entry in frame.built()]
    levers = [lever for lever in registry.instruments().values() if lever.channel != "scenario"]
    found += [(Hit(LEVER, lever.id, t(lever.label)), (t(lever.label), lever.label)) for lever in levers]
    found += [(Hit(STEPS, key, t(words)), (t(words), words)) for key, words in INSTRUMENTS.items()]
    return [(hit, tuple(sort_key(name) for name in names)) for hit, names in found]


def _rank(wanted: str, names: tuple[str, ...]) -> int:
    if any(name.startswith(wanted) for name in names):
        return 0
    # Each typed word begins a word of the name, in any order: "remittance tax" finds the tax on remittances.
    if any(all(any(word.startswith(part) for word in name.split()) for part in wanted.split()) for name in names):
        return 1
    return 2 if len(wanted) > 2 and any(wanted in name for name in names) else 3
