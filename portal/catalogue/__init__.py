"""What the portal publishes: procedures, forms, lists, the calendar."""
