"""What every screen needs: guarded components, hooks without surprises, services, text, navigation."""
