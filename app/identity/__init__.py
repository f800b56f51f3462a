"""Sign-in with OpenID Connect, the session, known values."""
