"""Fixtures of this folder: started centers."""

from tests.harness.centers import center, make_center

__all__ = ["center", "make_center"]
