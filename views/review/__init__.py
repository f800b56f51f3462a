"""Check your answers, declare, submit."""
