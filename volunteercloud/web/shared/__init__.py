"""Pages that volunteers show to whom they like, as readers see them."""
