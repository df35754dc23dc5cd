"""The figures of the equipment: of one organisation for who may see them, or of all of them for everybody."""
