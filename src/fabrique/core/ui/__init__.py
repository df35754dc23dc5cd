"""The parts of the interface that know no domain: theme, components, formats, registries of the shell."""
