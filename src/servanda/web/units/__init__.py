"""The directory of units: changed, reviewed and published, and what still stands in closed units."""
