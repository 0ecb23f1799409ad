from hypothesis import given
from hypothesis import strategies as st

from authbench.journal.places import Places


@given(st.lists(st.integers(0, 40), unique=True), st.lists(st.integers(0, 60), max_size=4))
def test_it_is_a_table_of_what_is_still_there(ids: list[int], borders: list[int]) -> None:
    places, known = Places(), {}
    for number, id_ in enumerate(ids):
        places.add(id_, 2 * number)
        known[id_] = 2 * number
        if number < len(borders):
            places.forget_before(borders[number])
            known = {one: place for one, place in known.items() if place >= borders[number]}
        assert len(places) == len(known)
        assert {one: places.get(one) for one in range(41)} == {one: known.get(one) for one in range(41)}


def test_what_is_forgotten_gives_its_room_back() -> None:
    places = Places()
    for number in range(20_000):
        places.add(number, number)
        places.forget_before(number - 100)
    assert len(places) == 101
    assert len(places._keys) < 6000
    assert places.get(19_950) == 19_950
    assert places.get(19_000) is None


def test_an_id_can_come_again_after_everything_was_forgotten() -> None:
    places = Places()
    places.add(7, 0)
    places.forget_before(1)
    places.add(3, 1)
    places.add(7, 2)
    assert [places.get(3), places.get(7), len(places)] == [1, 2, 2]
