"""What a page says of a link that it cannot use, and for how long."""

from __future__ import annotations

import pytest

from dashboard.i18n import LANGUAGES, translator
from dashboard.ui import frame, link

PAGES = [entry.id for entry in frame.built()]
HOSTILE = ("<script>alert(1)</script>", "9" * 5000, "1e999", "nan", "-1", "\x00", "", "²", "a,b;c=d", "{0}", "None")


def told(app) -> list[str]:
    assert not app.exception, [error.value for error in app.exception]
    return [info.value for info in app.info]


def unread(app, lang="en") -> list[str]:
    """The notices on parameters that nothing reads."""
    start = translator(lang)("Nothing shown on this page uses the link's {names}.", names="|").split("|")[0]
    return [text for text in told(app) if text.startswith(start)]


@pytest.fixture
def clock(monkeypatch):
    """Seconds as the notices count them, moved by hand."""
    now = [0.0]
    monkeypatch.setattr(link, "monotonic", lambda: now[0])
    return now


def test_a_notice_counts_its_seconds_from_its_first_showing(open_page, clock, monkeypatch):
    begin = link.begin

    def slowly(page_id):
        clock[0] += 6 * link.NOTICE_SECONDS
        begin(page_id)

    monkeypatch.setattr(link, "begin", slowly)
    app = open_page("overview", lang="klingon")
    monkeypatch.setattr(link, "begin", begin)
    for passed, shown in ((0, True), (link.NOTICE_SECONDS - 1, True), (1, False)):
        clock[0] += passed
        assert any("klingon" in text for text in told(app.run())) == shown, passed


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_parameter_that_no_page_knows_is_named(open_page, lang):
    app = open_page("trade", lang=lang, colour="red")
    (notice,) = unread(app, lang)
    assert "“colour”" in notice
    assert notice == translator(lang)("Nothing shown on this page uses the link's {names}.", names="“colour”")


@pytest.mark.parametrize(
    ("page_id", "query", "names"),
    [
        ("coalition", {"chance_alone": "20"}, "“chance\\_alone”"),  # of another view
        ("coalition", {"members": "COL,PER", "sigma_sup": "2"}, "“members”, “sigma\\_sup”"),
        ("country_brief", {"beside": "COL"}, "“beside”"),  # there is no brief to stand beside
        ("remittances", {"preset": "brazil_50", "remittances_cost": "fees"}, "“preset”"),
        ("impact", {"coalition": "caricom"}, "“coalition”"),
        ("overview", {key: "1" for key in "abcdefg"}, "“a”, “b”, “c”, “d”, “e”, …"),
    ],
)
def test_what_another_view_or_page_reads_is_named(open_page, page_id, query, names):
    assert unread(open_page(page_id, **query)) == [f"Nothing shown on this page uses the link's {names}."]


@pytest.mark.parametrize(
    ("page_id", "query"),
    [
        ("impact", {"preset": "brazil_50", "tariff_pp": "7", "tariff_products": "09,87", "sigma_sup": "3"}),
        ("impact", {"view": "long_run", "control": "tariff_pp", "country": "COL"}),
        (
            "coalition",
            {"coalition": "free", "members": "COL,PER", "coalition_view": "break_even", "chance_alone": "20"},
        ),
        ("tracker", {"tracker_period": "all", "tracker_instrument": "tariff"}),
        ("routes", {"routes_layers": "stance", "routes_darien": "2021"}),
    ],
)
def test_what_the_page_reads_is_not_named(open_page, page_id, query):
    assert told(open_page(page_id, **query)) == []


def test_a_view_that_the_reader_leaves_is_no_matter_of_the_link(open_page):
    app = open_page("coalition", coalition_view="break_even")
    app.slider(key="chance_alone").set_value(20).run()
    app.button_group(key="coalition_view").set_value("together").run()
    assert dict(app.query_params)["chance_alone"] in ("20", ["20"])
    assert told(app) == []


def test_the_seconds_of_an_unread_parameter_run_out_and_a_new_one_is_told(open_page, clock):
    app = open_page("trade", colour="red")
    clock[0] += link.NOTICE_SECONDS
    assert unread(app.run()) == []
    app.query_params["shape"] = "round"
    assert unread(app.run()) == ["Nothing shown on this page uses the link's “shape”."]


def test_the_last_of_two_values_counts_and_the_reader_is_told(open_page):
    app = open_page("trade", country=["COL", "PER"])
    assert app.session_state["country"] == "PER"
    assert told(app) == ["The link has “country” more than once; its last value counts."]
    assert app.query_params["country"] in ("PER", ["PER"])


def test_two_bad_values_are_told_as_both(open_page):
    app = open_page("trade", country=["COL", "<b>"])
    assert app.session_state["country"] == "ALL"
    assert len(told(app)) == 2
    assert "country" not in app.query_params


def test_an_instrument_that_does_not_exist_opens_no_group(open_page):
    (notice,) = told(open_page("impact", control="warp_drive"))
    assert "warp\\_drive" in notice


@pytest.mark.thorough
@pytest.mark.parametrize("page_id", PAGES)
def test_no_value_of_any_parameter_breaks_a_page(open_page, page_id):
    """All values in turn, the keys of one link with different ones."""
    keys = sorted(open_page(page_id, country="COL").session_state[link.READ])
    assert {"country", "lang"} <= set(keys)
    for turn in range(0, len(HOSTILE), 2):
        query = {key: HOSTILE[(at + turn) % len(HOSTILE)] for at, key in enumerate(keys)}
        app = open_page(page_id, **query)
        assert not app.exception, (query, [error.value for error in app.exception])
        assert not app.error, (query, [error.value for error in app.error])
        assert app.title[0].value.strip()
