"""Who gets which device: published rules, an order that anyone can recompute, the best fit within it.

Pure: it knows facts (``facts``), rules kept as data (``rules``, ``default.toml``), and the kernel that serves
an order exactly. It reads no table; the pages and the command bring it what it needs.
"""
