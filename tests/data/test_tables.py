import csv

import pytest

from arm_tf.data import tables
from arm_tf.errors import InputError


def read(path, text, columns, encoding="utf-8"):
    path.write_bytes(text.encode(encoding))
    return [cells for _, cells in tables.read_csv(path, columns)]


def test_finds_columns_by_name(tmp_path):
    text = "\ufeffa, B ,c\r\n1,2,3\r\n\r\n 4 ,5,6"
    assert read(tmp_path / "t.csv", text, ("b", "A")) == [
        ["2", "1"],
        ["5", "4"],
    ]


def test_reads_quoted_cells_like_the_csv_module(tmp_path):
    text = 'a,b\n"x, ""y""",1\nplain,2\n'
    expected = list(csv.reader(text.splitlines()))[1:]
    assert read(tmp_path / "t.csv", text, ("a", "b")) == expected


def test_keeps_names_in_other_encodings(tmp_path):
    ((name,),) = read(tmp_path / "t.csv", "a\ncaf\xe9.jpg\n", ("a",), "latin-1")
    assert name.encode("utf-8", "surrogateescape") == b"caf\xe9.jpg"


@pytest.mark.parametrize("text", ["", "a;b\n1;2\n", "a,c\n1,2\n", "1,2\n3,4\n"])
def test_a_wrong_header_is_refused(tmp_path, text):
    with pytest.raises(InputError, match="columns a, b. Received: '"):
        read(tmp_path / "t.csv", text, ("a", "b"))


@pytest.mark.parametrize("row", ["3", "3,4,5"])
def test_a_row_of_other_length_is_refused_by_number(tmp_path, row):
    with pytest.raises(
        InputError, match=r"t.csv, row 2 \(line 3\): expected 2 cells.*cut off"
    ):
        read(tmp_path / "t.csv", f"a,b\n1,2\n{row}", ("a",))


def test_rows_are_named(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("a\n\n7\n")
    ((where, _),) = tables.read_csv(path, ("a",))
    assert where == f"{path}, row 2 (line 3)"


@pytest.mark.parametrize("text, number", [("0", 0), ("6", 6), ("03", 3)])
def test_whole_numbers(text, number):
    assert tables.whole_number(text, 0, 6, "row 1", "emotion") == number


@pytest.mark.parametrize(
    "text", ["7", "-1", "1.0", "", "x", "1_0", "٣", "1e3", "9" * 5000]
)
def test_other_numbers_are_refused(text):
    with pytest.raises(
        InputError, match="row 1: expected emotion to be .* 0 to 6. Received: '"
    ) as caught:
        tables.whole_number(text, 0, 6, "row 1", "emotion")
    assert len(str(caught.value)) < 200
