import pytest

from workshop_kit import measure


def test_every_name_of_the_face_loads_and_hides_no_module():
    for name in measure.__all__:
        assert callable(getattr(measure, name)), name
    assert set(measure.__all__) <= set(dir(measure))
    with pytest.raises(AttributeError, match="nonsense"):
        measure.nonsense  # noqa: B018
