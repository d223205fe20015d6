"""A line to a server that breaks after so many bytes."""

import contextlib
import socket
import threading
from types import TracebackType
from typing import Self


class Cutter:
    """Passes connections on to a port of this machine; cuts each after `cut_after` bytes of the server's."""

    def __init__(self, target: int) -> None:
        self.target = target
        self.cut_after: int | None = None
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listening.getsockname()[1])

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, at: TracebackType | None) -> None:
        self._listening.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listening.accept()
                server = socket.create_connection(("127.0.0.1", self.target))
                threading.Thread(target=self._pass, args=(client, server, None), daemon=True).start()
                threading.Thread(target=self._pass, args=(server, client, self.cut_after), daemon=True).start()

    def _pass(self, source: socket.socket, target: socket.socket, left: int | None) -> None:
        with contextlib.suppress(OSError):
            while content := source.recv(4096 if left is None else min(4096, left or 1)):
                if left is not None:
                    left -= len(content)
                target.sendall(content)
                if left is not None and left <= 0:
                    break
        for one in (source, target):
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()
