"""Figures of the notebook preprocessing."""

__all__ = []
