"""What a step shows again as it stands, and what it builds anew."""

import flet as ft

from views.forms.kept import Kept


def test_a_question_made_of_the_same_is_the_same_control_and_of_something_else_another() -> None:
    kept = Kept()
    kept.begin()
    first = kept.control("/ho_ten", ("Họ tên", ""), ft.Column)
    kept.begin()
    again = kept.control("/ho_ten", ("Họ tên", ""), ft.Column)
    kept.begin()
    wrong = kept.control("/ho_ten", ("Họ tên", "Nhập họ tên."), ft.Column)

    assert again is first
    assert wrong is not first


def test_a_question_that_was_gone_for_a_render_is_built_anew() -> None:
    kept = Kept()
    kept.begin()
    first = kept.control("/ho_ten", "as it was", ft.Column)
    kept.begin()
    kept.begin()

    assert kept.control("/ho_ten", "as it was", ft.Column) is not first
