"""Letters are drawn as outlines in the picture, stay text in the page, and none is lost."""

import vl_convert

from svodka.analysis.charts import Chart
from svodka.analysis.charts.lettering import outlined
from svodka.analysis.charts.metrics import text_width
from svodka.analysis.charts.svg import Drawing

SENTENCE = "Выручка по месяцам, ₽ — 1\u00a0234,5 & «Łódź» №7"


def chart(text: str) -> Chart:
    drawing = Drawing(height=60)
    drawing.text(16, 40, text, bold=True)
    return Chart(name="line", title=text, alt=text, drawing=drawing)


def test_the_picture_has_outlines_and_the_page_has_text() -> None:
    drawn = chart("Выручка, ₽ & co")

    assert "<text" not in drawn.drawing.outlines()
    assert "Выручка, ₽ &amp; co</text>" in drawn.svg
    assert "Выручка, ₽ &amp; co</text>" in drawn.inline


def test_letters_that_our_font_lacks_are_left_to_the_fonts_of_the_machine() -> None:
    drawn = chart("销售额 Выручка")

    assert outlined("销", size=14, bold=False, anchor="start") is None
    assert "销售额 Выручка</text>" in drawn.drawing.outlines()


def test_outlines_are_drawn_where_the_text_would_stand() -> None:
    drawn = chart(SENTENCE)
    drawn.png()  # makes the font known to the rasteriser

    as_text = vl_convert.svg_to_png(drawn.svg, scale=1)
    as_outlines = vl_convert.svg_to_png(drawn.drawing.outlines(), scale=1)

    assert abs(len(as_text) - len(as_outlines)) < len(as_text) * 0.1
    assert len(as_outlines) > 3 * len(chart("").png(1))


def test_widths_of_the_table_are_those_of_the_font() -> None:
    path, scale, width = outlined(SENTENCE, size=14, bold=False, anchor="end") or ("", 0, 0)

    assert path.count("M") > 40
    assert scale == 14 / 1000
    assert abs(width - text_width(SENTENCE, 14)) < 0.03 * width
