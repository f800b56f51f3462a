"""The screens, one package per feature; the only place that knows Flet."""
