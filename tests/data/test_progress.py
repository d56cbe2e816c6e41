import io

from arm_tf.data.progress import track


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_is_silent_where_nobody_looks(capsys):
    assert list(track(iter("abc"), "Reading", 3)) == ["a", "b", "c"]
    assert capsys.readouterr() == ("", "")


def test_shows_what_is_done_on_a_terminal(monkeypatch):
    terminal = Terminal()
    monkeypatch.setattr("sys.stderr", terminal)
    assert list(track("abc", "Reading")) == ["a", "b", "c"]
    assert "Reading" in terminal.getvalue()
    assert "100%" in terminal.getvalue()
