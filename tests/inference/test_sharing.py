"""One Analyzer for several threads, and for many pictures."""

import concurrent.futures
import copy
import dataclasses
import gc
import pickle
import threading
import weakref

import numpy as np
import pytest

from arm_tf import Analyzer
from arm_tf.errors import InputError
from arm_tf.inference.results import Faces
from tests.helpers.demo_scenes import save, save_video, scene

PLACES = ((150, 100, 160), (20, 30, 140), (250, 60, 200))


@pytest.fixture(scope="module")
def analyzer(model):
    return Analyzer(model, threads=1)


@pytest.fixture(scope="module")
def pictures():
    return [scene(), *(scene(place) for place in PLACES)]


def test_each_thread_gets_its_own_pictures_answer(analyzer, pictures):
    right = [analyzer.read(picture) for picture in pictures]
    assert [len(faces) for faces in right] == [0, 1, 1, 1]
    start = threading.Barrier(4)

    def read(thread):
        start.wait()
        order = np.random.default_rng(thread).permutation(12) % 4
        return [(n, analyzer.read(pictures[n]).to_dict()) for n in order]

    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        for answers in pool.map(read, range(4)):
            for number, answer in answers:
                assert answer == right[number].to_dict()
    assert len(analyzer._free) <= 4  # networks, used again


def test_a_stream_is_in_order_and_goes_on_after_errors(
    analyzer, pictures, tmp_path
):
    broken = tmp_path / "broken.jpg"
    broken.write_text("no picture")
    xs = [pictures[1], broken, "none.jpg", pictures[2], 3]
    for workers in (1, 3):
        results = list(analyzer.stream(xs, workers=workers))
        assert results[0] == analyzer.read(pictures[1])
        assert results[3] == analyzer.read(pictures[2])
        for index, told in ((1, "broken.jpg"), (2, "No such"), (4, "int")):
            assert isinstance(results[index], InputError)
            assert told in str(results[index])


def test_a_stream_takes_pictures_as_it_needs_them(analyzer, pictures):
    alive = []

    def endless():
        while True:
            picture = pictures[0].copy()
            alive.append(weakref.ref(picture))
            yield picture

    results = analyzer.stream(endless(), workers=2)
    for _ in range(20):
        faces = next(results)
    results.close()
    assert len(alive) < 25
    del faces
    gc.collect()
    assert sum(ref() is not None for ref in alive) <= 3


def test_a_list_keeps_answers_and_no_files_pixels(analyzer, pictures, tmp_path):
    path = save(tmp_path / "a.png", pictures[1])
    (tmp_path / "bad.jpg").write_text("no picture")
    one, bad, two = analyzer.read([path, tmp_path / "bad.jpg", pictures[1]])
    assert isinstance(bad, InputError)
    assert one._image is None and one[0] == two[0]
    assert np.array_equal(one.plot(), two.plot())
    save(path, pictures[1][:100])
    with pytest.raises(InputError, match="another size"):
        one.plot()
    path.unlink()
    with pytest.raises(InputError, match="No such file"):
        one.plot()
    assert one.to_dict()["width"] == 480


def test_results_are_values(analyzer, pictures):
    faces, again = (analyzer.read(pictures[1]) for _ in range(2))
    other = analyzer.read(pictures[2])
    assert faces == again and faces[0] == again[0] and faces != other
    assert len({faces, again, other}) == 2
    assert len({faces[0], again[0], other[0]}) == 2
    assert pickle.loads(pickle.dumps(faces)) == faces
    assert copy.deepcopy(faces) == faces
    assert dataclasses.asdict(faces[0])["label"] == faces[0].label
    assert faces != [] and repr(faces).startswith("<1 face: ")


@pytest.mark.parametrize(
    "change",
    [
        lambda image: image,
        lambda image: np.dstack([image, image[..., :1]]),
        lambda image: image[..., 0],
        lambda image: image.astype("uint16") * 257,
        np.asfortranarray,
    ],
    ids=["rgb", "rgba", "grey", "deep", "fortran"],
)
def test_a_buffer_that_is_used_again_changes_no_result(
    analyzer, pictures, change
):
    buffer = change(pictures[1].copy())
    faces = analyzer.read(buffer)
    before = faces.plot()
    buffer[:] = 0
    assert np.array_equal(faces.plot(), before)


def test_an_analyzer_can_be_sent_to_another_process(analyzer, pictures):
    for other in (pickle.loads(pickle.dumps(analyzer)), copy.copy(analyzer)):
        assert other.read(pictures[1]) == analyzer.read(pictures[1])


def test_a_result_is_saved_as_it_is_plotted(analyzer, pictures, tmp_path):
    faces = analyzer.read(pictures[1])
    faces.save(tmp_path / "a.png")
    assert isinstance(analyzer.read(tmp_path / "a.png"), Faces)
    data = (tmp_path / "a.png").read_bytes()
    assert data == faces._repr_png_()
    with pytest.raises(InputError, match="Received: .*a.txt"):
        faces.save(tmp_path / "a.txt")


def test_a_video_gives_numbered_faces(analyzer, tmp_path):
    frames = [scene((100 + 6 * step, 90, 180)) for step in range(6)]
    path = save_video(tmp_path / "a.mp4", frames)
    shots = list(analyzer.video(path))
    assert [seconds for seconds, _ in shots] == pytest.approx(
        [step / 25 for step in range(6)], abs=0.01
    )
    assert [[face.number for face in faces] for _, faces in shots] == 6 * [[1]]
    lefts = [faces[0].box[0] for _, faces in shots]
    assert lefts == sorted(lefts) and lefts[-1] > lefts[0] + 20
    by_hand = analyzer.video((step / 25, f) for step, f in enumerate(frames))
    assert len(list(by_hand)) == 6
    with pytest.raises(InputError, match="none.mp4"):
        next(analyzer.video(tmp_path / "none.mp4"))
