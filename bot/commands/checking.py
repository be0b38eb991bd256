"""`mastermind doctor`: looks at everything the bot leans on, and says what to do where something is wrong."""

import asyncio
from collections.abc import Iterator

import typer

from bot.commands.checking_outside import mail, microsoft
from bot.commands.checking_store import looked_into_store
from bot.commands.findings import Finding, Mark, failed, off, ok, warning
from bot.commands.packages import manifest_values
from bot.commands.shared import table
from bot.delivery.holidays import school_holidays
from bot.library import FormatUnreadable, Library
from bot.outside import address
from bot.settings import PREFIX, Settings, SettingsError, load_settings
from dialogs.formats.faults import FormatFaults
from manifest.build import missing


def doctor() -> None:
    """Check settings, formats, database, clock, delivery, credentials, the way to Teams, mail and the manifest; 1 if
    one fails. A warning is no failure."""
    findings = asyncio.run(_examine())
    typer.echo(table(*((finding.mark, finding.about, finding.told) for finding in findings)))
    if any(finding.mark is Mark.FAILED for finding in findings):
        raise typer.Exit(1)


async def _examine() -> list[Finding]:
    try:
        settings = load_settings()
        school_holidays(settings)
    except SettingsError as fault:
        return [failed("settings", str(fault))]
    return [
        ok("settings", f"{settings.environment}, {address(settings)}, {settings.language}"),
        _formats(settings),
        *await looked_into_store(settings),
        *await microsoft(settings),
        await mail(settings),
        _manifest(settings),
    ]


def _formats(settings: Settings) -> Finding:
    try:
        library = Library.open(settings.formats_dir)
    except (FormatFaults, FormatUnreadable) as fault:
        first, *rest = str(fault).splitlines()
        more = f" (and {len(rest)} more; see `mastermind format check FILE`)" if rest else ""
        return failed("formats", f"{first}{more}")
    warnings = [warning for recipe in library.recipes.values() for warning in recipe.warnings]
    if warnings:
        more = f" (and {len(warnings) - 1} more; see `mastermind format check FILE`)" if warnings[1:] else ""
        return warning("formats", f"{warnings[0]}{more}")
    return ok("formats", ", ".join(library.formats))


def _manifest(settings: Settings) -> Finding:
    reasons = missing(manifest_values(settings))
    if not reasons:
        return ok("manifest", "`mastermind manifest build` can make the package")
    if settings.app_id is None:
        return off("manifest", f"not before there is a {PREFIX}APP_ID")
    return failed("manifest", "; ".join(_first(reasons)))


def _first(reasons: list[str]) -> Iterator[str]:
    yield reasons[0]
    if len(reasons) > 1:
        yield f"and {len(reasons) - 1} more, `mastermind manifest build` lists them"
