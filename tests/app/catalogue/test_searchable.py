"""What is kept for the search index finds exactly what the whole procedures find."""

from pathlib import Path

from app.catalogue.index import SearchIndex
from app.catalogue.searchable import decode, encode, encode_json
from app.catalogue.service import CatalogueService
from app.catalogue.store import FILE_NAME
from forms.procedure import Original, Procedure


def test_the_index_of_what_is_kept_is_the_index_of_the_whole(project_root: Path) -> None:
    ours = CatalogueService(None, project_root / "assets" / FILE_NAME).procedures()
    imported = [
        procedure.model_copy(
            update={
                "code": f"9.{number:06d}",
                "original": (Original(heading="trinh_tu_thuc_hien", text="Bước 1: " + "nộp hồ sơ " * 50),),
                "form": None,
            }
        )
        for number, procedure in enumerate(ours)
    ]
    whole = [*ours, *imported]
    kept = [encode(procedure) for procedure in whole]
    index = SearchIndex.build(whole).dump()
    assert SearchIndex.build(map(decode, kept)).dump() == index
    said = [procedure.model_dump(mode="json", by_alias=True, exclude_defaults=True) for procedure in whole]
    assert [encode_json(procedure) for procedure in said] == kept  # an update of what was shipped is no other search


def test_two_that_are_found_alike_are_kept_alike() -> None:
    said = {"code": "1", "version": "1", "name": {"vi": "Đăng ký"}, "summary": {}}
    dearer = {**said, "version": "2", "fees": [{"id": "a", "title": {"vi": "Phí"}, "amount_vnd": 5}], "legal": ["Luật"]}
    assert encode(Procedure.model_validate(said)) == encode(Procedure.model_validate(dearer))
    renamed = {**said, "name": {"vi": "Đăng kí lại"}}
    assert encode(Procedure.model_validate(said)) != encode(Procedure.model_validate(renamed))
