"""A small proxy with TLS, as operators put one in front of an app, and whether nginx is here to do the same.

`localhost.pem` is a certificate with its key that nobody trusts, made for these tests (a fresh machine has no openssl).
"""

from __future__ import annotations

import asyncio
import ssl
import subprocess
import sys
from asyncio import StreamReader, StreamWriter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import find_browser
import pytest
import running

NEEDS_NGINX = pytest.mark.skipif(
    find_browser.find_nginx() is None,
    reason="nginx is not installed (Debian: apt-get install nginx-light); our own proxy ran the same visits",
)


CERTIFICATE = Path(__file__).parent / "localhost.pem"


@contextmanager
def proxy(backend: int, *, strip: str) -> Iterator[str]:
    """Forward TLS connections to a port of this machine; take `strip` off the paths. Yields the address to visit.

    A process of its own, as a proxy is.
    """
    port = running.free_port()
    process = subprocess.Popen([sys.executable, __file__, str(port), str(backend), strip])
    try:
        running.wait_for_port(port, process)
        yield f"https://localhost:{port}"
    finally:
        process.terminate()
        process.wait(30)


async def _serve(port: int, backend: int, strip: bytes) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)

    async def connection(caller: StreamReader, answer: StreamWriter) -> None:
        try:
            await _forward(caller, answer, backend, strip)
        except (OSError, asyncio.IncompleteReadError) as error:
            print(f"proxy: {error!r}", file=sys.stderr, flush=True)
        answer.close()

    server = await asyncio.start_server(connection, "127.0.0.1", port, ssl=context)
    await server.serve_forever()


async def _forward(caller: StreamReader, answer: StreamWriter, backend: int, strip: bytes) -> None:
    """One request a connection, so that only its first lines have to be understood."""
    head = await caller.readuntil(b"\r\n\r\n")
    first, rest = head.split(b"\r\n", 1)
    method, path, version = first.split(b" ")
    if strip:
        path = path.removeprefix(strip) or b"/"
    if b"upgrade: websocket" not in rest.lower():
        lines = [line for line in rest.split(b"\r\n") if not line.lower().startswith(b"connection:")]
        rest = b"\r\n".join([b"Connection: close", *lines])
    server, question = await asyncio.open_connection("127.0.0.1", backend)
    question.write(b" ".join((method, path, version)) + b"\r\n" + rest)
    asked = asyncio.create_task(_pump(caller, question))
    await _pump(server, answer)
    asked.cancel()
    question.close()


async def _pump(source: StreamReader, target: StreamWriter) -> None:
    while data := await source.read(65536):
        target.write(data)
        await target.drain()


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3].encode()))
