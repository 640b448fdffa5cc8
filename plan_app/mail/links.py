"""Addresses in mails: absolute, under the base address, leading to pages that a GET may open."""

from functools import lru_cache

from flask import current_app

from plan_app.extensions import settings


@lru_cache(maxsize=4096)
def _path(endpoint: str, values: tuple[tuple[str, str | int], ...]) -> str:
    adapter = current_app.url_map.bind("localhost")
    return adapter.build(endpoint, dict(values))


def link(endpoint: str, **values: str | int) -> str:
    """The address of a page for somebody who is not on one."""
    return settings().base_url + _path(endpoint, tuple(sorted(values.items())))
