"""One bot per SQLite file: a lock that the operating system lets go of when the process ends, however it ends."""

import os
import sys
from pathlib import Path

from dialogs.errors import StoreUnavailable

if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


class Held(StoreUnavailable):
    """Another process has the lock."""


class LockFile:
    def __init__(self, path: Path) -> None:
        self._path = path
        self._descriptor: int | None = None

    def hold(self) -> None:
        """The file stays when the lock goes: removing it would let two processes lock two files of one name."""
        if self._descriptor is not None:
            return
        try:
            descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            reason = f"The lock file {self._path} cannot be made: {error.strerror}."
            raise StoreUnavailable(reason) from error
        try:
            _lock(descriptor)
        except OSError as error:
            os.close(descriptor)
            reason = f"Another bot already serves this database ({self._path} is held); stop that one first."
            raise Held(reason) from error
        self._descriptor = descriptor

    def release(self) -> None:
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None
