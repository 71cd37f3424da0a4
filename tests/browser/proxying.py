"""A small proxy with TLS, as operators put one in front of an app, and whether nginx is here to do the same."""

from __future__ import annotations

import shutil
import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

NEEDS_NGINX = pytest.mark.skipif(
    shutil.which("nginx") is None and not Path("/usr/sbin/nginx").exists(),
    reason="nginx is not installed (Debian: apt-get install nginx-light); our own proxy ran the same visits",
)


def certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate for localhost that nobody trusts, and its key."""
    made, key = folder / "cert.pem", folder / "key.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
        + ["-keyout", str(key), "-out", str(made)],
        check=True,
        capture_output=True,
    )
    return made, key


@contextmanager
def proxy(backend: int, *, strip: str, certificate: tuple[Path, Path]) -> Iterator[str]:
    """Forward TLS connections to a port of this machine; take `strip` off the paths. Yields the address to visit."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    with socket.create_server(("127.0.0.1", 0)) as door:
        threading.Thread(target=_serve, args=(door, context, backend, strip.encode()), daemon=True).start()
        yield f"https://localhost:{door.getsockname()[1]}"


def _serve(door: socket.socket, context: ssl.SSLContext, backend: int, strip: bytes) -> None:
    while True:
        try:
            caller, _ = door.accept()
        except OSError:  # the door was closed
            return
        threading.Thread(target=_connection, args=(caller, context, backend, strip), daemon=True).start()


def _connection(caller: socket.socket, context: ssl.SSLContext, backend: int, strip: bytes) -> None:
    """One request a connection, so that only its first lines have to be understood."""
    with suppress(OSError), caller, context.wrap_socket(caller, server_side=True) as inside:
        head = b""
        while b"\r\n\r\n" not in head:
            data = inside.recv(65536)
            if not data:
                return
            head += data
        first, rest = head.split(b"\r\n", 1)
        method, path, version = first.split(b" ")
        if strip:
            path = path.removeprefix(strip) or b"/"
        if b"upgrade: websocket" not in rest.lower():
            rest = b"\r\n".join(line for line in rest.split(b"\r\n") if not line.lower().startswith(b"connection:"))
            rest = b"Connection: close\r\n" + rest
        with socket.create_connection(("127.0.0.1", backend)) as server:
            server.sendall(b" ".join((method, path, version)) + b"\r\n" + rest)
            threading.Thread(target=_pump, args=(inside, server), daemon=True).start()
            _pump(server, inside)


def _pump(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError, ValueError):
        while data := source.recv(65536):
            target.sendall(data)
    with suppress(OSError):
        target.shutdown(socket.SHUT_WR)
