"""What may happen to a dossier."""

import random
from dataclasses import dataclass

from portal.catalogue.service import PublishedCatalogue
from portal.slips.signing import Signer


@dataclass(frozen=True)
class Dossiers:
    """The rules of a dossier's life; every method takes the session of the transaction it belongs to."""

    catalogue: PublishedCatalogue
    signer: Signer
    random: random.Random
