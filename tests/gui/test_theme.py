import re

import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication

from authbench_gui.theme.icons import pixmap
from authbench_gui.theme.theme import (
    ROLES,
    Role,
    Scheme,
    Theme,
    load_alias_colors,
    load_tokens,
    resource,
    style_sheet,
)

SURFACES: dict[Role, tuple[Role, ...]] = {
    "text": ("background", "panel", "accent_soft", "hover", "bad_soft", "warn_soft", "code"),
    "muted": ("background", "panel", "accent_soft", "hover", "code", "bad_soft"),
    "accent_text": ("background", "panel", "accent_soft"),
    "on_accent": ("accent", "accent_hover"),
    "ok": ("background", "panel", "accent_soft", "ok_soft"),
    "warn": ("background", "panel", "accent_soft", "warn_soft"),
    "bad": ("background", "panel", "accent_soft", "bad_soft"),
    "code_key": ("background", "panel"),
    "code_string": ("background", "panel"),
    "code_number": ("background", "panel"),
    "code_symbol": ("background", "panel"),
}
PAIRS = [(text, ground) for text, grounds in SURFACES.items() for ground in grounds]


def luminance(color: str) -> float:
    """WCAG 2.2, relative luminance."""
    parts = [channel / 255 for channel in QColor(color).getRgb()[:3]]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_texts_can_be_read_on_their_grounds(scheme: str, text: Role, ground: Role) -> None:
    tokens = load_tokens(scheme)  # type: ignore[arg-type]
    lighter, darker = sorted((luminance(tokens[text]), luminance(tokens[ground])), reverse=True)
    assert (lighter + 0.05) / (darker + 0.05) >= 4.5


@pytest.mark.parametrize("scheme", ["light_contrast", "dark_contrast"])
@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_texts_can_be_read_from_far_while_presenting(scheme: str, text: Role, ground: Role) -> None:
    tokens = load_tokens(scheme)  # type: ignore[arg-type]
    lighter, darker = sorted((luminance(tokens[text]), luminance(tokens[ground])), reverse=True)
    assert (lighter + 0.05) / (darker + 0.05) >= 7


@pytest.mark.parametrize("scheme", ["light_contrast", "dark_contrast"])
def test_chips_can_be_read_from_far_while_presenting(scheme: str) -> None:
    colors = load_alias_colors(scheme)  # type: ignore[arg-type]
    assert len(colors) == len(set(colors)) == 8
    for pair in colors:
        lighter, darker = sorted(map(luminance, pair), reverse=True)
        assert (lighter + 0.05) / (darker + 0.05) >= 7


@pytest.mark.parametrize("scheme", ["light", "dark", "light_contrast", "dark_contrast"])
def test_every_role_has_a_colour_and_every_name_in_the_sheet_is_a_role(scheme: str) -> None:
    tokens = load_tokens(scheme)  # type: ignore[arg-type]
    assert all(QColor(tokens[role]).isValid() for role in ROLES)
    assert "@" not in style_sheet(tokens)


def test_whatever_is_chosen_has_an_ink_for_its_ground() -> None:
    """Without one the system's is taken, which is for a ground of the accent colour."""
    sheet = resource("theme", "window.qss").read_text("utf-8")
    rules = re.findall(r"([^\n{}]*::item:selected[^{]*)\{([^}]*)\}", sheet)
    assert len(rules) > 5
    assert not [name for name, rule in rules if "background" in rule and not re.search(r"(?<!-)color:", rule)]


@pytest.mark.parametrize("scheme", [Scheme.LIGHT, Scheme.DARK])
def test_chips_of_different_secrets_have_colours_of_their_own_that_can_be_read(
    theme: Theme, scheme: Scheme
) -> None:
    theme.set_scheme(scheme)
    pairs = [theme.alias_color(number) for number in range(9)]
    assert len({(text.name(), ground.name()) for text, ground in pairs}) == 9
    for text, ground in pairs:
        lighter, darker = sorted((luminance(text.name()), luminance(ground.name())), reverse=True)
        assert (lighter + 0.05) / (darker + 0.05) >= 4.5
    assert theme.alias_color(9) == theme.alias_color(1)


def test_switching_the_scheme_changes_colours_at_once(theme: Theme, qtbot) -> None:  # type: ignore[no-untyped-def]
    light = theme.tokens
    with qtbot.wait_signal(theme.changed):
        theme.set_scheme(Scheme.DARK)
    assert theme.is_dark
    assert theme.tokens["panel"] != light["panel"]
    theme.set_scheme(Scheme.LIGHT)
    assert theme.tokens == light


@pytest.mark.parametrize("name", sorted(path.stem for path in resource("icons").glob("*.svg")))
def test_icons_draw_in_the_colour_asked_for_at_every_scale(theme: Theme, name: str) -> None:
    for scale in (1.0, 2.0):
        image = pixmap(name, QColor("#ff0000"), 16, scale).toImage()
        assert image.width() == 16 * scale
        colors = {
            image.pixelColor(x, y).name()
            for x in range(image.width())
            for y in range(image.height())
            if image.pixelColor(x, y).alpha() > 200
        }
        assert colors == {"#ff0000"}


def test_presenting_makes_texts_larger_and_colours_stronger_and_ends_as_it_was(
    theme: Theme, qapp: QApplication
) -> None:
    before, sheet, size = dict(theme.tokens), qapp.styleSheet(), qapp.font().pixelSize()
    theme.presenting.turn(True)
    assert theme.tokens == load_tokens("light_contrast")
    assert qapp.font().pixelSize() == theme.interface(13).pixelSize() == 21
    assert theme.monospaced().pixelSize() == 19
    assert "font-size: 27px" in qapp.styleSheet()
    assert "border: 1px" in qapp.styleSheet()
    theme.set_scheme(Scheme.DARK)
    assert theme.tokens == load_tokens("dark_contrast")
    theme.set_scheme(Scheme.LIGHT)
    theme.presenting.turn(False)
    assert (theme.tokens, qapp.styleSheet(), qapp.font().pixelSize()) == (before, sheet, size)
