"""What is frozen at Submit: the payload, its hash, its key, the files it names."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from api_client.models import Dossier
from app.drafts.model import Attachment, Draft
from app.outbox.model import FileProgress, Parcel, ParcelKind, ParcelState
from app.outbox.ports import FormRules
from app.outbox.results import Invalid
from forms.procedure import Procedure

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


class Freezer:
    """Makes parcels of drafts and of what a person says of a dossier.

    Args:
        clock: Aware UTC.
        language: Of the person, sent with a submission.
        new_key: Makes idempotency keys that are never used twice.
    """

    def __init__(
        self, *, clock: Callable[[], datetime], language: Callable[[], str], new_key: Callable[[], str]
    ) -> None:
        self._clock = clock
        self._language = language
        self._new_key = new_key

    def check(self, draft: Draft, rules: FormRules) -> Invalid | None:
        """Return what keeps a draft from being submitted."""
        today = self._today()
        problems = tuple(rules.problems(draft.answers, today=today, confirmed=draft.confirmations))
        usable = {attachment.paper_id for attachment in draft.attachments if attachment.problem is None}
        useless = {attachment.paper_id for attachment in draft.attachments if attachment.problem is not None}
        missing = tuple(
            needed.paper.id
            for needed in rules.papers(draft.answers, today=today)
            if needed.paper.attach
            and (needed.paper.id in useless or (needed.required and needed.paper.id not in usable))
        )
        lacks_agreement = draft.help is not None and not draft.help.is_whole
        return Invalid(problems, missing, lacks_agreement) if problems or missing or lacks_agreement else None

    def submission(self, draft: Draft, procedure: Procedure, rules: FormRules, *, owner: str) -> Parcel:
        """Return the parcel of a draft; a draft that was taken back keeps its key."""
        today = self._today()
        concerned = {needed.paper.id for needed in rules.papers(draft.answers, today=today)}
        attachments = tuple(attachment for attachment in draft.attachments if attachment.paper_id in concerned)
        payload: dict[str, Any] = {
            "procedure_code": draft.procedure_code,
            "form_version": draft.form_version,
            "language": self._language(),
            "subject": draft.subject,
            "answers": rules.submission(draft.answers, today=today),
            "confirmations": sorted(draft.confirmations),
            "declared": True,
            "files": [file_entry(attachment) for attachment in attachments],
        }
        if draft.help is not None:
            payload["help"] = {**asdict(draft.help), "name": draft.help.name.strip()}
            if draft.updates_to.strip():  # asked, shown and agreed to only where somebody helps
                payload["updates_to"] = draft.updates_to.strip()
        return self._parcel(
            "submission",
            key=draft.submission_key or self._new_key(),
            owner=owner,
            title=self._in_language(procedure.name),
            payload=payload,
            attachments=attachments,
            draft_id=draft.id,
            resubmitted=draft.submission_key is not None,
        )

    def of_dossier(
        self,
        kind: ParcelKind,
        dossier: Dossier,
        *,
        owner: str,
        request_id: str | None,
        payload: Mapping[str, Any],
        attachments: tuple[Attachment, ...],
    ) -> Parcel:
        """Return the parcel of something said of a dossier."""
        return self._parcel(
            kind,
            key=self._new_key(),
            owner=owner,
            title=self._in_language(dossier.procedure_name),
            payload=payload,
            attachments=attachments,
            dossier_id=dossier.id,
            request_id=request_id,
        )

    def _parcel(
        self,
        kind: ParcelKind,
        *,
        key: str,
        owner: str,
        title: str,
        payload: Mapping[str, Any],
        attachments: tuple[Attachment, ...],
        draft_id: str | None = None,
        dossier_id: str | None = None,
        request_id: str | None = None,
        resubmitted: bool = False,
    ) -> Parcel:
        frozen = json.dumps(payload, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
        return Parcel(
            id=key,
            kind=kind,
            owner=owner,
            title=title,
            draft_id=draft_id,
            dossier_id=dossier_id,
            request_id=request_id,
            payload=frozen,
            payload_sha256=hashlib.sha256(frozen.encode()).hexdigest(),
            files=tuple(FileProgress(attachment) for attachment in attachments),
            state=ParcelState.QUEUED,
            queued_at=self._clock(),
            resubmitted=resubmitted,
        )

    def _today(self) -> date:
        return self._clock().astimezone(VIETNAM).date()

    def _in_language(self, text: Mapping[str, str]) -> str:
        return text.get(self._language()) or text.get("vi") or next(iter(text.values()), "")


def file_entry(attachment: Attachment) -> dict[str, Any]:
    """Return how a payload names a file; its upload is filled in when it is sent."""
    return {
        "id": attachment.id,
        "paper_id": attachment.paper_id,
        "sha256": attachment.sha256,
        "file_name": attachment.file_name,
        "media_type": attachment.media_type,
        "size_bytes": attachment.size_bytes,
    }
