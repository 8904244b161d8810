"""Figures of the notebook error_analysis."""

__all__ = []
