"""Find a Chromium for the browser tests, or install Debian's where that is allowed; one clear line if there is none.

The same for nginx, which the tests behind a proxy use; without it a small proxy of ours stands in, and a line says so.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

SYSTEM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def find() -> str | None:
    """Path of a system Chromium, else of Playwright's own, else None."""
    for name in SYSTEM:
        found = shutil.which(name)
        if found:
            return found
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
    return own if Path(own).exists() else None


def find_nginx() -> str | None:
    """Path of nginx; Debian keeps it where only root looks."""
    return shutil.which("nginx", path=os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin")))


def install_package(name: str) -> None:
    """Try Debian's package, as root; whether it is there now is for the caller to see."""
    if shutil.which("apt-get") and os.geteuid() == 0:
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "check": False}
        subprocess.run(["apt-get", "update", "-qq"], **quiet)
        subprocess.run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", name], **quiet)


def install() -> None:
    """Try Debian's Chromium, then Playwright's download; failures are reported by the caller."""
    install_package("chromium")
    if find() is None:
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)


if __name__ == "__main__":
    if find() is None:
        install()
    browser = find()
    if browser is None:
        sys.exit("No browser for the browser tests: install chromium (Debian: apt-get install chromium) and run again.")
    print(f"browser: {browser}")
    if find_nginx() is None:
        install_package("nginx-light")
    print(f"nginx: {find_nginx() or 'none; only our own proxy is tried'}")
