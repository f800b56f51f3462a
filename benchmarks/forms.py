"""Our form language beside JSON Forms, SurveyJS and Ajv: a form of 200 fields, 60 rules and 20 calculations in one run.

All fill in the same form with the same 1,760 keys and are asked for the same at each: what is shown and enabled now,
and where a row says so also every error of its step. JSON Forms has no calculations and checks the whole data at each
key; Ajv alone has neither rules nor calculations. Times are of the processor. Last, the form on the screen.
"""

from benchmarks import form_peers, forms_ours, forms_screen
from benchmarks.forms_ours import Times
from tests.oracles.node import NodeMissingError

ROWS = {
    "opening": ("open", {"JSON Forms": "jsonForms.open", "SurveyJS": "surveyJs.open", "Ajv": "ajv.open"}),
    "a key": ("key", {"JSON Forms, reducer alone": "jsonForms.alone", "SurveyJS": "surveyJs.alone"}),
    "a key, with every error": (
        "key and problems",
        {"JSON Forms, props of the step": "jsonForms.withProps", "SurveyJS, the page": "surveyJs.withErrors"},
    ),
    "whole check": ("whole check", {"SurveyJS": "surveyJs.check", "Ajv, schema alone": "ajv.check"}),
}


def main() -> None:
    ours = forms_ours.measure()
    try:
        peers = form_peers.measure()
    except NodeMissingError as error:
        print(f"JSON Forms, SurveyJS and Ajv were not measured: {error}.")
        forms_ours.print_all(ours)
    else:
        _print(ours, peers)
    print(flush=True)
    forms_screen.main()


def _print(ours: dict[str, Times], peers: form_peers.Peers) -> None:
    print(f"{'':38}{'p50 ms':>10}{'p99 ms':>10}{'p50 × ours':>12}{'p99 × ours':>12}")
    for title, (name, others) in ROWS.items():
        own = ours[name]
        _print_row(f"{title}: Một Cửa", own, own)
        for label, place in others.items():
            program, _, what = place.partition(".")
            _print_row(f"  {label}", peers.times[program][what], own)
    left = ours["field left"]
    print(f"a field left: p50 {left.p50:.3f} ms, p99 {left.p99:.3f} ms")
    for difference in peers.differences:
        print(f"NOT THE SAME FORM: {difference}")


def _print_row(title: str, times: Times, own: Times) -> None:
    print(f"{title:38}{times.p50:10.3f}{times.p99:10.3f}{times.p50 / own.p50:12.2f}{times.p99 / own.p99:12.2f}")


if __name__ == "__main__":
    main()
