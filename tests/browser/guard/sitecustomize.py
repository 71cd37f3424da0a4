"""Loaded by Python itself when this folder is on the path: notes every attempt of the process to reach another machine.

It knows nothing of the app's own guard, comes before it, and hinders nothing: a refused attempt is an attempt.
"""

import ipaddress
import os
import pathlib
import sys

NOTES = os.environ.get("OUTBOUND_NOTES")


def _outside(host):
    if host is None or host in ("", "localhost", b"localhost"):
        return False
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return True
    return not (address.is_loopback or address.is_unspecified)


def _note(event, arguments):
    if event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
        address = arguments[1]
        host = address[0] if isinstance(address, tuple) and address else None
    elif event in ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr", "socket.getnameinfo"):
        host = arguments[0]
        host = host[0] if isinstance(host, tuple) else host
    else:
        return
    if _outside(host):
        with pathlib.Path(NOTES).open("a", encoding="utf-8") as notes:
            notes.write(f"{event} {host!r}\n")


if NOTES:
    sys.addaudithook(_note)
