"""Copies of what a person has answered, drawn when they are asked for."""
