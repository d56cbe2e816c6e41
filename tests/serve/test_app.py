"""The service's responses and errors, without a network."""

import base64
import functools
import pathlib

import anyio
import cv2
import httpx
import numpy as np
import pytest

from arm_tf.inference.analyzer import Analyzer
from arm_tf.serve.app import build_app
from arm_tf.serve.limits import Limits
from arm_tf.serve.readers import Readers

PHOTO = (
    pathlib.Path(__file__).resolve().parents[2]
    / "docs/images/astronaut_photo.jpg"
).read_bytes()
GREY = cv2.imencode(".png", np.full((48, 64, 3), 128, "uint8"))[1].tobytes()
FORM = {"content-type": "multipart/form-data; boundary=x"}
JSON = {"content-type": "application/json"}


@pytest.fixture(scope="module")
def analyzer():
    return Analyzer(threads=1)


@pytest.fixture
def ask(analyzer):
    """Returns a function that sends a request and returns the response."""
    return functools.partial(_ask, analyzer)


def _ask(analyzer, path="/v1/read", method="POST", prepare=None, **request):
    options = {k: request.pop(k) for k in ("token", "page") if k in request}
    limits = request.pop("limits", Limits())

    async def run():
        readers = Readers(analyzer, 1, limits)
        if prepare:
            prepare(readers)
        async with client_of(readers, **options) as client:
            return await client.request(method, path, **request)

    return anyio.run(run)


def client_of(readers, **options):
    transport = httpx.ASGITransport(build_app(readers, **options))
    return httpx.AsyncClient(transport=transport, base_url="http://test")


def files(*contents):
    return [("file", ("picture", content)) for content in contents]


def test_a_photograph_gets_the_analyzers_answer(ask, analyzer):
    answer = ask(files=files(PHOTO))
    assert answer.status_code == 200
    wanted = analyzer.read(PHOTO).to_dict()
    del wanted["file"]
    assert answer.json() == {"results": [wanted]}
    assert [face["face"] for face in wanted["faces"]] == [1]


def test_a_broken_picture_has_an_error_and_the_others_their_answers(ask):
    found = ask(files=files(GREY, PHOTO[:3000], PHOTO)).json()["results"]
    assert found[0] == {"width": 64, "height": 48, "faces": []}
    assert found[1].keys() == {"error"}
    assert "Expected a picture" in found[1]["error"]
    assert len(found[2]["faces"]) == 1


def test_json_is_answered_as_a_form(ask):
    texts = [base64.b64encode(one).decode() for one in (PHOTO, GREY)]
    answer = ask(json={"images": texts})
    assert answer.json() == ask(files=files(PHOTO, GREY)).json()


@pytest.mark.parametrize(
    "status, sentence, request_",
    [
        (400, "1 to 16 pictures", {"json": {"images": []}}),
        (400, "at most 16 pictures", {"files": files(*[GREY] * 17)}),
        (400, "1 to 16 pictures", {"json": {"images": [""] * 17}}),
        (400, "as the field `file`", {"files": [("file", (None, "text"))]}),
        (400, "pictures in base64", {"json": {"images": ["no base64!"]}}),
        (400, "pictures in base64", {"json": ["images"]}),
        (400, "pictures in base64", {"json": {"images": "abcd"}}),
        (400, "in base64", {"content": b"[" * 100_000, "headers": JSON}),
        (400, "`file` of a form", {"content": b"--y", "headers": FORM}),
        (415, "multipart/form-data or", {"content": PHOTO}),
        (413, "most 32 MiB", {"content": b"0" * (2**25 + 1), "headers": FORM}),
    ],
)
def test_what_is_not_asked_rightly_is_refused(ask, status, sentence, request_):
    answer = ask(**request_)
    assert answer.status_code == status
    assert answer.json().keys() == {"error"}
    assert sentence in answer.json()["error"]
    assert "Received: " in answer.json()["error"]


def test_a_body_of_unknown_length_is_cut_off_at_the_limit(ask):
    sent = 0

    async def endless():
        nonlocal sent
        yield b'--x\r\nContent-Disposition: form-data; name="file"; '
        yield b'filename="a"\r\n\r\n'
        while True:
            sent += 2**20
            yield bytes(2**20)

    answer = ask(content=endless(), headers=FORM)
    assert answer.status_code == 413
    assert sent <= 2 * Limits().body_bytes


def test_a_body_that_does_not_arrive_is_refused(ask):
    async def slow():
        yield b"--x\r\n"
        await anyio.sleep(5)

    limits = Limits(arrival_seconds=0.1)
    answer = ask(content=slow(), headers=FORM, limits=limits)
    assert answer.status_code == 408
    assert "within 0.1 seconds" in answer.json()["error"]


def test_one_request_too_many_is_sent_away(ask):
    def fill(readers):
        readers.waiting = Limits().waiting

    answer = ask(files=files(GREY), prepare=fill)
    assert answer.status_code == 429
    assert answer.headers["retry-after"] == "1"


def test_who_waits_too_long_for_a_worker_is_sent_away(ask):
    def take_the_worker(readers):
        readers._turns.acquire_on_behalf_of_nowait("another request")

    limits = Limits(queue_seconds=0.05)
    answer = ask(files=files(GREY), limits=limits, prepare=take_the_worker)
    assert answer.status_code == 503
    assert "free worker" in answer.json()["error"]


@pytest.mark.parametrize(
    "given, status",
    [(None, 401), ("Bearer wrong", 401), ("secret", 401), ("Bearer é", 401)]
    + [("Bearer secret", 200)],
)
def test_a_token_is_asked_for(ask, given, status):
    headers = {"authorization": given.encode("latin-1")} if given else {}
    answer = ask(files=files(GREY), headers=headers, token="secret")
    assert answer.status_code == status


def test_health_and_metrics_need_no_token_and_count(ask, analyzer):
    assert ask("/health", "GET", token="secret").json()["status"] == "ok"

    async def run():
        async with client_of(Readers(analyzer, 1, Limits())) as client:
            await client.post("/v1/read", files=files(PHOTO, PHOTO[:99]))
            await client.post("/v1/read", content=b"")
            return (await client.get("/metrics")).text

    lines = anyio.run(run).splitlines()
    assert "arm_tf_pictures_total 1.0" in lines
    assert "arm_tf_broken_total 1.0" in lines
    assert "arm_tf_faces_total 1.0" in lines
    assert 'arm_tf_refused_total{status="415"} 1.0' in lines
    assert "arm_tf_request_seconds_count 1.0" in lines
    assert "arm_tf_waiting 0.0" in lines


def test_the_docs_tell_every_refusal(ask):
    page = ask("/docs", "GET").text
    limits = Limits()
    for status in (400, 401, 408, 413, 415, 422, 429, 503):
        assert f"<td>{status}</td>" in page
    assert f"more than {limits.pictures};" in page
    assert f"more than {limits.body_bytes // 2**20} MiB" in page
    assert f"more than {limits.pixels // 10**6} megapixels" in page
    assert f"more than {limits.waiting} requests" in page
    assert f"more than {limits.arrival_seconds:g} seconds" in page


def test_the_page_is_served_with_what_it_needs(ask, tmp_path):
    text = """<meta http-equiv="Content-Security-Policy"
      content="default-src 'self'">"""
    (tmp_path / "index.html").write_text(text)
    (tmp_path / "worker.js").write_text("1")
    answer = ask("/", "GET", page=tmp_path)
    assert answer.text == text
    assert answer.headers["cross-origin-embedder-policy"] == "require-corp"
    worker = ask("/worker.js", "GET", page=tmp_path)
    policy = worker.headers["content-security-policy"]
    assert policy == "default-src 'self'; frame-ancestors 'none'"
    assert ask("/../secret", "GET", page=tmp_path).status_code == 404
    assert ask("/", "GET").headers["location"] == "/docs"
