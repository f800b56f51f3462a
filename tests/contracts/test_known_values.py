"""What the registers say of a person has a name that a form may ask for."""

from forms.answer_sources import KNOWN_VALUES
from portal.identity.people import sample_people


def test_every_value_of_the_registers_is_one_that_a_form_can_be_prefilled_with() -> None:
    given = {name for person in sample_people() for name, _value in person.known}
    assert given - set(KNOWN_VALUES) == set()
