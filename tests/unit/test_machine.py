"""Processors and memory as the machine tells them, and as a container limits them."""

from __future__ import annotations

import os

import pytest

from detente import machine
from detente.machine import free_memory, processors


@pytest.fixture
def told(tmp_path, monkeypatch):
    """Write files as the kernel would show them, on a machine of eight processors."""
    monkeypatch.setattr(machine, "PROC", tmp_path / "proc")
    monkeypatch.setattr(machine, "GROUPS", tmp_path / "groups")
    monkeypatch.setattr(machine, "_allowed", lambda: 8)

    def write(**files: str) -> None:
        for name, text in {"proc/meminfo": "MemAvailable: 2000000 kB\n", **files}.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)

    return write


def test_affinity_counts(monkeypatch):
    monkeypatch.delattr(os, "process_cpu_count", raising=False)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {3}, raising=False)
    monkeypatch.setattr(os, "cpu_count", lambda: 64)
    assert processors() == 1


def test_what_python_says_comes_first(monkeypatch, told):
    monkeypatch.undo()
    monkeypatch.setattr(machine, "GROUPS", machine.Path("/nowhere"))
    monkeypatch.setattr(os, "process_cpu_count", lambda: 3, raising=False)
    assert processors() == 3


@pytest.mark.parametrize(("known", "count"), [(5, 5), (None, 1)])
def test_without_affinity_the_machine_is_counted(monkeypatch, known, count):
    monkeypatch.delattr(os, "process_cpu_count", raising=False)
    monkeypatch.delattr(os, "sched_getaffinity", raising=False)
    monkeypatch.setattr(os, "cpu_count", lambda: known)
    monkeypatch.setattr(machine, "GROUPS", machine.Path("/nowhere"))
    assert processors() == count


def test_no_groups(told):
    told()
    assert processors() == 8
    assert free_memory() == 2_000_000 * 1024


def test_a_container_of_version_2(told):
    told(**{
        "proc/self/cgroup": "0::/box/inner\n",
        "groups/box/memory.max": "900000000\n",
        "groups/box/memory.current": "500000000\n",
        "groups/box/memory.stat": "anon 300000000\ninactive_file 100000000\n",
        "groups/box/inner/memory.max": "max\n",
        "groups/box/inner/memory.current": "100\n",
        "groups/box/cpu.max": "250000 100000\n",
        "groups/box/inner/cpu.max": "max 100000\n",
    })  # fmt: skip
    assert processors() == 3
    assert free_memory() == 500_000_000


def test_a_container_of_version_1(told):
    told(**{
        "proc/self/cgroup": "5:cpu,cpuacct:/box\n4:memory:/box\n",
        "groups/memory/box/memory.limit_in_bytes": "900000000\n",
        "groups/memory/box/memory.usage_in_bytes": "950000000\n",
        "groups/memory/memory.limit_in_bytes": "9223372036854771712\n",
        "groups/memory/memory.usage_in_bytes": "950000000\n",
        "groups/cpu/box/cpu.cfs_quota_us": "50000\n",
        "groups/cpu/box/cpu.cfs_period_us": "100000\n",
        "groups/cpu/cpu.cfs_quota_us": "-1\n",
        "groups/cpu/cpu.cfs_period_us": "100000\n",
    })  # fmt: skip
    assert processors() == 1
    assert free_memory() == 0.0


def test_what_cannot_be_read_limits_nothing(told):
    told(**{"proc/self/cgroup": "0::/box\n", "groups/box/memory.max": "many\n"})
    assert free_memory() == 2_000_000 * 1024


def test_a_machine_that_tells_nothing(told, monkeypatch):
    told(**{"proc/meminfo": "nothing\n"})
    monkeypatch.delattr(os, "sysconf", raising=False)
    assert free_memory() == machine.PLENTY
