"""A procedure and its form as the catalogue carries them: frozen values, tolerant of what they do not know."""

from datetime import date
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Text = dict[str, str]
"""A text by language: ``{"vi": "...", "en": "..."}``."""

Logic = dict[str, Any] | bool | int | str | None
"""A JsonLogic expression (or a constant); see ``docs/forms.md`` for the operators added."""


def pick(text: Text, language: str) -> str:
    """Return the text in ``language``, else Vietnamese, else whatever there is."""
    return text.get(language) or text.get("vi") or next(iter(text.values()), "")


AUDIENCES = (
    "citizen",
    "citizen_abroad",
    "foreigner",
    "business",
    "household_business",
    "foreign_business",
    "cooperative",
    "organisation",
    "foreign_organisation",
    "official",
)
"""For whom a procedure is (``Procedure.audience``): the national database's vocabulary, and household businesses."""

LEVELS = ("commune", "province", "ministry", "other")
"""Which office decides (``Procedure.level``); ``other``: a provider, a court, a mission abroad, a notary."""


class Value(BaseModel):
    """Base of every catalogue value: immutable, unknown members ignored."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Source(Value):
    """Where a figure comes from, as shown beside it."""

    name: Text
    as_of: str | None = None
    verified: bool = False


Channel = Literal["online", "post", "in_person"]
"""How a dossier reaches the office."""


class ProcessingTime(Value):
    """How long the office may take, counted from acceptance."""

    amount: int
    unit: Literal["hour", "calendar_day", "working_day", "month", "same_day"]
    when: Logic = True
    """JsonLogic over the answers: does this time hold in this case?"""
    channel: Channel | None = None
    """The only channel it holds for; None: all."""
    cutoff: str | None = None
    """Local time "15:00" after which the next working day counts as the day of receipt."""
    note: Text | None = None
    verified: bool = False


class Paper(Value):
    """One paper of the dossier: when it is needed and what a file of it may be."""

    id: str
    title: Text
    hint: Text | None = None
    required: Logic = True
    """JsonLogic over the answers: must the paper be attached?"""
    shown: Logic = True
    """JsonLogic over the answers: does the paper concern this case at all?"""
    later: Logic = False
    """JsonLogic over the answers: may the dossier be filed without it, since the office asks for it later?"""
    accept: tuple[str, ...] = ("image/jpeg", "image/png", "application/pdf")
    max_bytes: int = 10 * 1024 * 1024
    max_files: int = 5
    office_can_look_up: bool = False
    bring_original: bool = False
    attach: bool = True
    """False: only to be shown at the counter, no file is asked for."""


class FeeSetter(Value):
    """Who sets a fee that the catalogue has no amount of."""

    kind: Literal["province", "regulation", "law", "provider"]
    """``province``: each one its own; ``regulation``: ``documents``; ``law``: the law on fees names no more;
    ``provider``: the company or body that serves."""
    documents: tuple[str, ...] = ()
    """Numbers of the regulations with the amounts: "02/2022/TT-BTC"."""


class Fee(Value):
    """One fee; ``amount_vnd`` is JsonLogic over the answers, in whole VND (0: nothing to pay; null: unknown)."""

    id: str
    title: Text
    amount_vnd: Logic
    shown: Logic = True
    """JsonLogic over the answers: does the fee concern this case at all?"""
    set_by: FeeSetter | None = None
    """Who sets it, where ``amount_vnd`` is null."""
    note: Text | None = None
    due: Literal["before_submit", "at_acceptance", "at_supplement", "at_result"] = "at_acceptance"
    verified: bool = False
    source: Source | None = None


class Filing(Value):
    """Where to file: which office, of which place."""

    level: Literal["commune", "province", "ministry"]
    of: Literal["residence", "place_of_event", "workplace", "seat", "land", "anywhere", "fixed"] = "residence"
    """Whose place decides: where one lives, where it happened, works, has its seat, where the land lies; ``anywhere``:
    any office of that level; ``fixed``: the one named by ``office``."""
    office: Text
    """The office's name; ``{place}`` stands for the commune or province, kind and name."""
    note: Text | None = None
    verified: bool = False


class Answer(Value):
    """One answer to choose."""

    value: bool | int | str
    label: Text


class Question(Value):
    """A question of the pre-screen: it tailors papers, fees, time and advice before anybody signs in."""

    id: str
    """A property of the form, where there is one: the answer is carried into the draft."""
    title: Text
    hint: Text | None = None
    kind: Literal["yes_no", "choice", "date", "number"] = "yes_no"
    choices: tuple[Answer, ...] = ()
    shown: Logic = True


class Advice(Value):
    """What the pre-screen says in a case; it advises and never blocks."""

    id: str
    when: Logic
    kind: Literal["may_not_qualify", "elsewhere", "note"] = "note"
    text: Text
    """Why, and what to do."""
    procedures: tuple[str, ...] = ()
    """Codes of the procedures to go to instead."""


class Template(Value):
    """A paper form of the procedure, by its number and title."""

    id: str
    """As the law numbers it: "CT01", "TK1-TS"."""
    title: Text
    url: str | None = None


class Original(Value):
    """A section of the page this procedure was imported from, word for word; untrusted text."""

    heading: str
    """The source's own name of the section, such as ``trinh_tu_thuc_hien``."""
    text: str


class Way(Value):
    """One way to file, with what the source says of time and fee there."""

    channel: Channel
    time: ProcessingTime | None = None
    time_text: str = ""
    fee_vnd: int | None = None
    """Whole VND where the source gives one amount, 0 where it says that nothing is due, None otherwise."""
    fee_text: str = ""
    note: str = ""


class Proof(Value):
    """The draft result is sent to the applicant for confirmation before it is signed."""

    days: int = 1
    on_silence: Literal["agreed", "closed"] = "agreed"


class Supplement(Value):
    """How long the applicant has to send missing items where the law says so, and what silence means."""

    working_days: int
    on_silence: Literal["agreed", "closed"] = "closed"


class LinkedPart(Value):
    """One part of a linked procedure: filed with the others, done by its own office in its own time."""

    id: str
    procedure: str = ""
    """Code of the procedure that it would be by itself."""
    name: Text
    office: str
    """Kind of office that does it: ``commune commune_police social_insurance`` ..."""
    shown: Logic = True
    """JsonLogic over the answers: is this part filed at all in this case?"""
    after: tuple[str, ...] = ()
    """Parts that must be finished before this one begins."""
    time: ProcessingTime | None = None
    """From when its own office accepts it."""
    result: Text | None = None
    proof: Proof | None = None
    steps: tuple[str, ...] = ()
    """Steps of the form that concern it: its officers and its result show these; all when empty."""
    papers: tuple[str, ...] = ()
    """Papers that concern it; all when empty."""


class FormDefinition(Value):
    """A form as data: JSON Schema 2020-12, JSON Forms UI schema, texts by language and dotted key."""

    version: str
    schema_: dict[str, Any] = Field(alias="schema")
    ui: dict[str, Any]
    texts: dict[str, dict[str, str]]

    model_config = ConfigDict(frozen=True, extra="ignore", populate_by_name=True)


class Procedure(Value):
    """A procedure (thủ tục) of the catalogue."""

    code: str
    version: str
    name: Text
    summary: Text
    official_name: str = ""
    who: Text | None = None
    audience: tuple[str, ...] = ("citizen",)
    field: str = ""
    life_events: tuple[str, ...] = ()
    level: tuple[str, ...] = ("commune",)
    online: Literal["full", "part", "info"] = "info"
    online_verified: bool = False
    agency: Text | None = None
    time: ProcessingTime | None = None
    """The usual case."""
    other_times: tuple[ProcessingTime, ...] = ()
    """The first whose ``when`` holds comes before ``time``."""
    filing: Filing | None = None
    ways: tuple[Way, ...] = ()
    questions: tuple[Question, ...] = ()
    advice: tuple[Advice, ...] = ()
    templates: tuple[Template, ...] = ()
    fees: tuple[Fee, ...] = ()
    papers: tuple[Paper, ...] = ()
    steps: tuple[Text, ...] = ()
    result: Text | None = None
    bring_when_collecting: tuple[Text, ...] = ()
    legal: tuple[str, ...] = ()
    synonyms: dict[str, tuple[str, ...]] = {}
    related: tuple[str, ...] = ()
    """Codes of procedures that people confuse with this one or need next."""
    state: Literal["open", "suspended", "moved"] = "open"
    state_note: Text | None = None
    state_until: date | None = None
    moved_to: str | None = None
    """Web address of the service that took it over, when ``state`` is ``moved``."""
    linked: tuple[str, ...] = ()
    """Codes of the procedures that this one files at once ("liên thông")."""
    parts: tuple[LinkedPart, ...] = ()
    """What becomes of a linked filing: one part for each thing an office does. None: one office does it all."""
    supplement: Supplement | None = None
    original: tuple[Original, ...] = ()
    """What the source said, kept whole, of a procedure imported from the national database."""
    proof: Proof | None = None
    noun: Literal["application", "notice"] = "application"
    source: Source | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    before: "Procedure | None" = None
    """The version that stands until ``valid_from``, where this one is published ahead of its day."""
    form: FormDefinition | None = None

    def standing_on(self, day: date) -> "Procedure":
        """Return the version in force on a day: the earlier one as long as this one is still to come."""
        is_to_come = self.before is not None and self.valid_from is not None and day < self.valid_from
        return self.before if self.before is not None and is_to_come else self


class LifeEvent(Value):
    """A tile of the home screen."""

    id: str
    title: Text
    icon: str
    procedures: tuple[str, ...] = ()


class Catalogue(Value):
    """Everything public that a device needs offline, as built from ``content/``."""

    version: str
    built_on: date
    procedures: tuple[Procedure, ...]
    life_events: tuple[LifeEvent, ...] = ()
    lists: dict[str, tuple[dict[str, Any], ...]] = {}
    """Choice lists by name (``ethnic_groups``, ``countries`` ...): ``{"value": "...", "vi": "...", "en": "..."}``."""
    calendar: dict[str, Any] = {}
    """Public holidays and swapped days; decoded by ``forms.calendar``."""
