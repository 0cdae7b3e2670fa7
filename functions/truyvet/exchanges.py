"""Many small posts over a few kept connections, all awaited by one thread.

A thread for each connection would want the processor for every answer at once: of a trace's reads, handing the
interpreter from thread to thread took longer than making and reading them.
"""

from collections.abc import Callable, Generator, Iterable, Iterator
from selectors import EVENT_READ, DefaultSelector
from typing import TypeVar

from truyvet.connections import SECONDS, Connection

Name = TypeVar("Name")
Post = tuple[Name, dict[str, str], bytes]
"""What it is called by here, headers, and body."""
Answer = tuple[int, bytes]


class Exchange:
    """Connections to one endpoint, for one thread at a time."""

    def __init__(self, connect: Callable[[], Connection], number: int) -> None:
        self._connections = [connect() for _ in range(number)]

    def close(self) -> None:
        """Ends the connections; the next posts open new ones."""
        for each in self._connections:
            each.close()

    def answers(self, posts: Iterable[Post[Name]]) -> Generator[tuple[Name, Answer | None]]:
        """The answer to each post as it comes; None where there is no whole one, whatever became of the post.

        As many posts are under way as there are connections; the next ones are asked for when there is room.
        """
        waiting, idle = iter(posts), list(self._connections)
        with DefaultSelector() as selector:
            try:
                yield from self._fed(selector, idle, waiting)
                while selector.get_map():
                    ready = [key for key, _ in selector.select(SECONDS)] or list(selector.get_map().values())
                    for key in ready:
                        selector.unregister(key.fileobj)
                        connection, name = key.data
                        idle.append(connection)
                        yield name, _received(connection)
                    yield from self._fed(selector, idle, waiting)
            finally:
                # An answer that nobody waits for any more must not be taken for that of the next post.
                for key in selector.get_map().values():
                    key.data[0].close()

    def _fed(
        self, selector: DefaultSelector, idle: list[Connection], waiting: Iterator[Post[Name]]
    ) -> Iterator[tuple[Name, None]]:
        """Sends posts as long as there is an idle connection; gives those that could not be sent."""
        while idle and (post := next(waiting, None)):
            name, headers, body = post
            connection = idle.pop()
            try:
                connection.send(headers, body)
                selector.register(connection.fileno(), EVENT_READ, (connection, name))
            except OSError:
                idle.append(connection)
                yield name, None


def _received(connection: Connection) -> Answer | None:
    try:
        return connection.receive()
    except OSError:
        return None
