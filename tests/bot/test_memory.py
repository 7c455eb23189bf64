"""The collector is tuned once, and what the imports left is never gone over again."""

import gc

from svodka.bot import settle_memory


def test_what_the_imports_left_is_frozen_and_collections_are_rare() -> None:
    before = gc.get_threshold()
    try:
        settle_memory()

        assert gc.get_freeze_count() > 10_000
        assert gc.get_threshold() == (50_000, 20, 50)
    finally:
        gc.unfreeze()
        gc.set_threshold(*before)
