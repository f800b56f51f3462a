"""All tables of all features, for migrations and the test that compares them with the models."""

from portal import counters, idempotency, leases
from portal.application import FEATURES, find_part
from portal.db import Base

_OWN = (counters, idempotency, leases)

for _feature in FEATURES:
    find_part(_feature, "tables")

metadata = Base.metadata
