"""What the desk reads of the directory: lists, sheets with their origins, pairs side by side, imports."""
