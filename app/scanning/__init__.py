"""Reading an identity card's code, and which fields of a step it fills."""
