"""A browser for the page tests: one of this machine, else the system's package, else playwright's own download."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def find_browser() -> str | None:
    """A browser of this machine; none lets playwright use its own."""
    named = os.environ.get("CHROME")
    found = (shutil.which(name) for name in (*([named] if named else []), *_BROWSERS))
    return next((path for path in found if path), None)


def main() -> int:
    """Makes sure that there is one; says what is missing when there cannot be."""
    if find_browser() or _playwrights_own():
        return 0
    tries = (_from_the_system, _from_playwright)
    if any(attempt() for attempt in tries):
        return 0
    sys.stderr.write(
        "The page tests need a browser and none could be installed: install Chromium (on Debian and Ubuntu: "
        "apt-get install chromium), or set CHROME to one.\n"
    )
    return 1


def _playwrights_own() -> bool:
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - slow to import, and seldom needed

    with sync_playwright() as playwright:
        return Path(playwright.chromium.executable_path).exists()


def _from_the_system() -> bool:
    """With the system's packages, when this is allowed without asking anybody."""
    manager = shutil.which("apt-get")
    if manager is None:
        return False
    ask = [] if os.geteuid() == 0 else [shutil.which("sudo") or "", "-n"]
    if ask and not ask[0]:
        return False
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    _run([*ask, manager, "update", "-qq"], quiet)
    done = _run([*ask, manager, "install", "-y", "-qq", "chromium"], quiet)
    return done and find_browser() is not None


def _from_playwright() -> bool:
    return _run([sys.executable, "-m", "playwright", "install", "chromium"], dict(os.environ))


def _run(command: list[str], environment: dict[str, str]) -> bool:
    return subprocess.run(command, env=environment, check=False, stdout=sys.stderr).returncode == 0


if __name__ == "__main__":
    sys.exit(main())
