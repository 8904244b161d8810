"""Figures of the notebook data_exploration."""

__all__ = []
