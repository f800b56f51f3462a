"""Who is asking: the development identity provider, sessions, and what the registers know of a person."""
