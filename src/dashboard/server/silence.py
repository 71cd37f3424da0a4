"""The server speaks when spoken to: it opens no connection to any other machine and asks no name server."""

from __future__ import annotations

import ipaddress
import socket
import sys
from typing import Any

LOCAL_NAMES = ("", "localhost")
LOOK_UPS = ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr")


class SilenceError(PermissionError):
    """Code in the server's process tried to reach another machine."""


def keep() -> None:
    """From now on, for the life of this process, refuse connections and look-ups that would leave the machine.

    Libraries ask other hosts in places that no option turns off (Streamlit: for its start banner, this machine's
    public address). Python reports every attempt to audit hooks, whoever makes it, and an exception stops it.
    """
    if not _kept:
        _kept.append(True)
        sys.addaudithook(_refuse)


_kept: list[bool] = []


def _refuse(event: str, arguments: tuple[Any, ...]) -> None:
    if event in ("socket.connect", "socket.sendto"):
        address = arguments[1]
        if isinstance(address, tuple) and address and not is_local(address[0]):
            raise SilenceError(f"The server makes no connections; refused: {address[0]}.")
    elif event in LOOK_UPS and not is_local(arguments[0]):
        raise SilenceError(f"The server looks up no names; refused: {arguments[0]}.")


def is_local(host: object) -> bool:
    """Whether a host is this machine, or an address to listen on, and can be used without asking anyone."""
    name = host.decode("ascii", "replace") if isinstance(host, bytes | bytearray) else host
    if name is None or name in LOCAL_NAMES or name == socket.gethostname():
        return True
    try:
        address = ipaddress.ip_address(str(name).split("%")[0])
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified
