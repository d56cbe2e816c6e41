"""Measures the throughput of `arm-tf serve` and of the `Analyzer` alone.

    python -m benchmarks.serving
    python -m benchmarks.serving --requests 10000

Starts a server on 127.0.0.1 and sends it one photograph from another process,
by 1, 8 and 32 clients at a time; every response is compared with the
`Analyzer`'s result. In between, the `Analyzer` reads the same photograph in as
many threads as the server has workers; the ratio of both rates is printed. The
clients share the server's processors here, unlike in production.
"""

import contextlib
import http.client
import json
import multiprocessing
import pathlib
import socket
import subprocess
import sys
import threading
import time

import numpy as np

from arm_tf import Analyzer, machine
from arm_tf.commands.arguments import Parser
from arm_tf.errors import command_line

PHOTO = pathlib.Path(__file__).resolve().parents[1] / (
    "docs/images/astronaut_photo.jpg"
)
CLIENTS = (1, 8, 32)
HEAD = (
    b'--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n'
)
HEADERS = {"Content-Type": "multipart/form-data; boundary=x"}


@command_line
def main(argv=None):
    """Runs the command line."""
    parser = Parser("", __doc__)
    parser.add_argument("--requests", type=int, default=1000, help="in all")
    args = parser.parse_args(argv)
    number = args.requests // len(CLIENTS) + 1
    analyzer = Analyzer(threads=1)
    wanted = analyzer.read(str(PHOTO)).to_dict()
    del wanted["file"]
    with _server() as port, multiprocessing.Pool(1) as pool:
        print("clients  requests/s  alone/s  ratio  p50 ms  p99 ms  wrong")
        for clients in CLIENTS:
            before = _alone(analyzer, number)
            job = (port, clients, number, wanted)
            seconds, times, wrong = pool.apply(_load, job)
            rate = len(times) / seconds
            alone = (before + _alone(analyzer, number)) / 2
            p50, p99 = 1000 * np.quantile(times, (0.5, 0.99))
            print(
                f"{clients:7}  {rate:10.1f}  {alone:7.1f}  {rate / alone:5.2f}"
                f"  {p50:6.1f}  {p99:6.1f}  {wrong:5}",
                flush=True,
            )


@contextlib.contextmanager
def _server():
    with socket.create_server(("127.0.0.1", 0)) as one:
        port = one.getsockname()[1]
    command = [sys.executable, "-m", "arm_tf", "serve", f"--port={port}"]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        process.stdout.readline()  # until it listens
        try:
            yield port
        finally:
            process.terminate()


def _alone(analyzer, number):
    """Returns how many pictures per second the `Analyzer` reads."""
    content = PHOTO.read_bytes()
    begin = time.perf_counter()
    for _ in analyzer.stream((content for _ in range(number)), machine.cpus()):
        pass
    return number / (time.perf_counter() - begin)


def _load(port, clients, number, wanted):
    """Returns total seconds, those per request, and wrong responses."""
    numbers, times, wrong = iter(range(number)), [], []
    body = HEAD + PHOTO.read_bytes() + b"\r\n--x--\r\n"
    lock = threading.Lock()

    def client():
        connection = http.client.HTTPConnection("127.0.0.1", port)
        while True:
            with lock:
                if next(numbers, None) is None:
                    return
            begin = time.perf_counter()
            connection.request("POST", "/v1/read", body, HEADERS)
            answer = connection.getresponse().read()
            times.append(time.perf_counter() - begin)
            if json.loads(answer) != {"results": [wanted]}:
                wrong.append(answer)

    threads = [threading.Thread(target=client) for _ in range(clients)]
    begin = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return time.perf_counter() - begin, times, len(wrong)


if __name__ == "__main__":
    raise SystemExit(main())
