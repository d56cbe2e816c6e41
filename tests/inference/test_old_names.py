"""The names documented in 0.1.0 can still be imported."""

import sys

import pytest

from arm_tf import Analyzer, reading


@pytest.mark.parametrize("old", reading.MOVED)
def test_a_name_of_0_1_0_is_found_with_a_warning(old):
    module, _, name = old.partition(".")
    with pytest.warns(DeprecationWarning, match=f"{old} is now arm_tf"):
        found = getattr(sys.modules[f"arm_tf.reading.{module}"], name)
    new_module, new_name = reading.MOVED[old]
    assert found is getattr(new_module, new_name)


def test_the_import_statements_of_0_1_0():
    with pytest.warns(DeprecationWarning):
        from arm_tf.reading.finder import Finder, Found
    with pytest.warns(DeprecationWarning):
        import arm_tf.reading.cut

        assert len(arm_tf.reading.cut.STANDARD) == 4
    assert {Finder.__name__, Found.__name__} == {"FaceDetector", "Detection"}


def test_the_atomic_files_of_0_1_0():
    from arm_tf.files import atomic_files as new

    with pytest.warns(DeprecationWarning, match="arm_tf.files.atomic_files"):
        from arm_tf import atomic_files
    assert atomic_files is new


def test_a_name_that_never_was():
    with pytest.raises(AttributeError, match="has no Nothing"):
        assert sys.modules["arm_tf.reading.finder"].Nothing
    with pytest.raises(ImportError):
        from arm_tf.reading.finder import Nothing  # noqa: F401


def test_labels_are_class_names_now(model):
    analyzer = Analyzer(model)
    with pytest.warns(DeprecationWarning, match="class_names"):
        assert analyzer.labels == analyzer.class_names
