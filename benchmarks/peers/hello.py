"""A bare Flet 1.0.5 hello world in a browser window, served as Flet itself serves it."""

import os
import sys

import flet as ft


def main(page: ft.Page) -> None:
    page.add(ft.Text("hello"))


os.environ["FLET_FORCE_WEB_SERVER"] = "true"
ft.run(main, view=None, host="127.0.0.1", port=int(sys.argv[1]), no_cdn=True)
