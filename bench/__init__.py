"""Measurements beside their limits, as ratios in one run."""
