"""How procedures are found: built once into flat arrays, looked up in sets of bits, ranked by reading the best again."""
