"""The desk's page of one dossier: what to do now, what was answered, each file, what was asked, and its history."""

from collections.abc import Sequence
from datetime import datetime

from portal.dossiers.matters import Matter
from portal.dossiers.senders import HELPED_BY, UPDATES_TO, helper_words, sender_label
from portal.dossiers.tables import FiledFileRow
from portal.officer import texts
from portal.officer.action_forms import action_forms
from portal.officer.pages import desk_bar, due_pill, moment, status_pill
from portal.officer.reading import DossierView, PaperFiles, in_language
from portal.officer.sessions import Desk
from portal.pages.frame import Page, choose, facts, notice
from portal.pages.markup import Markup, join, tag
from portal.payments.pages import money
from portal.uploads.checking import CONTENT_ONLY

SHOWN_PICTURES = ("image/jpeg", "image/png")


def dossier_page(
    view: DossierView,
    *,
    desk: Desk,
    language: str,
    now: datetime,
    done: str | None = None,
    problem: Sequence[str] = (),
) -> Page:
    """Return one dossier: what to do now, what was answered, each file, what was asked, and its history."""
    matter = view.matter
    said = choose(texts.ACTIONS[done], language) if done is not None and done in texts.ACTIONS else None
    body = join(
        notice("error", choose(texts.FORM_TITLE, language), *(tag("p", line) for line in problem)) if problem else None,
        notice("done", choose(texts.DONE, language), tag("p", said)) if said and not problem else None,
        tag("p", status_pill(matter, language)),
        tag("div", _summary(matter, language, now), class_="card"),
        tag("section", tag("h2", choose(texts.NEXT, language)), _next(view, desk, language)),
        tag("section", tag("h2", choose(texts.PAPERS, language)), _papers(view, language)),
        tag("section", tag("h2", choose(texts.ANSWERS, language)), _answers(view, language)),
        _requests(view, language),
        _bills(view, language),
        _documents(view, language),
        _history(view, language),
    )
    title = f"{in_language(matter.name, language)} · {matter.code}"
    return Page(title, language, body, header=desk_bar(language, desk, path=f"/desk/dossiers/{matter.id}"))


def _summary(matter: Matter, language: str, now: datetime) -> Markup:
    row, standing = matter.dossier, matter.standing
    overdue = due_pill(matter, language, now)
    due = join(moment(standing.due_at), " ", overdue) if standing.due_at else choose(texts.NO_DUE, language)
    parts = [(choose(texts.PART, language), in_language(matter.name, language))] if matter.part is not None else []
    others = [
        (in_language(part.name, language), choose(texts.STATUSES[part.status], language))
        for part in row.parts
        if part.id != matter.part_id
    ]
    return facts(
        (choose(texts.PROCEDURE, language), f"{in_language(row.procedure_name, language)} ({row.procedure_code})"),
        *parts,
        (choose(sender_label(row.subject), language), row.owner_name),
        *([(choose(HELPED_BY, language), helped)] if (helped := helper_words(row.help, language)) else []),
        *([(choose(UPDATES_TO, language), row.updates_to)] if row.updates_to else []),
        (choose(texts.ABOUT, language), row.subject_name),
        (choose(texts.SUBMITTED, language), moment(row.submitted_at)),
        (choose(texts.ACCEPTED, language), moment(standing.accepted_at) or "–"),
        (choose(texts.DUE, language), due),
        *others,
    )


def _next(view: DossierView, desk: Desk, language: str) -> Markup:
    matter = view.matter
    asked = texts.WAITING_ITEMS if matter.standing.status == 5 else None
    waiting = texts.WAITING_PROOF if matter.open_requests("proof") else asked
    forms = action_forms(view, form_token=desk.form_token, language=language)
    nothing = tag("p", choose(texts.NOTHING_TO_DO, language)) if not forms and waiting is None else None
    return join(tag("p", choose(waiting, language)) if waiting else None, *forms, nothing)


def _papers(view: DossierView, language: str) -> Markup:
    papers = [_paper(paper, view, language) for paper in view.papers if paper.files or paper.replaced]
    return join(*papers) if papers else tag("p", choose(texts.NO_FILES, language))


def _paper(paper: PaperFiles, view: DossierView, language: str) -> Markup:
    replaced = [_file(file, view, language) for file in paper.replaced]
    return tag(
        "div",
        tag("h3", in_language(paper.title, language)),
        *(_file(file, view, language) for file in paper.files),
        tag("details", tag("summary", choose(texts.REPLACED, language)), *replaced) if replaced else None,
        class_="paper",
    )


def _file(file: FiledFileRow, view: DossierView, language: str) -> Markup:
    address = f"/desk/dossiers/{view.matter.id}/files/{file.sha256}"
    about = f"{file.media_type}, {file.size_bytes / 1024:.0f} KB, {moment(file.added_at)}"
    picture = (
        tag("img", src=address, alt=choose(texts.PHOTO_OF, language).format(name=file.file_name), loading="lazy")
        if file.media_type in SHOWN_PICTURES
        else None
    )
    link = tag("a", choose(texts.VIEW_FILE, language).format(name=file.file_name), href=address)
    return tag("div", picture, tag("p", link), tag("p", about, class_="hint"), _check(file, view, language))


def _check(file: FiledFileRow, view: DossierView, language: str) -> Markup | None:
    if file.upload_id not in view.checks:
        return None
    scanner, at = view.checks[file.upload_id]
    said = choose(texts.NOT_SCANNED if scanner == CONTENT_ONLY else texts.SCANNED, language)
    return tag("p", said.format(scanner=scanner, moment=moment(at)), class_="hint")


def _answers(view: DossierView, language: str) -> Markup:
    groups = [
        join(
            tag("h3", in_language(group.title, language)) if any(group.title.values()) else None,
            facts(*((in_language(answer.label, language), answer.value[language]) for answer in group.answers)),
        )
        for group in view.answers
    ]
    missing = None if view.has_form else tag("p", choose(texts.NO_FORM, language), class_="hint")
    return tag("div", missing, *groups, class_="card")


def _requests(view: DossierView, language: str) -> Markup | None:
    requests = [request for request in view.row.requests if view.concern.has_part(request.part_id)]
    if not requests:
        return None
    entries = []
    for request in requests:
        kind = choose(texts.REQUEST_KINDS.get(request.kind, {"vi": request.kind}), language)
        state = choose(texts.REQUEST_STATES.get(request.state, {"vi": request.state}), language)
        items = [tag("li", item["reason"], " ", item.get("how_to_fix") or "") for item in request.items]
        answer = (request.answer or {}).get("comment")
        entries.append(
            tag(
                "li",
                f"{kind} – {state}, {moment(request.opened_at)}",
                tag("ul", *items) if items else None,
                tag("p", answer) if answer else None,
            )
        )
    return tag("section", tag("h2", choose(texts.REQUESTS, language)), tag("ul", *entries))


def _bills(view: DossierView, language: str) -> Markup | None:
    if not view.bills:
        return None
    lines = []
    for bill in view.bills:
        said = f"{money(bill.amount_vnd, language)} – {choose(texts.BILL_STATES[bill.state], language)}"
        if bill.refund_due_vnd:
            said += f"; {choose(texts.REFUND_DUE, language)} {money(bill.refund_due_vnd, language)}"
        lines.append((in_language(bill.title, language), said))
    return tag("section", tag("h2", choose(texts.BILLS, language)), tag("div", facts(*lines), class_="card"))


def _documents(view: DossierView, language: str) -> Markup | None:
    concern = view.concern
    drawn = [one for one in view.row.documents if one.storage_name and concern.has_document(one)]
    if not drawn:
        return None
    entries = [
        tag(
            "li",
            tag(
                "a",
                f"{in_language(document.title, language)} {document.number}",
                href=f"/desk/dossiers/{view.matter.id}/documents/{document.id}",
            ),
        )
        for document in drawn
    ]
    return tag("section", tag("h2", choose(texts.DOCUMENTS, language)), tag("ul", *entries))


def _history(view: DossierView, language: str) -> Markup:
    """Return what happened; of the other offices' parts without what they wrote."""
    row = view.row
    names = {part.id: f"{in_language(part.name, language)} – " for part in row.parts}
    entries = [
        tag(
            "li",
            tag("strong", moment(entry.at)),
            f" – {names.get(entry.part_id or '', '')}{in_language(entry.by, language)}: ",
            f"{in_language(entry.words, language)} ",
            entry.note if view.concern.has_part(entry.part_id) else None,
        )
        for entry in row.timeline
    ]
    return tag("section", tag("h2", choose(texts.HISTORY, language)), tag("ol", *entries, class_="timeline"))
