"""The torture tests detect planted faults."""

import faulthandler
import os
import signal
import time

import numpy as np

from tests.torture import mutate, remains
from tests.torture.fuzz import Inputs, Reader, fuzz

GOOD = b"a good file, with the number 17 in it"


def check(read, number=5):
    """Returns the figures of a reader that is good at first."""

    def make(folder):
        (folder / "x").write_bytes(b"")

        calls = []

        def good_or(data):
            calls.append(data)
            if len(calls) > 2:  # Good files are read twice before.
                read(data, folder)

        return Reader([GOOD], good_or, (), (ValueError,))

    return fuzz("planted", make, Inputs(number))


def findings(read, number=5):
    """Returns the kinds of findings in such a reader, and the note."""
    checked = check(read, number)
    assert checked["tried"] == number and "stopped" not in checked
    counts = {f["kind"]: f["count"] for f in checked["findings"]}
    return counts, checked["note"]


def test_refusals_and_answers_are_no_findings():
    def refuse(data, folder):
        raise ValueError("Expected another file. Received: this.")

    found, note = findings(refuse)
    assert not found and note.startswith("0 loaded, 5 rejected")
    found, note = findings(lambda data, folder: None)
    assert not found and note.startswith("5 loaded, 0 rejected")


def test_an_exception_is_found_and_placed():
    def fail(data, folder):
        raise KeyError("x")

    (kind,) = findings(fail)[0]
    assert kind.startswith("KeyError at tests/torture/test_torture.py:")


def test_a_process_that_dies_is_counted_and_followed():
    def die(data, folder):
        faulthandler.disable()  # Not a word of this one.
        os.kill(os.getpid(), signal.SIGSEGV)

    assert findings(die)[0] == {"ended by SIGSEGV": 5}


def test_what_computes_for_ever_is_ended():
    def spin(data, folder):
        while True:
            pass

    start = time.monotonic()
    assert findings(spin, number=1)[0] == {"computed for over 2 s": 1}
    assert time.monotonic() - start < 60


def test_what_is_interrupted_counts_what_was_done():
    calls = []

    def interrupt_third(data, folder):
        calls.append(data)
        if len(calls) == 3:
            os.kill(os.getppid(), signal.SIGINT)
            time.sleep(60)

    # A shell's jobs in the background ignore the signal, and so do their own.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    start = time.monotonic()
    try:
        checked = check(interrupt_third)
    finally:
        signal.signal(signal.SIGINT, before)
    assert checked["tried"] == 2 and checked["stopped"]
    assert time.monotonic() - start < 30


def test_memory_is_bounded():
    def take(data, folder):
        np.ones(2**27)  # a gigabyte

    (kind,) = findings(take)[0]
    assert "MemoryError" in kind


def test_a_link_that_leads_out_is_noticed(tmp_path):
    (tmp_path / "private").write_text("secret")

    def follow(data, folder):
        link = folder / "link"
        if not link.is_symlink():
            link.symlink_to(tmp_path / "private")
        link.read_text()

    assert findings(follow)[0] == {"reached outside": 5}


def test_a_refusal_without_words_is_found():
    def mumble(data, folder):
        raise ValueError

    (kind,) = findings(mumble)[0]
    assert kind.startswith("a refusal that is no line")


def test_an_input_can_be_made_again_and_differs_from_the_next():
    seeds = [
        mutate.Container({"": b"before", "a": b"1", "b": GOOD}),
        mutate.Container({"b": b"other"}),
    ]
    made = [mutate.mutated("x", 0, i, seeds) for i in range(200)]
    assert made == [mutate.mutated("x", 0, i, seeds) for i in range(200)]
    assert len(set(made)) > 150
    assert max(map(len, made)) <= mutate.LONGEST


def test_half_a_file_a_gap_and_a_difference_are_seen(tmp_path):
    first, second = tmp_path / "a", tmp_path / "b"
    first.mkdir()
    header = "epoch,loss,seconds\n"
    (first / "history.csv").write_text(header + "1,1.5,2\n2,1.25,2\n")
    (first / "report.json").write_text("{}")
    remains.copy(first, second)
    assert not remains.broken_files(first)
    assert not remains.differences(first, second)

    (second / "history.csv").write_text(header + "1,1.5,9\n2,1.25,9\n")
    assert not remains.differences(first, second)  # Seconds do not count.
    (second / "history.csv").write_text(header + "1,1.5,2\n3,1.25,2\n")
    (second / "report.json").write_text("{")
    broken = remains.broken_files(second)
    assert len(broken) == 2 and "epochs [1, 3]" in broken[0]
    assert len(remains.differences(first, second)) == 2
    (second / ".report.new.json").write_text("")
    assert remains.leftovers(second) == [".report.new.json"]
