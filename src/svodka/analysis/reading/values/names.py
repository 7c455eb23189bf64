"""What a column's name tells of its values: is it a date, an identifier, a question, an amount."""

import re
from typing import Final


def _words(*words: str) -> re.Pattern[str]:
    """Match any of these stems at the beginning of a word of a name."""
    return re.compile(rf"(?<![^\W\d_])(?:{'|'.join(words)})", re.IGNORECASE)


TEXT_ID: Final = re.compile(
    r"(?<![^\W_])(?:инн|кпп|огрн(?:ип)?|бик|снилс|inn|kpp|ogrn(?:ip)?|bik|snils|vat(?: id)?|tin|окпо|октмо|оквэд|окато|р/?с|к/?с|л/?с|расч[её]тный сч[её]т|"
    r"сч[её]т(?:а)?|номер сч[её]та|карт[аы]|номер карты|"
    r"телефон\w*|тел|моб\w*|phone\w*|mobile|fax|факс|штрих-?код\w*|баркод\w*|barcode\w*|ean(?:13|8)?|upc|gtin|isbn|"
    r"артикул\w*|sku|mcc|zip(?:code)?|postal\w*|postcode|индекс|почтовый индекс|паспорт\w*|passport|iban|swift|bic|"
    r"card|card number|account number|account no|imei|vin|ssn|кадастров\w*|код\w*|code|codes|тн ?вэд|уин|guid|uuid|"
    r"серия|plu|npi|cusip|isin|fips|naics|sic)(?![^\W_])",
    re.IGNORECASE,
)
ACCOUNT: Final = re.compile(
    r"(?<![^\W\d_])(?:(?:суб)?сч[её]т(?:а|ов)?|сч|корр?\w*|д(?:ебе)?т(?:а|у)?|к(?:реди)?т(?:а|у)?|accounts?|acct|gl|debit|credit)"
    r"(?![^\W\d_])",
    re.IGNORECASE,
)
CLASSIFIER: Final = re.compile(
    r"(?<![^\W\d_])(?:код\w*|codes?|оквэд\w*|окпд\w*|окоф|тн ?вэд|косгу|кбк|naics|nace|sic)(?![^\W\d_])",
    re.IGNORECASE,
)
NUMBER_ID: Final = re.compile(
    r"(?<![^\W\d_])(?:id|ids|ид|№|no|nr|number|num|номер|п/п|n п/п|key|ключ|ref|reference|index|idx|pk|uid)(?![^\W\d_])"
    r"|[a-zа-я]Id$|_id$|^#$|№",
    re.IGNORECASE,
)
DATE: Final = re.compile(
    r"(?<![^\W\d_])(?:unix|epoch|дат[аыеу]|date|dates|день|day|time|timestamp|врем[яени]+|created|updated|modified|period|период|"
    r"месяц|month|ts|datetime|when|момент|дедлайн|deadline|срок|start|end|birthday|dob|ymd|quarter|квартал|week|неделя)"
    r"(?![^\W\d_])|_at$|_ts$|[a-z](?:Date|Time|At)$",
    re.IGNORECASE,
)
QUESTION: Final = re.compile(
    r"^(?:is|has|can|was|in|do|does|should|allow)(?:[_ ]|[A-Z])|(?<![^\W\d_])(?:flag|флаг|признак|active|активен|"
    r"активна|активно|enabled|deleted|удал[её]н\w*|опубликован\w*|verified|оплачен\w*|есть|является|доступ\w*|boolean|"
    r"bool|survived|churn\w*|default|fraud|success|paid|видим\w*|закрыт\w*|открыт\w*|checked)(?![^\W\d_])|\?$",
    re.IGNORECASE,
)
VERSION: Final = _words("верси", "version", "release")
AMOUNT: Final = _words(
    "сумм", "цен", "стоим", "выруч", "доход", "расход", "приход", "прибыл", "остат", "баланс", "кол-?во", "количеств",
    "колич", "qty", "quantity", "amount", "sum", "total", "итог", "price", "cost", "revenue", "fee", "balance", "count",
    "число", "доля", "процент", "rate", "скидк", "вес", "объ[её]м", "продаж", "sales", "value", "net", "gross", "оплат",
    "кэшб", "бонус", "комисс", "налог", "ндс", "tax", "profit", "units", "штук", "площад", "population", "score", "age",
    "возраст", "height", "weight", "width", "length", "temp", "balance", "долг", "оклад", "зарплат", "salary",
)  # fmt: skip
GEOGRAPHY: Final = re.compile(
    r"(?<![^\W\d_])(?:город\w*|city|cities|стран\w*|countr\w*|регион\w*|region|област\w*|state|province|адрес\w*|"
    r"address|улиц\w*|street|широт\w*|долгот\w*|lat|lon|lng|latitude|longitude|район|district|county|населенн\w*|"
    r"location|локаци\w*|место|municipality|федеральный округ)(?![^\W\d_])",
    re.IGNORECASE,
)
CONTACT: Final = re.compile(
    r"(?<![^\W\d_])(?:e-?mail\w*|почта|телефон\w*|тел|phone\w*|mobile|моб\w*|фио|ф\.и\.о\.?|фамили\w*|отчеств\w*|"
    r"full ?name|first ?name|last ?name|surname|telegram|whatsapp|viber|контакт\w*|contacts?|паспорт\w*|passport|"
    r"снилс|ssn|держатель|cardholder|получатель|плательщик|sender|recipient)(?![^\W\d_])",
    re.IGNORECASE,
)
