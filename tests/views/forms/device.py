"""A device as the form pages see it: real vault, real drafts, the shipped catalogue; only who is signed in is set."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from api_client.models import KnownValue
from app.catalogue.service import CatalogueService
from app.documents.binders import Binders
from app.documents.box import Box
from app.documents.holders import Holders
from app.documents.service import Documents
from app.drafts.model import Draft
from app.drafts.service import Drafts
from app.earlier.service import Earlier
from app.vault.vault import Vault
from forms.flow import Form
from forms.pointers import find_answer
from forms.procedure import Procedure
from tests.clock import MovableClock
from tests.harness import surroundings
from tests.shipped import shipped_catalogue
from tests.views.following import FakeDevice
from views.forms.screen_model import StepModel
from views.shared.context import Layout, Surroundings

BIRTH = "1.001193"
NOW = datetime(2026, 11, 22, 3, 42, tzinfo=UTC)
"""10:42 in Vietnam."""


@dataclass
class Someone:
    """A signed-in person."""

    subject: str
    name: str = "TRẦN THỊ MẪU HÀ"


@dataclass
class Signing:
    """Who is signed in and what the State knows of them; a test sets both."""

    session: Someone | None = None
    known: Mapping[str, KnownValue] = field(default_factory=dict)
    learned: Mapping[str, KnownValue] = field(default_factory=dict)
    """What the registers answer only once a step is shown."""

    def known_values(self) -> Mapping[str, KnownValue]:
        return self.known if self.session else {}

    async def refresh_known_values(self) -> None:
        self.known = {**self.known, **self.learned} if self.session else {}

    def sign_in(self, **known: str) -> None:
        self.session = Someone("citizen-1")
        self.known = {
            key.replace("__", "."): KnownValue(value=value, source="population_register")
            for key, value in known.items()
        }


@dataclass
class Device:
    """Everything on the device that a form page uses."""

    vault: Vault
    drafts: Drafts
    documents: Documents
    catalogue: CatalogueService
    identity: Signing
    clock: Any
    earlier: Earlier
    holders: Holders
    binders: Binders
    box: Box

    async def begin(self, answers: Mapping[str, Any] | None = None, *, code: str = BIRTH) -> Draft:
        """Start a draft and answer what is given."""
        draft = await self.drafts.start(self.catalogue.get(code))
        for name, value in (answers or {}).items():
            self.drafts.set_answer(draft.id, f"/{name}", value)
        assert await self.drafts.flush(draft.id)
        return self.draft(draft.id)

    def draft(self, draft_id: str) -> Draft:
        found = self.drafts.find(draft_id)
        assert found is not None
        return found

    def answer(self, draft_id: str, pointer: str) -> Any:
        return find_answer(self.draft(draft_id).answers, pointer)

    async def step(self, draft_id: str, step_id: str | None = None, **more: Any) -> StepModel:
        """Open a step."""
        model = StepModel(
            draft_id,
            step_id,
            drafts=self.drafts,
            catalogue=self.catalogue,
            identity=self.identity,  # type: ignore[arg-type]  # the part of Identity that a step uses
            clock=self.clock,
            **more,
        )
        await model.open()
        return model


async def open_device(folder: Path) -> AsyncIterator[Device]:
    """Yield a device whose vault is in ``folder``."""
    clock, identity = MovableClock(NOW), Signing()
    vault = await Vault.open(folder / "vault", bytes(range(32)), clock=clock)

    def owner() -> str | None:
        return identity.session.subject if identity.session else None

    catalogue = shipped_catalogue()

    def rules(procedure: Procedure) -> Form:
        assert procedure.form is not None
        return Form(procedure.form, catalogue.lists, procedure.papers, catalogue.places)

    drafts = Drafts(vault, procedures=catalogue.find, clock=clock, owner=owner, autosave_seconds=0.05)
    await drafts.load()
    documents = Documents(vault, clock=clock, owner=owner)
    await documents.load()
    earlier = Earlier(vault, drafts, forms=rules, owner=owner, clock=clock)
    await earlier.load()
    holders, box = Holders(drafts, documents), Box(vault, clock=clock, owner=owner)
    binders = Binders(vault, holders, clock=clock)
    yield Device(vault, drafts, documents, catalogue, identity, clock, earlier, holders, binders, box)
    await drafts.close()
    await vault.close()


MARRIED: dict[str, Any] = {
    "yc_quan_he": "me",
    "yc_ho_ten": "TRẦN THỊ MẪU HÀ",
    "yc_ngay_sinh": "1996-08-14",
    "yc_so_dinh_danh": "001196900001",
    "yc_noi_cu_tru": {"province": "01", "commune": "00070", "detail": "Số 12 phố Mẫu"},
    "ks_ho_ten": "NGUYỄN MẪU MINH AN",
    "ks_ngay_sinh": "2026-11-02",
    "ks_gioi_tinh": "nam",
    "ks_dan_toc": "kinh",
    "ks_quoc_tich": "VN",
    "ks_noi_sinh": {"province": "01", "commune": "00070", "detail": "Bệnh viện Mẫu"},
    "ks_que_quan": {"province": "37", "commune": "13285"},
    "me_dan_toc": "kinh",
    "me_quoc_tich": "VN",
    "cha_ho_ten": "NGUYỄN MẪU HÙNG",
    "cha_nam_sinh": "1994",
    "cha_so_dinh_danh": "037094900002",
    "cha_dan_toc": "kinh",
    "cha_quoc_tich": "VN",
    "cha_noi_cu_tru": {"province": "01", "commune": "00070", "detail": "Số 12 phố Mẫu"},
    "kinh_gui": {"province": "01", "commune": "00070"},
    "ban_sao": True,
    "so_ban_sao": 2,
}
"""Every answer of a married couple's child, filled in by the mother."""


def around(here: Device, /, language: str = "vi", layout: Layout = "phone", **more: Any) -> Surroundings:
    """Return what a form page is rendered in."""
    return surroundings(
        language,
        layout,
        is_wide=layout == "desktop",
        catalogue=here.catalogue,
        drafts=here.drafts,
        documents=here.documents,
        holders=here.holders,
        binders=here.binders,
        box=here.box,
        tracking=SimpleNamespace(list=tuple),
        identity=here.identity,
        changes=here.vault.changes,
        clock=here.clock,
        **{"device": FakeDevice(), "earlier": here.earlier, **more},
    )
