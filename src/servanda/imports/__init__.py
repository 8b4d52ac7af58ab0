"""Files of others made ours: agreements, units, people and partners; all or nothing, with every fault listed."""
