"""One module for each sort of file: what it states goes to a ``Draft``, what it is not is refused."""
