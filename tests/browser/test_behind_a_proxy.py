"""The app behind a proxy: below a path that the proxy takes off or leaves on, with TLS in front, on a deep link.

In a browser with nginx, as operators use it; and without one through a small proxy of ours, which is always there.
"""

from __future__ import annotations

import ssl
import subprocess
import tempfile
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import find_browser
import proxying
import pytest
import running
from running import Server, Visit
from websockets.sync.client import connect

from dashboard.i18n import translator

PREFIX = "/atlas"
CASES = ("root", "stripped", "kept")  # where the app is served, and whether the path reaches it
NGINX = """
daemon off; pid {folder}/pid; error_log {folder}/error.log;
events {{}}
http {{
  access_log off;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/f;
  uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
  map $http_upgrade $connection_upgrade {{ default upgrade; '' close; }}
  server {{
    listen 127.0.0.1:{port} ssl;
    ssl_certificate {certificate}; ssl_certificate_key {certificate};
    location {location} {{
      proxy_pass http://127.0.0.1:{backend}{target};
      proxy_http_version 1.1;
      proxy_set_header Host $http_host;
      proxy_set_header Upgrade $http_upgrade;
      proxy_set_header Connection $connection_upgrade;
      proxy_read_timeout 3600;
    }}
  }}
}}
"""


@pytest.fixture(scope="module", params=["plain", "below"])
def served(request, tmp_path_factory) -> Iterator[tuple[str, Server]]:
    """The app at the root of its own server, and below a path of it."""
    settings = {"STREAMLIT_SERVER_BASE_URL_PATH": PREFIX.strip("/")} if request.param == "below" else {}
    ready = f"{PREFIX}/readyz" if settings else "/readyz"
    with running.server(tmp_path_factory.mktemp("proxied") / "log.txt", "app.py", ready, **settings) as server:
        yield request.param, server


@contextmanager
def nginx(backend: str, case: str) -> Iterator[str]:
    """Nginx with TLS in front of the server at `backend`: the address to visit."""
    program = find_browser.find_nginx()
    assert program is not None
    port = running.free_port()
    with tempfile.TemporaryDirectory() as folder:
        settings = NGINX.format(
            folder=folder,
            port=port,
            backend=backend.rpartition(":")[2],
            certificate=proxying.CERTIFICATE,
            location="/" if case == "root" else f"{PREFIX}/",
            target="/" if case == "stripped" else "",
        )
        file = Path(folder) / "nginx.conf"
        file.write_text(settings)
        process = subprocess.Popen([program, "-e", f"{folder}/error.log", "-p", folder, "-c", str(file)])
        try:
            running.wait_for_port(port, process)
            yield f"https://localhost:{port}"
        finally:
            process.terminate()
            process.wait(30)


@proxying.NEEDS_NGINX
def test_deep_links_work_behind_nginx(served, chromium):
    kind, server = served
    t = translator("es")
    for case in ("kept",) if kind == "below" else ("root", "stripped"):
        with nginx(server.url, case) as address:
            context = chromium.new_context(ignore_https_errors=True)
            page = context.new_page()
            try:
                base = address if case == "root" else f"{address}{PREFIX}"
                visit = Visit(page, Server(base, server.pid, server.notes, server.asked))
                visit.open("impact", lang="es", country="COL")
                assert t.country("COL") in visit.title
                assert page.get_by_test_id("stException").count() == 0
                visit.open("overview", lang="pt")
                assert page.evaluate("document.documentElement.lang") == "pt"
                page.goto(f"{base}/overview?lang=es")
                visit.settle()
                assert page.evaluate("location.pathname") == ("/" if case == "root" else f"{PREFIX}/")
                assert visit.strangers == []
                assert visit.complaints == []
            finally:
                context.close()
    assert server.outbound == []


def test_pages_and_sessions_are_reached_behind_our_own_proxy(served):
    kind, server = served
    trusting = ssl.create_default_context(cafile=proxying.CERTIFICATE)
    trusting.check_hostname = False
    for case in ("kept",) if kind == "below" else ("root", "stripped"):
        port = int(server.url.rpartition(":")[2])
        with proxying.proxy(port, strip=PREFIX if case == "stripped" else "") as address:
            base = address if case == "root" else f"{address}{PREFIX}"
            request = urllib.request.Request(f"{base}/impact?lang=es", headers={"Accept": "text/html"})
            with urllib.request.urlopen(request, timeout=60, context=trusting) as answer:
                assert b'})("/impact")</script>' in answer.read()
            stream = f"{base.replace('https', 'wss', 1)}/_stcore/stream"
            own = {"Origin": address}
            with connect(stream, additional_headers=own, ssl=trusting, proxy=None, open_timeout=60) as socket:
                assert socket.response.status_code == 101
    assert server.outbound == []
