import pytest

from arm_tf.desktop import paths
from arm_tf.errors import InputError
from tests.helpers.closed_folders import close
from tests.helpers.demo_scenes import level, save


def test_linked_folders_are_looked_into_once_and_hidden_ones_not(tmp_path):
    photos, nas = tmp_path / "photos", tmp_path / "nas"
    for name in ("a.png", ".thumbnails/a.png", "below/b.png"):
        (photos / name).parent.mkdir(parents=True, exist_ok=True)
        (photos / name).touch()
    nas.mkdir()
    (nas / "c.png").touch()
    (nas / "back").symlink_to(photos)
    (photos / "2024").symlink_to(nas)
    (photos / "again").symlink_to(nas)
    (photos / "gone.png").symlink_to("nowhere")
    found, others = paths.list_folder(photos)
    listed = [str(path.relative_to(photos)) for path in found]
    assert listed == ["2024/c.png", "a.png", "below/b.png"] and not others


def test_a_folder_that_may_not_be_read_is_named(tmp_path, monkeypatch):
    (tmp_path / "a.png").touch()
    (tmp_path / "closed").mkdir()
    close(monkeypatch, "closed")
    found, others = paths.list_folder(tmp_path)
    assert len(found) == 1
    told = paths.passed_over(tmp_path, others)
    assert "closed (not readable)" in told


def test_what_lies_at_paths_is_found_out_by_looking(tmp_path):
    save(tmp_path / "a.png", level(0)).rename(tmp_path / "picture")
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "b.jpg").touch()
    (tmp_path / "clip").touch()
    names = ("picture", "in", "clip", "none.jpg")
    found = paths.find([tmp_path / name for name in names], None)
    assert [path.name for path in found.pictures] == ["picture", "b.jpg"]
    assert [path.name for path in found.videos] == ["clip"]
    (told,) = found.remarks
    assert "none.jpg: no such file" in told and found.root is None
    assert paths.find([tmp_path / "in"], None).root == tmp_path / "in"
    with pytest.raises(InputError, match="none.jpg: no such file"):
        paths.find([tmp_path / "none.jpg"], None)


def test_text_is_no_video(tmp_path):
    """OpenCV would draw it as one, and find no face."""
    (tmp_path / "notes.txt").write_text("Grüße, " * 1000)
    (tmp_path / "video.avi").write_bytes(b"RIFF\x00\x10\xff\xfeAVI LIST")
    given = [tmp_path / "notes.txt", tmp_path / "video.avi"]
    found = paths.find(given, None)
    assert found.videos == given[1:]
    assert found.remarks == [f"skipped {given[0]}: a text file"]
    with pytest.raises(InputError, match=r"notes.txt: a text file\. Check"):
        paths.find(given[:1], None)


def test_a_folder_does_not_list_what_was_written_into_it(tmp_path):
    names = ["b.JPEG", "a.png", "sub/c.webp", "out/a.png", "notes.txt"]
    names += ["d.jfif", "e.avif", "f.heic", "g.HEIC", ".hidden"]
    for name in names:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    found, others = paths.list_folder(tmp_path, tmp_path / "out")
    listed = [str(path.relative_to(tmp_path)) for path in found]
    assert listed == ["a.png", "b.JPEG", "d.jfif", "e.avif", "sub/c.webp"]
    assert others == {".heic": 2, ".txt": 1}
    assert paths.passed_over("x", others) == (
        "ignored 3 files in x, not pictures by suffix: 2 .heic, 1 .txt"
    )
    with pytest.raises(InputError, match="which has none"):
        paths.list_folder(tmp_path / "a.png", tmp_path / "out")
