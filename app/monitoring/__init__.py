"""Lights, clocks and time in stage: nightly recalculation, supervision notices, velocity."""
