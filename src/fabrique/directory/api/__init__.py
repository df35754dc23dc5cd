"""The public REST API of the directory, under ``/api/v1/``: open, read-only, without account."""
