"""Numbers in the text format that Prometheus reads (version 0.0.4)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

CONTENT_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"
Labels = dict[str, str]


@dataclass(frozen=True, slots=True)
class Gauge:
    """One number, or one for each set of labels, under one name."""

    name: str
    explanation: str
    samples: list[tuple[Labels, float]]


def write(gauges: Iterable[Gauge]) -> str:
    """The page; a gauge without a sample is left out."""
    return "".join(_block(gauge) for gauge in gauges if gauge.samples)


def _block(gauge: Gauge) -> str:
    head = f"# HELP {gauge.name} {gauge.explanation}\n# TYPE {gauge.name} gauge\n"
    return head + "".join(
        f"{gauge.name}{_labels(labels)} {value:.15g}\n" for labels, value in gauge.samples
    )


def _labels(labels: Labels) -> str:
    if not labels:
        return ""
    return "{" + ",".join(f'{name}="{_escaped(value)}"' for name, value in labels.items()) + "}"


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace("\n", "\\n").replace('"', '\\"')
