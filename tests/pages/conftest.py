"""A real browser for the page tests, and the stage they play on."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, async_playwright

from tests.pages.find_browser import find_browser
from tests.pages.stage import PATIENCE, Stage, staged

_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        running = await playwright.chromium.launch(
            executable_path=find_browser(), args=list(_ARGUMENTS), timeout=PATIENCE
        )
        yield running
        await running.close()


@pytest.fixture
async def stage(browser: Browser) -> AsyncIterator[Stage]:
    async with staged(browser) as ready:
        yield ready
        assert ready.problems == []
