"""The outbox: parcels, sent whole, once."""
