"""How procedures are found: flat arrays built once, sets of bits to choose from all, a second look at the best."""
