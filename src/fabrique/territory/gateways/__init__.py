"""Outside services of the territory, each behind one door."""
