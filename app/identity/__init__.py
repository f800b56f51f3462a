"""Who is signed in on this device: OpenID Connect with PKCE in the system browser, and what the State knows of them."""
