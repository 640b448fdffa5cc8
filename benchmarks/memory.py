"""Resident memory of processes, read from the kernel."""

from pathlib import Path

import psutil


def of_tree(pid: int) -> str:
    """The proportional memory in MB of a process and each of its children, the parent first."""
    parent = psutil.Process(pid)
    return ", ".join(
        f"{_megabytes(each.pid):.0f} MB" for each in (parent, *parent.children(recursive=True))
    )


def _megabytes(pid: int) -> float:
    """Shared pages are divided among their users, so that the numbers add up."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    raise RuntimeError(f"no memory known of process {pid}")
