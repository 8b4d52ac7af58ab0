"""Names and words that are let go of: shredded by schedule, recalled, erased."""
