"""Organisations, users, roles, sign-in."""
