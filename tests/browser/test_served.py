"""What the server answers beside the pages: headers, health, files."""

from __future__ import annotations

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import pytest
from talking import Visitor, connected

from dashboard.data.tables import ROOT
from dashboard.server import arrival

STATIC = ROOT / "src/dashboard/static"
GEOMETRY = [f"/app/static/geo/{path.name}" for path in sorted((STATIC / "geo").glob("*.geojson"))]


@pytest.mark.parametrize("path", ["/", "/impact", *GEOMETRY[:1], "/readyz"])
def test_security_headers(app, path):
    status, headers, _ = app.get(path)
    assert status == 200
    policy = dict(part.split(" ", 1) for part in headers["content-security-policy"].split("; "))
    assert policy["default-src"] == "'self'"
    assert policy["frame-ancestors"] == policy["base-uri"] == policy["form-action"] == "'self'"
    assert policy["object-src"] == "'none'"
    assert "unsafe-eval'" not in policy["script-src"].replace("'wasm-unsafe-eval'", "")
    assert "http" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["x-frame-options"] == "SAMEORIGIN"


def test_ready(app):
    status, headers, body = app.get("/readyz")
    assert status == 200
    assert headers["content-type"].startswith("application/json")
    assert json.loads(body) == {"ready": True, "errors": []}


def test_alive(app):
    status, _, body = app.get("/_stcore/health")
    assert (status, body) == (200, b"ok")


@pytest.mark.parametrize("path", GEOMETRY)
def test_geometry_is_served(app, path):
    status, _, body = app.get(path)
    assert status == 200
    assert len(json.loads(body)["features"]) >= 33


def test_a_page_knows_its_server_on_arrival(visit):
    page = visit("impact")
    asked = [urlsplit(url).path for url in page.requests if "_stcore" in url]
    assert "/_stcore/stream" in asked
    assert all(path.startswith("/_stcore/") for path in asked), asked
    assert page.page.evaluate("window.__streamlit.BACKEND_BASE_URL") == f"{page.server.url}/"


@pytest.mark.parametrize(
    ("base", "root", "seen", "location", "told"),
    [
        ("", "", "/", "/", "/"),
        ("", "", "/impact", "/impact", "/"),
        ("", "", "/", "/atlas/", "/atlas/"),  # a proxy that takes its path off
        ("", "", "/", "/atlas", "/atlas/"),
        ("", "", "/impact", "/atlas/impact", "/atlas/"),
        ("", "", "/impact", "/a/b/impact", "/a/b/"),
        ("atlas", "", "/atlas/impact", "/atlas/impact", "/atlas/"),  # one that leaves it on
        ("/atlas/", "", "/atlas", "/atlas", "/atlas/"),
        ("atlas", "", "/atlas/impact", "/world/atlas/impact", "/world/atlas/"),
        ("", "/atlas", "/atlas/impact", "/atlas/impact", "/atlas/"),
        ("", "", "/impact", "/elsewhere", None),  # a rewriting proxy: Streamlit finds its server itself
    ],
)
def test_a_page_under_a_path_knows_it(monkeypatch, chromium, base, root, seen, location, told):
    monkeypatch.setattr(arrival, "get_option", {"server.baseUrlPath": base}.__getitem__)
    script = arrival.introduction({"path": seen, "root_path": root})
    page = chromium.new_page()
    page.route("**/*", lambda route: route.fulfill(body=f"<head>{script}</head>", content_type="text/html"))
    page.goto(f"http://corridor.example{location}")
    assert page.evaluate("window.__streamlit?.BACKEND_BASE_URL ?? null") == (
        None if told is None else f"http://corridor.example{told}"
    )
    page.close()


def test_a_hostile_page_name_stays_text(monkeypatch):
    script = arrival.introduction({"path": "/</script><img src=x onerror=alert(1)>\u2028"})
    assert "</script><" not in script.removesuffix("</script>")


def test_only_pages_are_changed_on_their_way(app):
    _, headers, body = app.get("/impact")  # a client that does not ask for a page by its type gets the file as it is
    assert b"BACKEND_BASE_URL" not in body and "etag" in headers
    for path in GEOMETRY[:1]:
        assert b"BACKEND_BASE_URL" not in app.get(path)[2]


def test_nothing_else_is_served(app):
    for path in ("/app/static/../main.py", "/app/static/%2e%2e/main.py", "/app/static/geo/"):
        assert b"frame.run()" not in app.get(path)[2]


def test_the_name_of_the_start_page_leads_to_it_with_its_query(visit):
    page = visit("overview", "pt", country="GTM")
    assert page.page.locator(".st-key-country").get_by_role("combobox").input_value() == "Guatemala"
    assert page.page.evaluate("location.pathname") == "/"
    assert page.page.get_by_role("dialog").count() == 0
    assert {"lang=pt", "country=GTM"} <= set(page.address.split("?")[1].split("&"))


def test_no_visitor_learns_where_the_files_lie(app):
    async def visit() -> list[bytes]:
        visitor = Visitor(name="impact")
        async with connected(app.url) as socket:
            runs = await visitor.run_whole(socket)
        return [message.SerializeToString() for run in runs for message in run.messages]

    with ThreadPoolExecutor(1) as thread:  # Playwright's loop stays in the main thread
        messages = thread.submit(asyncio.run, visit()).result()
    assert len(messages) > 20
    assert not [message for message in messages if str(ROOT).encode() in message]
    assert any(b"main.py" in message for message in messages)
