"""A small load generator: keep-alive clients that fetch one address again and again.

It runs in a process of its own so that its Python does not share a lock with anything
that is measured. Times are milliseconds per answer, read to the last byte.
"""

import http.client
import statistics
import threading
import time
from dataclasses import dataclass, field
from multiprocessing import get_context
from urllib.parse import urlsplit


@dataclass(slots=True)
class Measured:
    """What one run saw."""

    times: list[float] = field(default_factory=list)
    seconds: float = 0.0
    size: int = 0

    @property
    def p50(self) -> float:
        """The median time in milliseconds."""
        return statistics.median(self.times)

    @property
    def p95(self) -> float:
        """The time that 95 of 100 answers stayed under."""
        return statistics.quantiles(self.times, n=20)[-1]

    @property
    def per_second(self) -> float:
        """Answers per second over all clients."""
        return len(self.times) / self.seconds


def measure(address: str, cookie: str, *, clients: int, seconds: float) -> Measured:
    """Fetch `address` with `clients` at once for `seconds`; any answer but 200 is an error."""
    with get_context("spawn").Pool(1) as pool:
        return pool.apply(_run, (address, cookie, clients, seconds))


def _run(address: str, cookie: str, clients: int, seconds: float) -> Measured:
    measured = Measured()
    started = time.perf_counter()
    threads = [
        threading.Thread(target=_client, args=(address, cookie, started + seconds, measured))
        for _ in range(clients)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    measured.seconds = time.perf_counter() - started
    return measured


def _client(address: str, cookie: str, until: float, measured: Measured) -> None:
    parts = urlsplit(address)
    target = f"{parts.path}?{parts.query}" if parts.query else parts.path
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=60)
    headers = {"Cookie": cookie, "Connection": "keep-alive"}
    while (begin := time.perf_counter()) < until:
        connection.request("GET", target, headers=headers)
        answer = connection.getresponse()
        body = answer.read()
        if answer.status != http.HTTPStatus.OK:
            raise RuntimeError(f"{address} answered {answer.status}")
        measured.times.append((time.perf_counter() - begin) * 1000)
        measured.size = len(body)
    connection.close()
