import pytest

from arm_tf.data.images import listing
from arm_tf.errors import InputError
from tests.helpers.closed_folders import close


@pytest.mark.parametrize(
    "name, fault",
    [
        ("gone", "does not exist"),
        ("file", "is not a folder"),
        ("new", "is empty"),
    ],
)
def test_the_data_folder_must_hold_something(tmp_path, name, fault):
    (tmp_path / "file").touch()
    (tmp_path / "new").mkdir()
    with pytest.raises(InputError, match=f"Expected a folder with x.*{fault}"):
        listing.open_root(tmp_path / name, "x")


def test_the_data_folder_may_be_in_the_home_folder(tmp_path, monkeypatch):
    (tmp_path / "faces" / "a").mkdir(parents=True)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert listing.open_root("~/faces", "x") == tmp_path / "faces"


@pytest.mark.parametrize(
    "name",
    [
        "../a.jpg",
        "a/../../b.jpg",
        "/etc/a.jpg",
        "a\\..\\..\\b.jpg",
        "C:\\a.jpg",
        "C:a.jpg",
        "\\\\server\\share\\a.jpg",
        "a\0.jpg",
        "",
        ".",
    ],
)
def test_names_cannot_leave_the_data_folder(name):
    with pytest.raises(InputError, match="labels, row 3: expected the name"):
        listing.inside(name, "labels, row 3")


@pytest.mark.parametrize(
    "name", ["a.jpg", "689/a b..jpg", "./a.jpg", "..a.jpg"]
)
def test_names_below_the_data_folder_are_kept(name):
    assert listing.inside(name, "row 1") == name


def test_lists_images_by_class_in_a_fixed_order(tmp_path):
    for name in ("b/2.PNG", "b/10.jpg", "a/1.jpeg", "c/1.jpg", "b/.x.png"):
        (tmp_path / "part" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "part" / name).touch()
    for name in ("b/notes.txt", ".DS_Store", "readme.png"):
        (tmp_path / "part" / name).touch()
    for name in (".git", "__MACOSX"):
        (tmp_path / "part" / name).mkdir()
    found = listing.list_classes(
        tmp_path, tmp_path / "part", {"a": "fear", "b": "anger"}.get
    )
    assert found.names == ["part/a/1.jpeg", "part/b/10.jpg", "part/b/2.PNG"]
    assert found.expressions == ["fear", "anger", "anger"]
    assert len(found) == 3


def test_an_empty_class_folder_is_refused(tmp_path):
    (tmp_path / "a").mkdir()
    with pytest.raises(InputError, match=r"Expected images .* in .*a\. Rec"):
        listing.list_classes(tmp_path, tmp_path, str)


def test_two_folders_of_one_class_are_refused(tmp_path):
    for name in ("Happy", "happiness"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "1.png").touch()
    with pytest.raises(InputError, match="Happy and happiness, both joy"):
        listing.list_classes(tmp_path, tmp_path, lambda name: "joy")


def test_a_name_of_thousands_of_characters_is_shown_in_part():
    with pytest.raises(InputError, match="Received: '/xxx") as caught:
        listing.inside("/" + "x" * 5000, "labels.csv, row 1")
    assert len(str(caught.value)) < 500


def class_tree(root, *names):
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).touch()


def test_pictures_in_folders_below_their_classs_are_used(tmp_path):
    """As people re-sort CK+ and JAFFE: by person, by day."""
    class_tree(
        *(tmp_path, "a/1.jpg", "a/person/2.jpg", "a/person/day/3.png"),
        *("a/person/notes.txt", "a/.thumbnails/1.jpg", "a/__MACOSX/1.jpg"),
        *("a/day/run/config.json", "a/day/run/curves.png", "b/only/4.jpg"),
    )
    found = listing.list_classes(tmp_path, tmp_path, str)
    assert found.names == [
        *("a/1.jpg", "a/person/2.jpg", "a/person/day/3.png"),
        "b/only/4.jpg",
    ]
    assert found.expressions == ["a", "a", "a", "b"]
    assert found.nested == 3
    assert found.others == ("a/person/notes.txt",)


def test_linked_folders_are_used_inside_the_data_alone(tmp_path, monkeypatch):
    root = tmp_path / "data"
    class_tree(tmp_path, "data/a/1.jpg", "data/b/1.jpg", "elsewhere/2.jpg")
    (root / "a" / "more").symlink_to(root / "b")
    (root / "a" / "back").symlink_to(root / "a")
    found = listing.list_classes(root, root, str)
    assert found.names == ["a/1.jpg", "a/more/1.jpg", "b/1.jpg"]
    for place in ("a/out", "c"):
        (root / place).symlink_to(tmp_path / "elsewhere")
        with pytest.raises(
            InputError,
            match="link out of the data folder.*ARM_TF_FOLLOW_LINKS=1",
        ):
            listing.list_classes(root, root, str)
        with monkeypatch.context() as patch:
            patch.setenv("ARM_TF_FOLLOW_LINKS", "1")
            found = listing.list_classes(root, root, str)
        assert f"{place}/2.jpg" in found.names
        (root / place).unlink()


def test_a_folder_that_may_not_be_listed_is_no_empty_one(tmp_path, monkeypatch):
    class_tree(tmp_path, "a/1.jpg", "a/closed/2.jpg")
    close(monkeypatch, "closed")
    with pytest.raises(PermissionError, match="closed"):
        listing.list_classes(tmp_path, tmp_path, str)
