"""What pages ask: one module for each part of the observatory."""
