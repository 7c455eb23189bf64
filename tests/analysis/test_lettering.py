"""Pictures are painted as the SVG says: letters stay text in the page, and none is lost in the picture."""

from collections.abc import Callable

import pytest
import vl_convert

from svodka.analysis.charts import Chart, lettered
from svodka.analysis.charts.metrics import text_width
from svodka.analysis.charts.svg import Drawing
from tests.analysis.pictures import picture

SENTENCE = "Выручка по месяцам, ₽ — 1\u00a0234,5 & «Łódź» №7"
# Of 255. Rectangles stand on whole pixels with us, and letters have sixteen shades.
HARDLY = 2.0


def chart(draw: Callable[[Drawing], object], text: str = "") -> Chart:
    drawing = Drawing(height=60, width=360)
    draw(drawing)
    return Chart(name="line", title=text, alt=text, drawing=drawing)


def line_of(text: str) -> Chart:
    return chart(lambda drawing: drawing.text(16, 40, text, bold=True), text)


def crowd(drawing: Drawing) -> None:
    """Draw one thing over the other, as charts do."""
    points = [(20.0, 50.0), (80.0, 12.0), (140.0, 44.0), (200.0, 20.0), (260.0, 40.0)]
    for y in (10.0, 30.0, 50.0):
        drawing.line(10, y, 340, y)
    drawing.area([(20, 50), *points, (260, 50)], "wash")
    drawing.polyline(points, "main")
    drawing.polyline(points[:3], "against", width=1.5, dashed=True)
    drawing.dot(260, 40, 4.5, "main", hollow=True)
    drawing.rect(300, 10.4, 30.3, 40, "heat4", radius=3)
    drawing.text(315, 34, "7 %", anchor="middle", fill="paper")


def converted(drawn: Chart) -> bytes:
    return bytes(vl_convert.svg_to_png(drawn.svg, scale=2))


def test_the_picture_has_letters_and_the_page_has_text() -> None:
    drawn = line_of("Выручка, ₽ & co")

    assert picture(drawn.png()).palette
    assert "Выручка, ₽ &amp; co</text>" in drawn.svg
    assert "Выручка, ₽ &amp; co</text>" in drawn.inline


def test_letters_that_our_font_lacks_are_left_to_the_fonts_of_the_machine() -> None:
    drawn = line_of("销售额 Выручка")

    assert lettered("销", size=14, bold=False, anchor="start") is None
    assert not picture(drawn.png()).palette
    assert len(drawn.png()) > 2 * len(chart(lambda _: None).png())


@pytest.mark.parametrize("drawn", [line_of(SENTENCE), chart(crowd)], ids=["letters", "shapes"])
def test_a_picture_looks_as_another_program_shows_the_svg(drawn: Chart) -> None:
    line_of("销").png()  # makes the font known to the other program

    ours, theirs = picture(drawn.png()), picture(converted(drawn))

    assert ours.distance(theirs) < HARDLY
    assert all(abs(one - two) <= 2 for one, two in zip(ours.box(), theirs.box(), strict=True))


def test_what_reaches_beyond_the_picture_is_cut_off() -> None:
    def beyond(drawing: Drawing) -> None:
        drawing.rect(-10, -10, 400, 90, "wash", radius=4)
        drawing.text(-20, 8, SENTENCE * 3)
        drawing.dot(358, 58, 9, "main")
        drawing.polyline([(-40, -40), (400, 90)], "against")

    drawn = chart(beyond)

    assert picture(drawn.png()).distance(picture(converted(drawn))) < HARDLY


def test_a_rectangle_that_is_not_empty_is_seen() -> None:
    thin = chart(lambda drawing: drawing.rect(10, 10, 20, 0.01, "main"))
    empty = chart(lambda drawing: drawing.rect(10, 10, 20, 0, "main"))

    assert picture(thin.png()).box() == (20, 20, 59, 20)
    assert {pixel for row in picture(empty.png()).rows for pixel in row} == {(255, 255, 255)}


def test_more_shades_than_a_palette_holds_still_make_a_picture() -> None:
    def colourful(drawing: Drawing) -> None:
        fills = (
            "main",
            "wash",
            "other",
            "against",
            "soft",
            "heat1",
            "heat2",
            "heat3",
            "heat4",
            "heat5",
            "ink",
        )
        for row, under in enumerate(fills):
            drawing.rect(0, row * 5, 360, 5, under)
            for n, over in enumerate(fills):
                drawing.text(n * 30, row * 5 + 5, "Ж", size=8, fill=over)

    drawn = chart(colourful)

    assert picture(drawn.png()).distance(picture(converted(drawn))) < 2 * HARDLY


def test_widths_of_the_table_are_those_of_the_font() -> None:
    line = lettered(SENTENCE, size=14, bold=False, anchor="end")

    assert line is not None
    assert len(line.glyphs) == len(SENTENCE)
    assert line.scale == 14 / 1000
    assert abs(line.shift - text_width(SENTENCE, 14)) < 0.03 * line.shift
