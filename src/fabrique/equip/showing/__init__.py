"""Pure parts of the figures: distributions, footprints, charts, legal targets."""
