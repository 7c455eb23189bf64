"""The names of months, weekdays and quarters, in the languages that exports come in."""

import re
from collections.abc import Mapping
from typing import Final

_NAMES: Final = (
    "январь января янв january jan januar jänner janvier janv enero ene gennaio gen janeiro styczeń stycznia sty "
    "січень січня січ qaңtar ocak oca januari қаңтар",
    "февраль февраля фев февр february feb februar février févr fév fevrier febrero febbraio fevereiro fev luty "
    "lutego lut лютий лютого лют şubat şub februari ақпан",
    "март марта мар march mar märz mär mrz mars marzo março marco marzec marca березень березня бер mart maart mrt "
    "наурыз",
    "апрель апреля апр april apr avril avr abril abr aprile kwiecień kwietnia kwi квітень квітня кві nisan nis сәуір",
    "май мая may mai mayo maggio mag maio maj maja травень травня тра mayıs mei мамыр",
    "июнь июня июн june jun juni juin junio giugno giu junho czerwiec czerwca cze червень червня чер haziran haz "
    "маусым",
    "июль июля июл july jul juli juillet juil julio luglio lug julho lipiec lipca lip липень липня лип temmuz tem "
    "шілде",
    "август августа авг august aug août aout agosto ago sierpień sierpnia sie серпень серпня сер ağustos ağu "
    "augustus тамыз",
    "сентябрь сентября сен сент september sep sept septembre septiembre settembre set setembro wrzesień września "
    "wrz вересень вересня вер eylül eyl қыркүйек",
    "октябрь октября окт october oct oktober okt octobre octubre ottobre ott outubro out październik października "
    "paź жовтень жовтня жов ekim eki қазан",
    "ноябрь ноября ноя нояб november nov novembre noviembre novembro listopad listopada lis листопад листопада "
    "лис kasım kas қараша",
    "декабрь декабря дек december dec dezember dez décembre déc decembre diciembre dic dicembre dezembro grudzień "
    "grudnia gru грудень грудня гру aralık ara желтоқсан",
)
MONTHS: Final[Mapping[str, int]] = {
    name: number for number, names in enumerate(_NAMES, start=1) for name in names.split()
}
QUARTERS: Final[Mapping[str, int]] = {
    "1": 1,
    "2": 2,
    "3": 3,
    "4": 4,
    "i": 1,
    "ii": 2,
    "iii": 3,
    "iv": 4,
}
_WEEKDAYS: Final = (
    "понедельник вторник среда четверг пятница суббота воскресенье пн вт ср чт пт сб вс "
    "monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun "
    "montag dienstag mittwoch donnerstag freitag samstag sonntag mo di mi do fr sa so"
)
_ANY_WEEKDAY: Final = "|".join(sorted(_WEEKDAYS.split(), key=len, reverse=True))
WEEKDAY: Final = re.compile(rf"(?:{_ANY_WEEKDAY})\.?,?\s+", re.IGNORECASE)
WEEKDAY_TAIL: Final = re.compile(rf",?\s+\(?(?:{_ANY_WEEKDAY})\.?\)?$", re.IGNORECASE)
_WORD: Final = re.compile(r"[^\W\d_]+")
_FIRST_WORDS: Final = frozenset({*MONTHS, *_WEEKDAYS.split()})
# A quarter or a week: Q1, QIV, II кв., IVкв, I-й, W07.
_PERIOD: Final = re.compile(r"q?(?:i{1,3}|iv)?(?:й?(?:кв(?:артал)?)?)|w")


def may_begin_date(text: str) -> bool:
    """Say whether a date may begin with the word that the text begins with, if it does with one."""
    found = _WORD.match(text)
    if found is None:
        return True
    word = found[0].lower()
    return word in _FIRST_WORDS or _PERIOD.fullmatch(word) is not None
