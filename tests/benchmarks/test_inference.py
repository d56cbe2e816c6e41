import pathlib

from benchmarks import inference

GOLDEN = pathlib.Path(__file__).resolve().parents[1] / "golden/demo_model"
MODEL = GOLDEN / "model.tflite"


def test_files_take_turns(capsys):
    code = inference.main([str(MODEL), "--threads", "1", "--rounds", "2"])
    head, row = capsys.readouterr().out.splitlines()
    assert code == 0 and "1 thread" in head
    size = MODEL.stat().st_size / 1e6
    assert f"{size:.2f} MB" in row and row.endswith("1.00")


def test_the_ratio_says_how_many_times_as_fast_as_the_first():
    files = {"slow": b"1234", "fast": b"12"}
    times = {1: {"slow": 4.0, "fast": 1.0}, 2: {"slow": 3.0, "fast": 1.5}}
    _, slow, fast = inference.table(files, times)
    assert slow.split()[3:] == "4.00 ms 1.00 3.00 ms 1.00".split()
    assert fast.split()[3:] == "1.00 ms 4.00 1.50 ms 2.00".split()


def test_what_is_no_exported_file(capsys):
    assert inference.main([str(GOLDEN / "model.json")]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert "Expected a .tflite file. Received: " in line
