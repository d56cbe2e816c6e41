"""Measures how long the commands take to start.

    python -m benchmarks.start

Runs every --help and a wrong argument, each five times in a new process. Prints
the median in seconds; the goal is below 1.
"""

import statistics
import subprocess
import sys
import time

COMMANDS = ("read", "train", "evaluate", "export", "import", "challenge")
ROUNDS = 5


def main():
    """Prints a line for each command."""
    for command in COMMANDS:
        for argument in ("--help", "--no-such-argument"):
            seconds = statistics.median(
                _seconds(command, argument) for _ in range(ROUNDS)
            )
            print(f"arm-tf {command} {argument}: {seconds:.2f} s")


def _seconds(*arguments):
    start = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "arm_tf", *arguments], capture_output=True
    )
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
