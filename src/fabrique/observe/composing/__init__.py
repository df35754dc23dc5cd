"""Contents made from what the observatory knows: each says one subject, whatever form it is given."""
