"""Pay a bill at the gateway or by bank transfer, and find out what became of it."""
