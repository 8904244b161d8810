"""Exercises of this notebook."""
