"""Each kind of field: how it is asked, how its answer is shown, how it reads as a text."""
