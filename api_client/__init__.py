"""The typed client of the portal's HTTP API; the only place that knows httpx."""
