"""Tiles lead to the same hashes as the plain tree, however it grew."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.core.test_proofs import entries_of, nodes_of
from volunteercloud.core import proofs, tiles


@pytest.mark.parametrize(
    ("level", "number", "width", "path"),
    [
        (0, 0, 256, "tile/0/000"),
        (0, 1_234_067, 256, "tile/0/x001/x234/067"),
        (1, 1000, 7, "tile/1/x001/000.p/7"),
        ("entries", 273, 112, "tile/entries/273.p/112"),
    ],
)
def test_paths(level, number, width, path):
    assert tiles.tile_path(level, number, width) == path


class Folder(dict):
    """Files of a tree in memory, each written once."""

    def grow(self, entries, before, after):
        first = before - before % 256
        made = tiles.grown(entries[first:after], before, after, self.__getitem__)
        for path, content in made.items():
            assert self.setdefault(path, content) == content


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(1, 700), min_size=1, max_size=5), st.data())
def test_a_tree_that_grew_in_steps_is_the_plain_tree(steps, data):
    size = sum(steps)
    entries, folder, grown = entries_of(size), Folder(), 0
    node = nodes_of(entries)
    for step in steps:
        folder.grow(entries, grown, grown + step)
        grown += step
        tree = tiles.TiledTree(grown, folder.__getitem__)
        assert tiles.root_of(grown, tree) == tiles.root_of(grown, node)
    index = data.draw(st.integers(0, size - 1), "index")
    old = data.draw(st.integers(1, size), "old")
    assert tiles.inclusion_path(index, size, tree) == tiles.inclusion_path(index, size, node)
    assert tiles.consistency_path(old, size, tree) == tiles.consistency_path(old, size, node)


def test_the_tree_of_the_specification_has_the_tiles_that_it_names():
    """70,000 leaves, the example of tlog-tiles: 273 full tiles and one of 112; one full and one of 17; one of 1."""
    folder = Folder()
    folder.grow([bytes(2)] * 70_000, 0, 70_000)
    widths = {}
    for path, content in folder.items():
        widths.setdefault(path.split("/")[1], []).append(len(content) // 32)
    assert (widths["0"], widths["1"], widths["2"]) == ([256] * 273 + [112], [256, 17], [1])
    assert {"tile/0/273.p/112", "tile/1/001.p/17", "tile/2/000.p/1", "tile/entries/273.p/112"} < set(folder)
    assert len(folder) == 2 * 274 + 3


def test_a_second_level_begins_with_65_536_leaves():
    entries = [bytes(2)] * 65_537
    whole, stepped = Folder(), Folder()
    whole.grow(entries, 0, 65_537)
    for before, after in ((0, 255), (255, 65_535), (65_535, 65_536), (65_536, 65_537)):
        stepped.grow(entries, before, after)
    assert whole == {path: stepped[path] for path in whole}
    assert (len(whole["tile/2/000.p/1"]), len(whole["tile/1/000"]), len(whole["tile/0/256.p/1"])) == (32, 8192, 32)
    tree = tiles.TiledTree(65_537, stepped.__getitem__)
    path = tiles.inclusion_path(65_000, 65_537, tree)
    leaf = proofs.leaf_hash(bytes(2))
    assert proofs.root_from_inclusion(leaf, 65_000, 65_537, path) == tiles.root_of(65_537, tree)


@given(st.lists(st.binary(max_size=50), max_size=20))
def test_bundles_give_back_their_entries(entries):
    assert tiles.unbundled(tiles.bundled(entries)) == entries


@pytest.mark.parametrize("bundle", [b"\x00", b"\x00\x02a", b"\xff\xff"])
def test_a_bundle_that_is_cut_off(bundle):
    with pytest.raises(proofs.Invalid):
        tiles.unbundled(bundle)


def test_a_tile_that_is_too_short_is_found():
    with pytest.raises(proofs.Invalid):
        tiles.root_of(2, tiles.TiledTree(2, lambda path: bytes(32)))


def test_growing_takes_exactly_the_entries_it_adds():
    with pytest.raises(proofs.Invalid):
        tiles.grown(entries_of(3), 0, 4, {}.__getitem__)
