"""The number of processors, and what is held while they work."""

import os

import pytest

from arm_tf import machine


@pytest.mark.parametrize(
    "files, expected",
    [
        ({"cpu.max": "200000 100000\n"}, 2),
        ({"cpu.max": "50000 100000\n"}, 1),
        ({"cpu.max": "max 100000\n"}, 64),
        ({"cpu.max": "odd\n"}, 64),
        (
            {"cpu/cpu.cfs_quota_us": "300000", "cpu/cpu.cfs_period_us": "1000"},
            64,
        ),
        ({"cpu/cpu.cfs_quota_us": "3000", "cpu/cpu.cfs_period_us": "1000"}, 3),
        ({"cpu/cpu.cfs_quota_us": "-1", "cpu/cpu.cfs_period_us": "1000"}, 64),
        ({}, 64),
    ],
)
def test_a_containers_share_of_the_processors(
    tmp_path, monkeypatch, files, expected
):
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    monkeypatch.setattr(machine, "CGROUP", tmp_path)
    monkeypatch.setattr(
        os, "sched_getaffinity", lambda _: set(range(64)), raising=False
    )
    assert machine.cpus() == expected


def test_results_come_in_order_and_few_are_held():
    begun, held = [], []

    def job(number):
        begun.append(number)  # atomic
        return number

    jobs = ((lambda n=n: job(n)) for n in range(100))
    for done, number in enumerate(machine.in_order(jobs, threads=4)):
        assert number == done
        held.append(len(begun) - done)
    assert len(begun) == 100
    assert max(held) <= 5


def test_many_processors_do_not_mean_many_pictures(monkeypatch):
    monkeypatch.setattr(machine, "cpus", lambda: 512)
    begun = []
    jobs = ((lambda n=n: begun.append(n)) for n in range(1000))
    results = machine.in_order(jobs)
    next(results)
    results.close()
    assert len(begun) <= machine.THREADS


def test_an_error_ends_the_jobs_that_wait():
    begun = []

    def job(number):
        begun.append(number)
        if number == 2:
            raise KeyError(number)

    with pytest.raises(KeyError):
        list(machine.in_order((lambda n=n: job(n)) for n in range(1000)))
    assert len(begun) < 50
