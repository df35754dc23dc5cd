"""The guide's engine: the published directory in memory, needs in plain words, filters, opening, search."""
