"""The relay: sealed things on their way between a public terminal and somebody's phone."""
