"""The encrypted store on this device and the keys to it."""
