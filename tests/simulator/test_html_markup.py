"""Telegram's HTML, and what Telegram says when it is broken."""

from contextlib import suppress

import pytest
from aiogram.types import MessageEntity
from aiogram.utils.text_decorations import html_decoration
from hypothesis import given
from hypothesis import strategies as st

from svodka.simulator.formatting import FormattedText, utf16_length, with_found_entities
from svodka.simulator.html_markup import parse_html
from svodka.simulator.refusals import RefusalError

Found = list[tuple[str, str]]


def found(text: FormattedText) -> Found:
    """Each entity with the text that it covers."""
    units = text.text.encode("utf-16-le")
    return [(e.type, units[2 * e.offset : 2 * e.end].decode("utf-16-le")) for e in text.entities]


@pytest.mark.parametrize(
    ("source", "text", "entities"),
    [
        ("просто текст", "просто текст", []),
        ("<b>a</b><strong>b</strong>", "ab", [("bold", "a"), ("bold", "b")]),
        ("<i>a</i><em>b</em>", "ab", [("italic", "a"), ("italic", "b")]),
        ("<u>a</u><ins>b</ins>", "ab", [("underline", "a"), ("underline", "b")]),
        ("<s>a</s><strike>b</strike><del>c</del>", "abc", [("strikethrough", x) for x in "abc"]),
        ("<code>x</code>", "x", [("code", "x")]),
        ("<pre>x\ny</pre>", "x\ny", [("pre", "x\ny")]),
        ("<tg-spoiler>т</tg-spoiler>", "т", [("spoiler", "т")]),
        ('<span class="tg-spoiler">т</span>', "т", [("spoiler", "т")]),
        ("<blockquote>ц</blockquote>", "ц", [("blockquote", "ц")]),
        ("<blockquote expandable>ц</blockquote>", "ц", [("expandable_blockquote", "ц")]),
        ("<B>a</B >", "a", [("bold", "a")]),
        ("<b>a</>", "a", [("bold", "a")]),
        ("<b>a<i>b</i></b>c", "abc", [("bold", "ab"), ("italic", "b")]),
        ("&lt;b&gt; &amp;amp; &quot;&#1103;&#x44f;&nbsp;& &", '<b> &amp; "яя&nbsp;& &', []),
        ("😀<b>я</b>", "😀я", [("bold", "я")]),
        ("<b></b>пусто", "пусто", []),
        ("<code><b>x</b></code>", "x", [("code", "x")]),
        ("<a>https://example.org</a>", "https://example.org", []),
        ('<a href="not an address">x</a>', "x", []),
    ],
)
def test_markup_becomes_text_and_entities(source: str, text: str, entities: Found) -> None:
    parsed = parse_html(source)
    assert (parsed.text, found(parsed)) == (text, entities)


def test_offsets_are_counted_in_utf16_units() -> None:
    (entity,) = parse_html("😀😀 <b>я😀</b>").entities
    assert (entity.offset, entity.length) == (5, 3)


def test_a_link_keeps_its_address_decoded() -> None:
    (entity,) = parse_html("<a href='https://example.org/?a=1&amp;b=2'>сюда</a>").entities
    assert entity.api() == {
        "type": "text_link",
        "offset": 0,
        "length": 4,
        "url": "https://example.org/?a=1&b=2",
    }


def test_code_in_a_block_gives_the_block_its_language() -> None:
    (entity,) = parse_html('<pre><code class="language-python">x = 1</code></pre>').entities
    assert entity.api() == {"type": "pre", "offset": 0, "length": 5, "language": "python"}


def test_a_custom_emoji_keeps_its_id() -> None:
    (entity,) = parse_html('<tg-emoji emoji-id="5368324170671202286">👍</tg-emoji>').entities
    assert entity.api()["custom_emoji_id"] == "5368324170671202286"


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("<b>нет конца", 'Can\'t find end tag corresponding to start tag "b"'),
        ("я<h1>x</h1>", 'Unsupported start tag "h1" at byte offset 2'),
        ("2 < 3", 'Unsupported start tag "" at byte offset 2'),
        ("<br/>", 'Unsupported start tag "br/" at byte offset 0'),
        ("<!-- c -->", 'Unsupported start tag "!--" at byte offset 0'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("<b><i>x</b></i>", 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"'),
        ("<b", "Unclosed start tag at byte offset 0"),
        ("<a href='x'", "Unclosed start tag at byte offset 0"),
        ("<b>x</b", "Unclosed end tag at byte offset 4"),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("<a =x>y</a>", 'Empty attribute name in the tag "a" at byte offset 0'),
    ],
)
def test_broken_markup_is_refused_in_telegrams_words(source: str, reason: str) -> None:
    with pytest.raises(RefusalError) as refused:
        parse_html(source)
    assert refused.value.description == f"Bad Request: can't parse entities: {reason}"


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_escaped_text_comes_back_as_it_was(text: str) -> None:
    parsed = parse_html(html_decoration.quote(text))
    assert (parsed.text, parsed.entities) == (text, ())


WRAPPING = ["bold", "italic", "underline", "strikethrough", "spoiler", "blockquote"]


@st.composite
def nested(draw: st.DrawFn) -> tuple[str, list[MessageEntity]]:
    """A text with entities inside each other, each of another type."""
    text = draw(st.text("яb😀<&", min_size=1, max_size=20))
    start, end = 0, len(text)
    entities = []
    for kind in draw(st.lists(st.sampled_from(WRAPPING), unique=True, max_size=4)):
        start = draw(st.integers(start, end - 1))
        end = draw(st.integers(start + 1, end))
        offset, length = utf16_length(text[:start]), utf16_length(text[start:end])
        entities.append(MessageEntity(type=kind, offset=offset, length=length))
    return text, entities


@given(nested())
def test_what_aiogram_writes_is_read_back_as_it_was_meant(sample: tuple[str, list[MessageEntity]]) -> None:
    text, entities = sample
    parsed = parse_html(html_decoration.unparse(text, entities))

    assert parsed.text == text
    assert {(e.type, e.offset, e.length) for e in parsed.entities} == {
        (e.type, e.offset, e.length) for e in entities
    }


@given(st.text("<>/abi &;#='\"", max_size=30))
def test_nothing_that_people_type_breaks_the_parser(source: str) -> None:
    with suppress(RefusalError):
        parsed = parse_html(source)
        assert all(0 <= e.offset < e.end <= parsed.units for e in parsed.entities)


@pytest.mark.parametrize(
    ("text", "entities"),
    [
        ("/start да /help@bot", [("bot_command", "/start"), ("bot_command", "/help@bot")]),
        ("см. https://example.org/a?b=1.", [("url", "https://example.org/a?b=1")]),
        ("@svodka_bot и a@b.ru", [("mention", "@svodka_bot"), ("email", "a@b.ru")]),
        ("#отчёт за 1/2 и и/или", [("hashtag", "#отчёт")]),
    ],
)
def test_commands_links_mentions_and_hashtags_are_found(text: str, entities: Found) -> None:
    assert found(with_found_entities(FormattedText(text=text))) == entities


def test_nothing_is_found_in_code() -> None:
    assert found(with_found_entities(parse_html("<code>/start @user_name</code>"))) == [
        ("code", "/start @user_name")
    ]


def test_blank_ends_are_dropped_and_formatting_moves_along() -> None:
    trimmed = parse_html(" 😀 <b>я </b>\n<i> </i>").trimmed()
    assert (trimmed.text, found(trimmed)) == ("😀 я", [("bold", "я")])
