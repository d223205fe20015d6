"""Connections whose request heads are bounded. Uvicorn keeps a head of any length, and waits for it for ever.

A web server before the desk bounds them, too; whoever reaches the port itself could else fill the memory with one
request, or all connections with none.
"""

import asyncio

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

# Above what one piece from the socket can hold, since a head may begin anywhere in a piece.
LONGEST_HEAD = 320 * 1024
HEAD_SECONDS = 30.0


class BoundedConnection(HttpToolsProtocol):
    """A connection that ends when a head grows over LONGEST_HEAD bytes or takes more than HEAD_SECONDS."""

    _begun = 0
    _patience: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as uvicorn has it
        super().connection_made(transport)
        self._wait_for_head()

    def connection_lost(self, exc: Exception | None) -> None:
        self._head_came()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self._patience is None:
            return
        self._begun += len(data)
        if self._begun > LONGEST_HEAD:
            self._head_came()
            self.send_400_response("The head of this request is too long.")

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._wait_for_head()

    def on_headers_complete(self) -> None:
        self._head_came()
        super().on_headers_complete()

    def _wait_for_head(self) -> None:
        if self._patience is None:
            self._begun = 0
            self._patience = self.loop.call_later(HEAD_SECONDS, self._too_late)

    def _head_came(self) -> None:
        if self._patience is not None:
            self._patience.cancel()
            self._patience = None

    def _too_late(self) -> None:
        self._patience = None
        self.transport.close()
