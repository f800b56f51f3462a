"""The officer desk: pages for people, JSON for agencies' systems, a command for scripts."""
