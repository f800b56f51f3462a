import random
from datetime import date
from pathlib import Path

import pytest

from forms.flow import Form
from forms.identity_numbers import personal_id_facts
from portal.catalogue.service import PublishedCatalogue
from portal.identity.model import SamplePerson
from portal.identity.people import made_up_people, sample_people
from portal.settings import SHIPPED_CATALOGUE
from tests.portal.running import RunningPortal

TODAY = date(2026, 11, 23)
CATALOGUE = PublishedCatalogue.load(SHIPPED_CATALOGUE)
FORMS = [procedure.code for procedure in CATALOGUE.catalogue.procedures if procedure.form is not None]


@pytest.mark.parametrize("person", sample_people(), ids=lambda person: person.subject)
def test_a_personal_id_is_invented_and_agrees_with_its_person(person: SamplePerson) -> None:
    known = {key: value.value for key, value in person.known}
    facts = personal_id_facts(person.personal_id)
    assert facts is not None
    assert person.personal_id.startswith("000")
    assert (facts.birth_year, facts.sex) == (int(known["person.birth_date"][:4]), known["person.sex"])
    assert known["person.full_name"] == person.name.upper()


def test_the_cast_is_there() -> None:
    people = sample_people()
    roles = [person.role for person in people]
    assert {role: roles.count(role) for role in set(roles)} == {"citizen": 8, "business": 1, "helper": 1, "officer": 5}
    assert [person.office_id for person in people if person.role == "officer"] == [
        "X00.01",
        "X00.01",
        "X00.02",
        "X00.03",
        "X00.04",
    ]
    assert len({person.personal_id for person in people}) == len(people)
    assert {source for person in people for _, value in person.known for source in [value.source]} == {
        "population_register",
        "account",
        "business_register",
        "licence_register",
        "insurance_register",
    }


def _form(code: str) -> Form:
    procedure = CATALOGUE.find(code)
    assert procedure is not None
    assert procedure.form is not None
    return Form(procedure.form, CATALOGUE.catalogue.lists, procedure.papers, CATALOGUE.places)


@pytest.mark.parametrize("code", FORMS)
def test_every_known_value_is_one_that_the_form_takes(code: str) -> None:
    form, offered = _form(code), 0
    for person in sample_people():
        known = {key: value.value for key, value in person.known}
        fields = [field for step in form.steps({}, today=TODAY) for field in step.fields if field.prefill in known]
        answers = {field.pointer.strip("/"): known[field.prefill] for field in fields if field.prefill}
        problems = form.problems(answers, today=TODAY)
        taken = {field.pointer for field in fields}
        assert not [problem for problem in problems if problem.pointer in taken], person.subject
        offered += len(fields)
    assert offered > 0


def test_made_up_people_are_the_same_each_time_and_all_different() -> None:
    first = list(made_up_people(500, chance=random.Random(7)))
    assert first == list(made_up_people(500, chance=random.Random(7)))
    assert len({person.personal_id for person in first}) == 500
    assert not {person.subject for person in first} & {person.subject for person in sample_people()}


async def test_starting_again_adds_nobody(portal: RunningPortal) -> None:
    from portal.application import prepare
    from portal.identity.service import offered_people

    await prepare(portal.deps)
    offered = await portal.deps.database.read(lambda session: [row.subject for row in offered_people(session)])
    assert offered == [person.subject for person in sample_people()]


def test_seeding_prints_how_each_signs_in(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    import json

    from portal.cli import main

    for _ in range(2):
        assert main(["seed", "--users", "20", "--json", "--data-dir", str(tmp_path)]) == 0
        people = json.loads(capsys.readouterr().out)
        assert len(people) == 35
        assert people[0] == {
            "subject": "sample-mai",
            "name": "Nguyễn Thị Mai",
            "personal_id": "000196000001",
            "pin": "246810",
            "role": "citizen",
        }
        assert people[-1]["personal_id"].startswith("000")


def test_nobody_is_seeded_in_production(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from portal.cli import main

    assert main(["seed", "--users", "1", "--production", "--data-dir", str(tmp_path)]) == 2
    assert "production" in capsys.readouterr().err
