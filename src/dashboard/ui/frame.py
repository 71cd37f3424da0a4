"""The frame: page registry, navigation, language and country, footer. The same around every page."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from dashboard.data import registry
from dashboard.data.tables import ROOT
from dashboard.domain import ALL_COUNTRIES, N_, InputError
from dashboard.i18n import OWN_NAMES, Translator, guess_language
from dashboard.ui import heading, link, state, upload
from dashboard.views.words import sort_key

READABLE = Path(__file__).parent / "readable.css"
TITLE = "_page_title"
# The picture itself: a material icon would be fetched from another host, and Streamlit drops a file after the next run.
ICON = "data:image/png;base64," + b64encode((Path(__file__).parents[1] / "static" / "icon.png").read_bytes()).decode()
SECTIONS = {"situation": N_("Situation"), "what_if": N_("What if"), "brief": N_("Brief"), "trust": N_("Trust")}


@dataclass(frozen=True)
class Entry:
    """A page of the menu: its file is pages/<section>/<id>.py and its address is /<id>."""

    section: str
    id: str
    title: str
    icon: str
    question: str


PAGES = (
    Entry("situation", "overview", N_("Overview"), ":material/public:", N_("What is the state of play today?")),
    Entry(
        "situation",
        "routes",
        N_("Routes and receiving countries"),
        ":material/route:",
        N_("Who is sent where, by which route, and who takes whom?"),
    ),
    Entry(
        "situation",
        "encounters",
        N_("Encounters and removals"),
        ":material/timeline:",
        N_("How did flows at the border and removals develop?"),
    ),
    Entry(
        "situation",
        "trade",
        N_("Trade exposure"),
        ":material/directions_boat:",
        N_("Who depends on the US market, for which products, at which tariff?"),
    ),
    Entry(
        "situation",
        "remittances",
        N_("Remittances and diaspora"),
        ":material/payments:",
        N_("Who lives from transfers, from whom in the US, and at what cost?"),
    ),
    Entry(
        "situation",
        "tracker",
        N_("Policy tracker"),
        ":material/gavel:",
        N_("Which instrument was used on whom, when, with what outcome, and what is in force?"),
    ),
    Entry(
        "what_if", "impact", N_("Impact"), ":material/tune:", N_("If Washington acts, what does it cost each country?")
    ),
    Entry(
        "what_if",
        "compare",
        N_("Compare"),
        ":material/compare_arrows:",
        N_("What does one scenario do that another does not?"),
    ),
    Entry(
        "what_if",
        "coalition",
        N_("Coalition"),
        ":material/handshake:",
        N_("Alone or together: what does a threat cost, and whom?"),
    ),
    Entry(
        "brief",
        "country_brief",
        N_("Country brief"),
        ":material/description:",
        N_("All of one country on one page, in the order a minister would ask"),
    ),
    Entry("trust", "data", N_("Data"), ":material/database:", N_("Which tables, from whom, how fresh, how sure?")),
    Entry("trust", "method", N_("Method"), ":material/menu_book:", N_("How is it computed, and what does it not say?")),
)


def built() -> tuple[Entry, ...]:
    """The pages that exist; a page without a file does not appear in the menu."""
    return tuple(entry for entry in PAGES if path(entry).exists())


def path(entry: Entry) -> Path:
    """The script of a page."""
    return ROOT / "pages" / entry.section / f"{entry.id}.py"


def run(search: Callable[[Translator, str], None]) -> None:
    """Draw the frame and the selected page; `search` draws the search box for the page of that id."""
    link.arrive("lang", guess_language(st.context.locale), link.one_of(tuple(OWN_NAMES)))
    t = state.t()
    if TITLE not in st.session_state:
        # Before the navigation: else the browser would fetch the page's menu icon from another host as its tab icon.
        st.set_page_config(page_title="Corridor", page_icon=ICON, layout="wide")
    st.html(READABLE)
    menu: dict[str, list[st.Page]] = {}
    for entry in built():
        menu.setdefault(t(SECTIONS[entry.section]), []).append(
            st.Page(
                path(entry),
                title=t(entry.title),
                icon=entry.icon,
                url_path=entry.id,
                default=entry.id == "overview",
                help=t(entry.question),
            )
        )
    page = st.navigation(menu)
    heading.begin(page.title)
    link.begin(page.url_path)
    link.expect("lang")  # read above: the menu is in the reader's language
    title = f"{page.title} · Corridor"
    if st.session_state.get(TITLE) != title:  # the browser keeps it, and each message makes it draw the page again
        st.session_state[TITLE] = title
        st.set_page_config(page_title=title)
    countries = _countries()
    with st.sidebar:
        if countries:
            search(t, page.url_path)
    _controls(countries, t)
    notices = st.container()
    page.run()
    with notices:  # the page's own controls read the address too
        link.show_notices(state.t())
    _footer(state.t())
    upload.end_of_run()


def _countries() -> tuple[str, ...]:
    """The 33 countries; none where their registry is broken: the pages that need none still work."""
    try:
        return registry.lac33()
    except InputError:
        return ()


def _controls(countries: tuple[str, ...], t: Translator) -> None:
    selected = ALL_COUNTRIES
    with st.sidebar:
        if countries:
            link.arrive("country", ALL_COUNTRIES, link.one_of((ALL_COUNTRIES, *countries)))
            options = [ALL_COUNTRIES, *sorted(countries, key=lambda iso3: sort_key(t.country(iso3)))]
            selected = st.selectbox(
                t("Country"), options, format_func=t.country, key="country", persist_state="session"
            )
        language = st.selectbox(
            t("Language"),
            list(OWN_NAMES),
            format_func=lambda code: OWN_NAMES[code],
            key="lang",
            persist_state="session",
        )
    link.depart("country", selected, ALL_COUNTRIES)
    link.depart("lang", language, "")
    st.html(f"<script>document.documentElement.lang='{language}'</script>", unsafe_allow_javascript=True)


def _footer(t: Translator) -> None:
    try:
        newest = max(source.accessed for source in registry.sources().values())
    except InputError:
        return
    st.divider()
    st.caption(
        t(
            "Corridor · data compiled on {day}; each figure carries its own date and source. Estimates are what-ifs, "
            "not forecasts. Corridor takes no side and holds no data on individuals.",
            day=t.day(newest, "long"),
        )
    )
