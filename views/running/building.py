"""Every service of the app and what each is given; nothing else knows all of them."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from random import SystemRandom
from typing import TYPE_CHECKING, Any

from views.running.equipment import by_phone, document_scanner_of, printer_of, registered, sticks_of, tell_calls
from views.running.process import ASSETS, now

if TYPE_CHECKING:
    from api_client.client import PortalClient
    from app.catalogue.service import CatalogueService
    from forms.procedure import Procedure
    from views.platform.flet_network import FletNetwork
    from views.running.product import Product
    from views.shared.preferences import Preferences
    from views.shared.services import Services


async def build_services(
    product: Product, preferences: Preferences, *, portal_url: str | Callable[[], str | None], network: FletNetwork
) -> Services:
    """Build them for a vault that is open, and read what each keeps on this device.

    Args:
        product: What shows them; it runs what goes on beside.
        preferences: How the person wants the screens.
        portal_url: Where the portal is.
        network: What connects this device.

    Raises:
        StartError: there is no catalogue at all.
    """
    from api_client.client import PortalClient
    from app.catalogue.shelf import Shelf
    from app.documents.binders import Binders
    from app.documents.box import Box
    from app.documents.holders import Holders
    from app.documents.service import Documents
    from app.drafts.service import Drafts
    from app.earlier.service import Earlier
    from app.identity.service import Identity
    from app.identity.sign_in import THIS_APP
    from app.outbox.service import Outbox
    from app.payments.service import Payments
    from app.relay.service import Relay
    from app.seals.service import Seals
    from app.tracking.answers import answer_standing
    from app.tracking.begun import BegunAnswers
    from app.tracking.service import Tracking
    from views.platform.flet_device import FletDevice
    from views.platform.flet_speech import FletSpeech
    from views.shared.services import Services

    vault, random, kiosk, page = product.safe.vault, SystemRandom(), product.kiosk, product.kiosk_page

    def language() -> str:
        return preferences.state.language

    def owner() -> str | None:
        return identity.session.subject if identity.session else None

    def rules(procedure: Procedure) -> Any:
        from forms.flow import Form

        assert procedure.form is not None
        return Form(procedure.form, catalogue.lists, procedure.papers, catalogue.places)

    portal = PortalClient(
        portal_url,
        tokens=lambda: identity.access_token(),
        rejected=lambda token: identity.reject(token),
        language=language,
    )
    catalogue = await _catalogue(product, portal, owner=owner)
    terminal = registered(kiosk)
    identity = Identity(portal, vault, now, random, language=language, client=terminal or THIS_APP)
    autosave_seconds = float(os.environ.get("MOTCUA_AUTOSAVE_MS") or 300) / 1000
    documents, box = Documents(vault, clock=now, owner=owner), Box(vault, clock=now, owner=owner)
    drafts = Drafts(
        vault, procedures=catalogue.find, clock=now, owner=owner, form_of=rules, language=language,
        catalogue_on=lambda: catalogue.built_on,
        autosave_seconds=autosave_seconds,
    )  # fmt: skip
    outbox = Outbox(
        vault, drafts, portal, identity=identity, forms=rules, clock=now, random=random, documents=documents,
        network=network, language=language,
    )  # fmt: skip
    tracking = Tracking(vault, portal, identity, now, random=random)
    payments = Payments(vault, portal, identity, random=random)
    seals = Seals(vault, portal)
    kept_in = None if product.is_kiosk else vault
    shelf = Shelf(kept_in, owner=owner)
    earlier = Earlier(kept_in, drafts, forms=rules, owner=owner, clock=now)
    await identity.load()
    standing = answer_standing(tracking, outbox)
    begun = BegunAnswers(vault, clock=now, owner=owner, standing=standing, autosave_seconds=autosave_seconds)
    holders = Holders(drafts, documents, standing=standing)
    binders = Binders(vault, holders, clock=now)
    for service in (drafts, documents, box, outbox, tracking, begun, binders, payments, seals, shelf, earlier):
        await service.load()
    identity.subscribe(lambda: product.spawn(shelf.adopt()))
    if kiosk is not None and terminal is not None:
        product.spawn(tell_calls(kiosk, portal, terminal))
    if page is not None:
        page.look = lambda: (preferences.state.language, preferences.state.theme)
    return Services(
        catalogue=catalogue, shelf=shelf, drafts=drafts, outbox=outbox, identity=identity, tracking=tracking,
        begun=begun,
        payments=payments, seals=seals, documents=documents, changes=vault.changes, preferences=preferences,
        holders=holders, binders=binders, box=box,
        relay=Relay(
            drafts, vault, portal, random=random, terminal=terminal, is_signed_in=lambda: owner() is not None
        ),
        sticks=sticks_of(kiosk), document_scanner=document_scanner_of(kiosk), printer=printer_of(kiosk),
        device=FletDevice(product.hand_over), clock=now, return_url=product.return_url, safe=product.safe,
        notices=product.notices, earlier=earlier, speech=FletSpeech(product.voice) if product.voice else None,
        kiosk=kiosk, kiosk_page=page, scanner=page.scanner if page else None,
        sign_in_by_phone=by_phone(identity, portal, terminal) if terminal is not None else None,
    )  # fmt: skip


async def _catalogue(product: Product, portal: PortalClient, *, owner: Callable[[], str | None]) -> CatalogueService:
    from app.catalogue.seen import SeenProcedures
    from app.catalogue.service import CatalogueService
    from app.startup import StartError

    place = product.order.catalogue if product.order else product.folder / "catalogue"
    offered = product.kiosk.settings.services if product.kiosk is not None else ()
    seen = SeenProcedures(None if product.is_kiosk else product.safe.vault, owner=owner)
    try:
        return await asyncio.to_thread(
            CatalogueService, place, ASSETS / "catalogue.json.gz", portal, clock=now, seen=seen, offered=offered
        )
    except Exception as error:
        raise StartError("no_catalogue", type(error).__name__) from error
