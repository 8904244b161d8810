"""Figures of the notebook softmax_cross_entropy."""

__all__ = []
