"""Backups: one archive for the database and the files, never the keys.

``frame`` knows the archive's bytes, ``manifest`` what it says of itself, ``databases`` how each engine gives
and takes a copy; ``making``, ``examining`` and ``restoring`` are the three commands of ``cli``.
"""
