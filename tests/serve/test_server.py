"""The service as a program: start, slow clients, shutdown."""

import concurrent.futures
import contextlib
import io
import os
import pathlib
import signal
import socket
import subprocess
import sys
import time
import zlib

import httpx
import pytest

from arm_tf.commands.serve import main
from arm_tf.inference.analyzer import Analyzer
from arm_tf.serve import server

ROOT = pathlib.Path(__file__).resolve().parents[2]
PHOTO = (ROOT / "docs/images/astronaut_photo.jpg").read_bytes()
STARTS = 120  # seconds that it may take on a very busy machine


@contextlib.contextmanager
def serving(**environment):
    """Starts a server; yields its process and its address."""
    with socket.create_server(("127.0.0.1", 0)) as one:
        port = one.getsockname()[1]
    with subprocess.Popen(
        [sys.executable, "-m", "arm_tf", "serve", f"--port={port}"],
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            line = process.stdout.readline()
            assert line.startswith("listening at "), process.stderr.read()
            yield process, f"http://127.0.0.1:{port}"
        finally:
            process.kill()


@pytest.fixture(scope="module")
def running():
    with serving() as (process, url):
        yield process, url


def post(url, picture):
    return httpx.post(f"{url}/v1/read", files={"file": picture}, timeout=60)


def bomb(side):
    """Returns the start of a PNG of `side` x `side` black pixels."""

    def chunk(name, data):
        code = zlib.crc32(name + data).to_bytes(4, "big")
        return len(data).to_bytes(4, "big") + name + data + code

    size = side.to_bytes(4, "big") * 2
    out = io.BytesIO(b"\x89PNG\r\n\x1a\n")
    out.seek(0, io.SEEK_END)
    out.write(chunk(b"IHDR", size + b"\x08\x02\x00\x00\x00"))
    pixels = zlib.compress(bytes(10_000_000), 9)
    out.write(chunk(b"IDAT", pixels) + chunk(b"IEND", b""))
    return out.getvalue()


def memory(process):
    """Returns the peak memory of a process, in bytes."""
    status = pathlib.Path(f"/proc/{process.pid}/status").read_text()
    return 1024 * int(status.split("VmHWM:")[1].split()[0])


def test_a_decompression_bomb_is_refused_before_it_is_unpacked(running):
    process, url = running
    before = memory(process)
    answer = post(url, bomb(20_000))
    assert answer.status_code == 422
    assert "at most 50 megapixels" in answer.json()["error"]
    assert memory(process) - before < 200 * 2**20  # unpacked, it is 1.2 GB


def test_many_clients_get_the_right_answers(running):
    _, url = running

    def ask(number):
        picture = PHOTO if number % 2 else b"no picture"
        return "faces" in post(url, picture).json()["results"][0]

    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        found = list(pool.map(ask, range(40)))
    assert found == [bool(number % 2) for number in range(40)]


def test_the_docs_example_prints_the_face(running, tmp_path):
    _, url = running
    page = (ROOT / "docs/service.md").read_text("utf-8")
    code = page.split("```python")[1].split("```")[0]
    (tmp_path / "photo.jpg").write_bytes(PHOTO)
    done = subprocess.run(
        [sys.executable, "-c", code.replace("http://127.0.0.1:8000", url)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    (face,) = Analyzer(threads=1).read(PHOTO)
    assert done.stdout.split()[0] == face.label, done.stderr


def test_a_client_that_says_nothing_is_left(monkeypatch):
    # In this process, as the program's limit is too long for a test.
    import asyncio

    import uvicorn

    async def talk(port):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"POST /v1/read HTTP/1.1\r\nHost: ")
        data = await asyncio.wait_for(reader.read(), 30)
        writer.close()
        return data

    async def run():
        async def app(scope, receive, send):
            raise AssertionError("nothing was asked")

        listener = server.listen("127.0.0.1", 0)
        http = server.SlowHeadProtocol
        one = uvicorn.Server(uvicorn.Config(app, http=http, lifespan="off"))
        task = asyncio.create_task(one.serve([listener]))
        data = await talk(listener.getsockname()[1])
        one.should_exit = True
        await task
        return data

    monkeypatch.setattr(server, "HEAD_SECONDS", 0.1)
    assert asyncio.run(run()) == b""


def test_what_was_begun_is_answered_before_the_end():
    with serving() as (process, url), httpx.Client(timeout=60) as client:
        client.get(f"{url}/health")

        def body():
            head = b'--x\r\nContent-Disposition: form-data; name="file"; '
            yield head + b'filename="a.jpg"\r\n\r\n' + PHOTO
            process.send_signal(signal.SIGTERM)
            time.sleep(1)
            yield b"\r\n--x--\r\n"

        answer = client.post(
            f"{url}/v1/read",
            content=body(),
            headers={"content-type": "multipart/form-data; boundary=x"},
        )
        assert len(answer.json()["results"][0]["faces"]) == 1
        assert process.wait(60) == 0
        assert "error" not in process.stderr.read()


def test_an_answer_does_not_wait_for_a_receipt():
    option = socket.IPPROTO_TCP, socket.TCP_NODELAY
    with server.listen("127.0.0.1", 0) as listener:
        with socket.create_connection(listener.getsockname()):
            with listener.accept()[0] as connection:
                assert connection.getsockopt(*option)


def test_a_taken_port_is_told_in_one_line(capsys):
    with socket.create_server(("127.0.0.1", 0)) as one:
        assert main(["--port", str(one.getsockname()[1])]) == 2
    told = capsys.readouterr().err
    assert "Address already in use. Give another --host or --port" in told


@pytest.mark.parametrize("port", ["-1", "70000"])
def test_a_port_that_is_none_is_told_in_one_line(port, capsys):
    assert main([f"--port={port}"]) == 2
    assert f"port {port}" in capsys.readouterr().err


@pytest.mark.parametrize(
    "host, expected",
    [("127.0.0.1", True), ("::1", True), ("localhost", True)]
    + [("0.0.0.0", False), ("::", False), ("example.org", False)],
)
def test_knows_addresses_of_this_machine(host, expected):
    assert server.is_loopback(host) is expected
