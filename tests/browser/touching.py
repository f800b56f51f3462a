"""A person at a terminal: a finger on the screen, and nothing else; letters come from the keyboard on the screen."""

import contextlib
import unicodedata

from playwright.sync_api import Browser, BrowserContext, Locator
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from tests.browser.running import Screen

LEAST_PX = 64
SHAPES = {"ă": "aw", "â": "aa", "ê": "ee", "ô": "oo", "ơ": "ow", "ư": "uw", "đ": "dd"}
TONES = {"\u0301": "s", "\u0300": "f", "\u0309": "r", "\u0303": "x", "\u0323": "j"}

AWAY = """target => {
  const box = target.getBoundingClientRect(), room = document.getElementById("kiosk-app") ?? document.body
  const x = box.x + box.width / 2, y = box.y + box.height / 2
  const hit = document.elementFromPoint(x, y)
  return hit && target.contains(hit) ? 0 : Math.round(y - room.getBoundingClientRect().height * 0.45) || 1
}"""
"""How far a control is from where a finger finds it; 0 when it is there, above the keyboard and every bar."""

BESIDE = """target => {
  for (let around = target.parentElement; around; around = around.parentElement) {
    if (/scroll|hidden/.test(around.style.overflowY)) return Math.round(around.getBoundingClientRect().left) + 10
  }
  return window.innerWidth - 14
}"""
"""Where a finger finds nothing to press but moves what a control is in: at the edge of what scrolls."""

BARE = """const sheet = new CSSStyleSheet()
sheet.replaceSync("[data-bare] flt-semantics-host * { pointer-events: none !important }")
document.adoptedStyleSheets = [sheet]"""
"""Lets a finger through to what is drawn: otherwise a touch would press what assistive technology is told of."""

LET_THROUGH = "is => document.documentElement.toggleAttribute('data-bare', is)"

SIZES = """() => {
  const touched = "flt-semantics[flt-tappable], flt-semantics-host input, #kiosk-keys [data-key]"
  const keys = document.querySelector("#kiosk-keys:not([hidden])")?.getBoundingClientRect().top ?? Infinity
  const isCut = one => {  // by the keyboard, or by what it is scrolled in: who touches it brings it into sight
    const box = one.getBoundingClientRect()
    if (!one.dataset.key && box.bottom > keys) return true
    for (let around = one.parentElement; around; around = around.parentElement) {
      if (getComputedStyle(around).overflowY === "visible") continue
      const room = around.getBoundingClientRect()
      if (box.top <= room.top + 2 || box.bottom >= room.bottom - 2) return true
    }
    return false
  }
  return [...document.querySelectorAll(touched)].filter(one => !isCut(one))
    .map(one => [`${location.pathname} ${one.ariaLabel || one.textContent}`, one.getBoundingClientRect()])
    .filter(([, box]) => box.width && box.height)
    .map(([name, box]) => [name, Math.round(Math.min(box.width, box.height))])
}"""
"""What can be touched, and its shorter side in pixels of the terminal."""

KEY_AT = """key => {
  const keys = [...document.querySelectorAll("#kiosk-keys:not([hidden]) [data-key]")]
  const box = keys.find(one => one.dataset.key === key)?.getBoundingClientRect()
  return box ? [box.x + box.width / 2, box.y + box.height / 2] : null
}"""

IS_ENTERED = """label => document.activeElement?.getAttribute("aria-label") === label
  && Boolean(document.querySelector("#kiosk-keys:not([hidden]) [data-key]"))"""

KEYS_ARE_DECIDED = """() => !document.querySelector("#kiosk-keys:not([hidden])")
  || /^(INPUT|TEXTAREA)$/.test(document.activeElement?.tagName)"""
"""Whether the keyboard is there for a field, or gone: it goes a moment after its field, and everything moves down."""

TYPED = "document.activeElement?.value ?? ''"


def by_touch(browser: Browser, size: tuple[int, int], *, language: str) -> BrowserContext:
    """Open a window that a finger touches, with neither mouse nor keys."""
    width, height = size
    context = browser.new_context(
        viewport={"width": width, "height": height},
        locale=f"{language}-VN",
        device_scale_factor=0.5,  # a quarter of the pixels to paint; codes are still read
        has_touch=True,
        reduced_motion="reduce",
    )
    context.add_init_script(BARE)
    return context


class TouchScreen(Screen):
    """A screen used by touch alone, which notes how large what can be touched was at its largest."""

    def __init__(self, *arguments: object) -> None:
        super().__init__(*arguments)  # type: ignore[arg-type] # those of ``Screen``
        self._sizes: dict[str, int] = {}

    def too_small(self) -> dict[str, int]:
        """Return what a finger could miss: its name and shorter side."""
        return {name: size for name, size in self._sizes.items() if size < LEAST_PX}

    def measure(self) -> None:
        """Note the size of everything that can be touched now."""
        for name, size in self.page.evaluate(SIZES):
            self._sizes[name] = max(size, self._sizes.get(name, 0))

    def click(self, target: Locator) -> None:
        """Bring a control into sight with a finger, and touch it."""
        self._wheel_into_sight(target)
        self._stands_still(target)
        self.measure()
        box = target.bounding_box(timeout=15_000) if target.count() else None
        assert box is not None, f"{target} has gone: {self.words()}"
        self.page.evaluate(LET_THROUGH, True)
        self.page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        self.page.evaluate(LET_THROUGH, False)

    def _wheel_into_sight(self, target: Locator) -> None:
        target.wait_for(state="attached", timeout=30_000)
        for _ in range(40):
            away = target.evaluate(AWAY)
            if away == 0:
                return
            self.drag(away, target.evaluate(BESIDE))
            self._stands_still(target)
        raise AssertionError(f"{target} never came into sight")

    def _stands_still(self, target: Locator) -> None:
        self.page.wait_for_function(KEYS_ARE_DECIDED, timeout=15_000)
        super()._stands_still(target)

    def drag(self, away: int, x: int) -> None:
        """Move what is shown at ``x`` up by ``away`` pixels, slowly enough that it stops with the finger."""
        size = self.page.viewport_size
        assert size is not None
        by = max(-400, min(400, away))
        y = round(size["height"] * 0.3) + max(0, by)
        finger = self.page.context.new_cdp_session(self.page)
        finger.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
        steps = 8
        for step in range(1, steps + 1):
            point = {"x": x, "y": y - (by + (25 if by > 0 else -25)) * step / steps}
            finger.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [point]})
            self.page.wait_for_timeout(16)
        self.page.wait_for_timeout(120)
        finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
        finger.detach()

    def write(self, label: str, text: str, *, pause_ms: int = 0) -> None:
        """Type into a field, key by key, on the screen."""
        self.enter_field(label)
        self.tap_text(text)

    def type_over(self, text: str) -> None:
        """Type in the place of what the field holds."""
        for _ in range(len(self.page.evaluate(TYPED))):
            self.tap_key("back")
        self.tap_text(text)

    def tap_text(self, text: str) -> None:
        """Type by Telex where marks are needed; what stands in the field must be what was meant."""
        before: str = self.page.evaluate(TYPED)
        for character in unicodedata.normalize("NFC", text):
            for key in telex(character):
                self.tap_key(key)
        typed: str = self.page.evaluate(TYPED)
        assert typed.casefold() == (before + text).casefold(), f"{typed!r} instead of {before + text!r}"

    def tap_key(self, key: str) -> None:
        """Touch one key of the keyboard on the screen, on whichever page it stands."""
        name = {" ": "space"}.get(key, key)
        for page in ("", "letters", "signs"):
            if page and (at := self.page.evaluate(KEY_AT, page)):
                self.page.touchscreen.tap(*at)
            if at := self.page.evaluate(KEY_AT, name):
                self.page.touchscreen.tap(*at)
                return
        raise AssertionError(f"no key {key!r} on the screen")

    def enter_field(self, label: str) -> None:
        """Touch a field until the keyboard is there for it."""
        for _ in range(5):
            if not self.page.evaluate(IS_ENTERED, label):  # "next" on the keyboard may have led here
                self.click(self.field(label))
            with contextlib.suppress(PlaywrightTimeout):
                self.page.wait_for_function(IS_ENTERED, arg=label, timeout=8_000)
                self.page.wait_for_timeout(300)  # the layout of the field's kind follows
                self.measure()
                return
        raise AssertionError(f"the field {label!r} never took the focus")

    def leave_field(self) -> None:
        """Go on to the next field, and put the keyboard away."""
        self.tap_key("next")
        self.page.wait_for_timeout(250)  # what leaving shows (a message, words) moves what is below it


def telex(character: str) -> str:
    """Return the keys of one letter in Telex: "ế" is e, e, s."""
    small = character.lower()
    parts = unicodedata.normalize("NFD", small)
    tone = "".join(TONES[mark] for mark in parts if mark in TONES)
    bare = unicodedata.normalize("NFC", "".join(mark for mark in parts if mark not in TONES))
    return SHAPES.get(bare, bare) + tone
