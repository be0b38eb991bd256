"""A port that is kept: for a server that runs as a process of its own, or for nobody."""

import socket
import sys


class Port:
    """Nobody else is given it until this is closed: a free one that was only looked up may be taken a moment later, and
    again between two starts. Who listens there with `SO_REUSEADDR`, as a server of asyncio does, is let in."""

    def __init__(self) -> None:
        self._kept = socket.socket()
        self._kept.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._kept.bind(("127.0.0.1", 0))
        self.number: int = self._kept.getsockname()[1]
        if sys.platform != "linux":
            self._kept.close()  # elsewhere the server would not be let in either

    def close(self) -> None:
        self._kept.close()
