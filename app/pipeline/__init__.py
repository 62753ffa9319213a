"""Stages, gates and moves."""
