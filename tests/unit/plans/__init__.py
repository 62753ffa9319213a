"""Tests of `app/plans`."""
