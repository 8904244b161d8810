"""Figures of the notebook training_from_scratch."""

__all__ = []
