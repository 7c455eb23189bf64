"""Exports as banks, marketplaces, shops and advertising offices make them, each with what a careful person reads."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final


@dataclass(frozen=True, kw_only=True, slots=True)
class Export:
    """A file, and what must be found in it."""

    name: str
    text: str
    delimiter: str | None
    header_row: int | None
    rows: int
    types: str
    sums: Mapping[str, str] = field(default_factory=dict)
    encoding: str = "utf-8"

    @property
    def data(self) -> bytes:
        """The file."""
        return self.text.encode(self.encoding)


EXPORTS: Final[tuple[Export, ...]] = (
    Export(
        name="tbank",
        text='"Дата операции";"Дата платежа";"Номер карты";"Статус";"Сумма операции";"Валюта операции";"Категория";"MCC";"Описание"\n'
        '"01.02.2026 12:30:11";"02.02.2026";"*1234";"OK";"-1014,46";"RUB";"Супермаркеты";"5411";"Пятёрочка"\n'
        '"31.01.2026 08:01:00";"01.02.2026";"*1234";"FAILED";"-99,00";"RUB";"Фастфуд";"5814";"Кофе; с собой"\n'
        '"30.01.2026 23:59:59";"";"";"OK";"50000,00";"RUB";"Пополнения";"";"Зарплата"\n',
        delimiter=";",
        header_row=0,
        rows=3,
        types="datetime date text text decimal text text text text",
        sums={"Сумма операции": "48886.54"},
        encoding="cp1251",
    ),
    Export(
        name="sber",
        text="Выписка по счёту 40702810000000012345\n"
        'ООО "Ромашка" ИНН 7707083893\n'
        "Период: 01.01.2026 - 31.01.2026\n"
        "\n"
        "Дата;№ док.;Контрагент;Приход;Расход;Назначение\n"
        '12.01.2026;1;ООО "Луч";;15 000,00;Оплата по счёту № 5\n'
        "13.01.2026;2;АО Вектор;120 000,50;;За товар; НДС не облагается\n"
        "14.01.2026;3;ИП Сидоров;;300,00;Комиссия\n"
        '15.01.2026;4;ООО "Заря";5 000,00;;Возврат\n'
        "Итого;;;125 000,50;15 300,00;\n"
        "Исходящий остаток;;;109 700,50;;\n",
        delimiter=";",
        header_row=4,
        rows=4,
        types="date integer text decimal decimal text",
        sums={"Приход": "125000.50", "Расход": "15300.00"},
        encoding="cp1251",
    ),
    Export(
        name="wb",
        text="Отчёт о продажах Wildberries\n"
        "№;Предмет;Бренд;Артикул поставщика;Код номенклатуры;Баркод;Тип документа;Обоснование для оплаты;Дата продажи;Кол-во;Цена розничная;К перечислению Продавцу\n"
        "1;Платья;MIRA;AB-01;123456789;2037654321098;Продажа;Продажа;2026-01-12;1;2 499,00;1 850,33\n"
        "2;Платья;MIRA;AB-02;123456790;2037654321099;Возврат;Возврат;2026-01-13;1;2 499,00;-1 850,33\n"
        "3;;;;;;Логистика;Логистика;2026-01-13;0;0,00;-56,20\n"
        "4;Юбки;MIRA;AB-03;123456791;2037654321100;Продажа;Продажа;2026-01-14;2;1 999,00;3 010,00\n",
        delimiter=";",
        header_row=1,
        rows=4,
        types="integer text text text text text text text date integer decimal decimal",
        sums={"К перечислению Продавцу": "2953.80"},
    ),
    Export(
        name="ozon_fbs",
        text="Номер заказа;Номер отправления;Принят в обработку;Статус;Сумма отправления;Валюта;OZON id;Количество\n"
        "12345678-0001;12345678-0001-1;2026-01-27 21:10:51;Доставлен;1999.00;RUB;987654321;1\n"
        "12345678-0002;12345678-0002-1;2026-01-28 01:02:03;Отменён;549.50;RUB;987654322;2\n"
        "12345678-0003;12345678-0003-1;2026-01-28 23:10:00;Доставляется;10.00;RUB;987654323;1\n",
        delimiter=";",
        header_row=0,
        rows=3,
        types="text text datetime text decimal text integer integer",
        sums={"Сумма отправления": "2558.50"},
        encoding="utf-8-sig",
    ),
    Export(
        name="ydirect",
        text='"Отчёт «Мастер отчётов» 01.01.2026 - 31.01.2026"\n'
        "Дата\tКампания\t№ Кампании\tПоказы\tКлики\tCTR (%)\tРасход (руб.)\tСр. цена клика (руб.)\n"
        "01.01.2026\tПоиск | Москва\t12345678\t1 204\t31\t2,57\t845,20\t27,26\n"
        "02.01.2026\tПоиск | Москва\t12345678\t987\t0\t0,00\t0,00\t-\n"
        "03.01.2026\tРСЯ; ретаргетинг\t12345679\t15 001\t45\t0,30\t500,01\t11,11\n"
        "Итого\t\t\t17 192\t76\t0,44\t1 345,21\t17,70\n",
        delimiter="\t",
        header_row=1,
        rows=3,
        types="date text integer integer integer decimal decimal decimal",
        sums={"Показы": "17192", "Расход (руб.)": "1345.21"},
        encoding="utf-16",
    ),
    Export(
        name="gads",
        text="Campaign report\n"
        '"January 1, 2026 - January 31, 2026"\n'
        "Campaign,Campaign state,Currency code,Clicks,Impr.,CTR,Avg. CPC,Cost\n"
        'Brand,Enabled,USD,"1,204","15,330",7.85%,0.41,493.64\n'
        'Generic | US,Paused,USD,87,"9,001",0.97%,1.20,104.40\n'
        'Display,Enabled,USD,0," 2,100",0.00%, --,0.00\n'
        'Total: Campaigns,,USD,"1,291","26,431",4.88%,0.46,598.04\n',
        delimiter=",",
        header_row=2,
        rows=3,
        types="text text text integer integer decimal decimal decimal",
        sums={"Clicks": "1291", "Cost": "598.04"},
    ),
    Export(
        name="shopify",
        text="Name,Email,Financial Status,Paid at,Subtotal,Shipping,Taxes,Total,Discount Code,Lineitem quantity,Lineitem name,Billing Zip,Notes\n"
        '#1001,a@x.com,paid,2026-01-02 10:11:12 -0500,20.00,5.00,1.25,26.25,,1,"Mug, white",\'01234,\n'
        '#1001,a@x.com,,,,,,,,2,"Tee ""Big"" L",,\n'
        "#1002,b@x.com,refunded,2026-01-03 11:00:00 -0500,15.50,0.00,0.80,16.30,NEW10,1,Cap,'90210,\"leave at\n"
        'door"\n'
        "#1003,c@x.com,paid,2026-01-04 09:00:00 -0500,9.99,5.00,0.50,15.49,,3,Pin,'10001,\n",
        delimiter=",",
        header_row=0,
        rows=4,
        types="text text text datetime decimal decimal decimal decimal text integer text text text",
        sums={"Total": "58.04", "Lineitem quantity": "7"},
    ),
    Export(
        name="stripe",
        text="id,Created (UTC),Amount,Amount Refunded,Currency,Captured,Converted Amount,Fee,Description,Customer Email,Card Last4\n"
        'ch_3Ab1,2026-01-02 03:04:05,"1,250.00",0.00,usd,TRUE,"1,250.00",36.55,Invoice 12,a@b.co,0042\n'
        "ch_3Ab2,2026-01-02 04:04:05,20.00,20.00,usd,TRUE,20.00,0.88,,c@d.co,4242\n"
        'ch_3Ab3,2026-01-03 05:00:00,99.99,0.00,eur,FALSE,108.10,3.20,"Refund, later",e@f.co,1881\n',
        delimiter=",",
        header_row=0,
        rows=3,
        types="text datetime decimal decimal text boolean decimal decimal text text text",
        sums={"Amount": "1369.99", "Fee": "40.63"},
    ),
    Export(
        name="paypal",
        text='"Date","Time","TimeZone","Name","Type","Status","Currency","Gross","Fee","Net","Transaction ID"\n'
        '"01/02/2026","10:00:00","PST","John","Payment","Completed","USD","25.00","-1.03","23.97","1AB"\n'
        '"01/13/2026","11:00:00","PST","Ann","Payment","Completed","USD","1,100.00","-32.20","1,067.80","2AB"\n'
        '"01/14/2026","12:00:00","PST","","Withdrawal","Completed","USD","-500.00","0.00","-500.00","3AB"\n',
        delimiter=",",
        header_row=0,
        rows=3,
        types="date time text text text text text decimal decimal decimal text",
        sums={"Net": "591.77"},
    ),
    Export(
        name="de_bank",
        text='"Kontonummer:";"DE12500105170648489890"\n'
        '"Zeitraum:";"01.01.2026 - 31.01.2026"\n'
        '"Kontostand:";"1.234,56 EUR"\n'
        "\n"
        '"Buchungstag";"Wertstellung";"Verwendungszweck";"Betrag (EUR)"\n'
        '"02.01.2026";"02.01.2026";"Miete, Januar";"-1.050,00"\n'
        '"05.01.2026";"05.01.2026";"Gehalt";"3.210,99"\n'
        '"07.01.2026";"08.01.2026";"REWE; Köln";"-54,20"\n',
        delimiter=";",
        header_row=4,
        rows=3,
        types="date date text decimal",
        sums={"Betrag (EUR)": "2106.79"},
        encoding="cp1252",
    ),
    Export(
        name="1c_osv",
        text="\n"
        "\n"
        ";Оборотно-сальдовая ведомость по счету 60;;;;\n"
        ";за 1 квартал 2026 г.;;;;\n"
        "\n"
        ";Контрагент;Сальдо на начало;;Обороты;\n"
        ";;Дебет;Кредит;Дебет;Кредит\n"
        ";ООО Луч;;10 000,00;5 000,00;\n"
        ";АО Вектор;2 000,00;;;7 500,50\n"
        ";ИП Сидоров;;;100,00;100,00\n"
        ";Итого;2 000,00;10 000,00;5 100,00;7 600,50\n",
        delimiter=";",
        header_row=5,
        rows=3,
        types="text decimal decimal decimal decimal",
        sums={"Обороты Кредит": "7600.50"},
        encoding="cp1251",
    ),
    Export(
        name="price_units",
        text="Прайс-лист от 01.02.2026\n"
        "Артикул;Наименование;Цена;Остаток;Вес\n"
        ";;руб.;шт;кг\n"
        "000123;Болт М8х20 (оцинк.);12,50;1 000;0,012\n"
        "000124;Гайка М8;3,20;5 000;0,005\n"
        "000125;Шайба, 8 мм;1,05;10 000;0,001\n",
        delimiter=";",
        header_row=1,
        rows=3,
        types="text text decimal integer decimal",
        sums={"Цена": "16.75", "Остаток": "16000"},
    ),
    Export(
        name="ga4",
        text="# ----------------------------------------\n"
        "# Traffic acquisition\n"
        "# Account: Site\n"
        "# ----------------------------------------\n"
        "#\n"
        "# Start date: 20260101\n"
        "# End date: 20260131\n"
        "Session default channel group,Users,Sessions,Engagement rate,Average engagement time\n"
        "Organic Search,1204,1501,0.6123456789,45.12\n"
        "Direct,870,990,0.51,30.5\n"
        "Paid Search,33,40,0.4,12.0\n",
        delimiter=",",
        header_row=7,
        rows=3,
        types="text integer integer decimal decimal",
        sums={"Users": "2107"},
    ),
    Export(
        name="etsy",
        text="Sale Date,Item Name,Buyer,Quantity,Price,Coupon Code,Date Paid,Ship Country\n"
        '01/25/26,"Ring, silver 925 – size 7",anna,1,45.00,,01/25/26,United States\n'
        '01/24/26,"Necklace ""Moon""",bob,2,60.5,SALE,01/24/26,Germany\n'
        "01/20/26,Earrings,carl,1,30.00,,01/21/26,France\n",
        delimiter=",",
        header_row=0,
        rows=3,
        types="date text text integer decimal text date text",
        sums={"Price": "135.5"},
    ),
    Export(
        name="jira",
        text="Issue key,Summary,Status,Created,Story Points\n"
        'AB-1,"Fix ""login"", please",Done,12/Jan/26 3:45 PM,3.0\n'
        'AB-2,Crash on start,"In Progress",13/Jan/26 9:00 AM,\n'
        "AB-3,Docs,To Do,14/Jan/26 11:20 AM,5.0\n",
        delimiter=",",
        header_row=0,
        rows=3,
        types="text text text datetime decimal",
    ),
    Export(
        name="kkt",
        text="Смена;Чек;Дата и время;Тип;Сумма;Наличные;Безнал\n"
        "12;1;01.02.26 09:15;Приход;1'250,00;1'250,00;0,00\n"
        "12;2;01.02.26 09:45;Приход;350,50;0,00;350,50\n"
        "12;3;13.02.26 10:05;Возврат прихода;-100,00;-100,00;0,00\n",
        delimiter=";",
        header_row=0,
        rows=3,
        types="integer integer datetime text decimal decimal decimal",
        sums={"Сумма": "1500.50"},
        encoding="cp866",
    ),
    Export(
        name="sensor_space",
        text="time temp hum\n10:00:01 21.5 40\n10:00:02 21.6 41\n10:00:03 -1.0 42\n10:00:04 21.8 43\n",
        delimiter=" ",
        header_row=0,
        rows=4,
        types="time decimal integer",
        sums={"temp": "63.9"},
    ),
    Export(
        name="quarter",
        text="Показатель;Q1 2026;Q2 2026;Q3 2026;Q4 2026\n"
        "Выручка;1 000;1 200;1 100;1 500\n"
        "Себестоимость;-600;-700;-650;-800\n"
        "Прибыль;400;500;450;700\n",
        delimiter=";",
        header_row=0,
        rows=3,
        types="text integer integer integer integer",
        sums={"Q1 2026": "800"},
    ),
    Export(
        name="month_ru",
        text="Месяц;Продажи, ₽;План\nянв. 2026;1 200 ₽;110%\nфев. 2026;1 350 ₽;95,5%\nмарт 2026;990 ₽;100%\n",
        delimiter=";",
        header_row=0,
        rows=3,
        types="date integer decimal",
        sums={"Продажи, ₽": "3540"},
    ),
    Export(
        name="phones",
        text="ФИО;Телефон;E-mail;Дата рождения;Паспорт;СНИЛС\n"
        "Иванов Иван;+7 (916) 123-45-67;i@x.ru;01.02.1990;4510 123456;112-233-445 95\n"
        "Петрова Анна;89161234567;;15.12.1985;4511 654321;112-233-446 96\n"
        "Сидоров П. П.;8-916-000-00-01;s@x.ru;03.03.1978;;\n",
        delimiter=";",
        header_row=0,
        rows=3,
        types="text text text date text text",
    ),
    Export(
        name="neg_paren",
        text="Account,Debit,Credit,Balance\n"
        'Cash,"1,000.00",,"$1,000.00"\n'
        "Loans,,(250.00),($250.00)\n"
        "Fees,-,3.5,$-3.50\n"
        'Total,"1,000.00",(246.50),\n',
        delimiter=",",
        header_row=0,
        rows=3,
        types="text decimal decimal decimal",
        sums={"Balance": "746.50"},
    ),
    Export(
        name="semicolon_comma_mix",
        text='дата;сумма;комментарий\n2026-01-01;1,5;а, б, в\n2026-01-02;2,25;г\n2026-01-03;3;"д; е"\n',
        delimiter=";",
        header_row=0,
        rows=3,
        types="date decimal text",
        sums={"сумма": "6.75"},
    ),
    Export(
        name="tab_in_csv",
        text="id,name\tx,v\n1,a\tb,2\n2,c\td,3\n3,e\tf,4\n",
        delimiter=",",
        header_row=0,
        rows=3,
        types="integer text integer",
        sums={"v": "9"},
    ),
    Export(
        name="iso_tz",
        text="ts,level,msg\n"
        "2026-01-01T00:00:00Z,INFO,started\n"
        '2026-01-01T00:00:01Z,WARN,"slow, very"\n'
        "2026-01-01T00:00:02.500Z,ERROR,failed\n",
        delimiter=",",
        header_row=0,
        rows=3,
        types="datetime text text",
    ),
    Export(
        name="unix",
        text="user_id,created,amount\n"
        "1001,1767225600,5\n"
        "1002,1767312000,7\n"
        "1003,1767398400,9\n"
        "1004,1767484800,9\n",
        delimiter=",",
        header_row=0,
        rows=4,
        types="integer datetime integer",
        sums={"amount": "30"},
    ),
    Export(
        name="two_tables",
        text="Продажи\n"
        "Товар;Сумма\n"
        "Чай;100\n"
        "Кофе;200\n"
        "Мёд;50\n"
        "\n"
        "Возвраты\n"
        "Товар;Сумма;Причина\n"
        "Чай;10;брак\n"
        "Кофе;5;не подошло\n",
        delimiter=";",
        header_row=1,
        rows=3,
        types="text integer",
        sums={"Сумма": "350"},
    ),
    Export(
        name="caret",
        text='id^name^price\n1^O\'Neil^5.5\n2^"A^B"^6\n3^C^7.25\n',
        delimiter="^",
        header_row=0,
        rows=3,
        types="integer text decimal",
        sums={"price": "18.75"},
    ),
    Export(
        name="booleans",
        text="Товар;Активен;В наличии;НДС\nЧай;Да;1;20%\nКофе;Нет;0;10%\nМёд;да;1;0%\nСыр;нет;1;20%\n",
        delimiter=";",
        header_row=0,
        rows=4,
        types="text boolean integer integer",
    ),
    Export(
        name="cyr_mix",
        text="Клиент|Сумма|Дата\n"
        "ООО Ёлка|1 000,00|1 января 2026 г.\n"
        "ИП Щукин|2 500,50|2 февраля 2026 г.\n"
        "АО Ъ|3 000,00|15 МАРТА 2026\n",
        delimiter="|",
        header_row=0,
        rows=3,
        types="text decimal date",
        sums={"Сумма": "6500.50"},
        encoding="koi8-r",
    ),
    Export(
        name="adobe",
        text='2026-01-31T23:08:22+00:00,123456789,"Cat, sleeping on sofa",subscription,$0.38,photos,cat(6).jpg,Ann B,XXL\n'
        "2026-01-31T22:00:00+00:00,123456790,Dog,custom,$0.99,photos,dog.jpg,Ann B,XL\n"
        '2026-01-30T10:00:00+00:00,123456791,"Sea ""blue""",subscription,$26.40,videos,sea.mov,Ann B,HD1080\n',
        delimiter=",",
        header_row=None,
        rows=3,
        types="datetime integer text text decimal text text text text",
    ),
    Export(
        name="getty",
        text="Royalty Month\tSales Date\tAsset Number\tLicense Fee in USD\tGross Royalty in USD\tCollection\n"
        "Mar-2026\t05-Mar-2026\t1234567890\t12.500000000\t1.875000000\tiStock\n"
        "Mar-2026\t06-Mar-2026\t1234567891\t-3.000000000\t-0.450000000\tEssentials\n"
        "Mar-2026\t31-Mar-2026\t1234567892\t100.000000000\t20.000000000\tSignature\n",
        delimiter="\t",
        header_row=0,
        rows=3,
        types="date date integer decimal decimal text",
        sums={"Gross Royalty in USD": "21.425"},
        encoding="utf-8-sig",
    ),
    Export(
        name="long_preamble",
        text="Параметр 0: значение 0\n"
        "Параметр 1: значение 1\n"
        "Параметр 2: значение 2\n"
        "Параметр 3: значение 3\n"
        "Параметр 4: значение 4\n"
        "Параметр 5: значение 5\n"
        "Параметр 6: значение 6\n"
        "Параметр 7: значение 7\n"
        "Параметр 8: значение 8\n"
        "Параметр 9: значение 9\n"
        "Параметр 10: значение 10\n"
        "Параметр 11: значение 11\n"
        "\n"
        "Код,Наименование,Кол-во,Цена\n"
        "001,Чай,5,10.5\n"
        "002,Кофе,6,11.5\n"
        '003,"Мёд, липовый",7,12.5\n'
        "004,Сыр,8,1.0\n"
        "Итого,,26,\n"
        "Составил: Иванов\n",
        delimiter=",",
        header_row=13,
        rows=4,
        types="text text integer decimal",
        sums={"Кол-во": "26"},
    ),
    Export(
        name="excel_err",
        text="Город;План;Факт;%\nМосква;100;110;110%\nКазань;0;5;#ДЕЛ/0!\nУфа;50;н/д;#Н/Д\nПермь;80;40;50%\n",
        delimiter=";",
        header_row=0,
        rows=4,
        types="text integer integer integer",
        sums={"Факт": "155"},
        encoding="cp1251",
    ),
    Export(
        name="repeat_hdr",
        text="Дата;Номер;Сумма\n"
        "01.02.2026;А-1;10,00\n"
        "02.02.2026;А-2;20,00\n"
        "Страница 2;;\n"
        "Дата;Номер;Сумма\n"
        "03.02.2026;А-3;30,00\n"
        "14.02.2026;А-4;40,00\n",
        delimiter=";",
        header_row=0,
        rows=4,
        types="date text decimal",
        sums={"Сумма": "100"},
    ),
    Export(
        name="trail",
        text="a;b;c;\n1;x;2,5;\n2;y;3,5;\n3;z;4,5;\n",
        delimiter=";",
        header_row=0,
        rows=3,
        types="integer text decimal",
        sums={"c": "10.5"},
    ),
    Export(
        name="crlf_quote",
        text='id,text,n\r\n1,"first\r\nsecond",5\r\n2,"he said ""no""",6\r\n3,plain,7\r\n',
        delimiter=",",
        header_row=0,
        rows=3,
        types="integer text integer",
        sums={"n": "18"},
    ),
    Export(
        name="stray",
        text='id;title;qty\n1;Монитор 24" Dell;5\n2;Кабель 1,5 м;6\n3;"Диван "Люкс"";7\n4;Стол;8\n',
        delimiter=";",
        header_row=0,
        rows=4,
        types="integer text integer",
        sums={"qty": "26"},
    ),
    Export(
        name="sep_excel",
        text="sep=,\r\nName,Val\r\nA,1.5\r\nB,2.5\r\nC,3\r\n",
        delimiter=",",
        header_row=1,
        rows=3,
        types="text decimal",
        sums={"Val": "7.0"},
    ),
    Export(
        name="bignum",
        text="uid,views\n90071992547409931,10\n90071992547409932,20\n90071992547409933,30\n",
        delimiter=",",
        header_row=0,
        rows=3,
        types="integer integer",
        sums={"views": "60"},
    ),
    Export(
        name="inn",
        text="ИНН,КПП,Сумма\n7707083893,770701001,100\n7728168971,772801001,200\n500100732259,,300\n",
        delimiter=",",
        header_row=0,
        rows=3,
        types="text text integer",
        sums={"Сумма": "600"},
    ),
    Export(
        name="dates_amb",
        text="date,v\n01/02/2026,1\n03/04/2026,2\n05/06/2026,3\n",
        delimiter=",",
        header_row=0,
        rows=3,
        types="date integer",
    ),
    Export(
        name="times",
        text="Сотрудник;Приход;Уход;Часы\n"
        "Иванов;09:00;18:15;8:15\n"
        "Петров;8:55;17:00;7:05\n"
        "Сидоров;10:00;19:30;8:30\n",
        delimiter=";",
        header_row=0,
        rows=3,
        types="text time time time",
    ),
    Export(
        name="spanish",
        text="Fecha;Concepto;Importe\n"
        "02/01/2026;Compra;-1.234,50 €\n"
        "15/01/2026;Nómina;2.000,00 €\n"
        "31/01/2026;Comisión;-3,00 €\n",
        delimiter=";",
        header_row=0,
        rows=3,
        types="date text decimal",
        sums={"Importe": "762.50"},
        encoding="cp1252",
    ),
    Export(
        name="single",
        text="email\na@x.ru\nb@x.ru\nc@y.com\n",
        delimiter=None,
        header_row=0,
        rows=3,
        types="text",
    ),
    Export(
        name="vk_ads",
        text="Название;Показы;Переходы;CTR;Потрачено\n"
        "Объявление №1;12 345;67;0,543%;1 234,56 руб.\n"
        "Объявление №2, видео;9 876;5;0,051%;99,90 руб.\n"
        "Итого;22 221;72;0,324%;1 334,46 руб.\n",
        delimiter=";",
        header_row=0,
        rows=2,
        types="text integer integer decimal decimal",
        sums={"Потрачено": "1334.46"},
    ),
    Export(
        name="pre_colon",
        text="Отчёт: продажи\n"
        "Филиал: Москва\n"
        "Период: январь\n"
        "Менеджер: Иванов\n"
        "Валюта: RUB\n"
        "Тип: полный\n"
        "Версия: 2\n"
        "Автор: Петров\n"
        "Дата: 01.02.2026\n"
        "Статус: готов\n"
        "\n"
        "Код;Имя;Сумма\n"
        "1;А;1,5\n"
        "2;Б;2,5\n"
        "3;В;3,5\n",
        delimiter=";",
        header_row=11,
        rows=3,
        types="text text decimal",
        sums={"Сумма": "7.5"},
    ),
    Export(
        name="fixed_sber",
        text="СБЕРБАНК\n"
        "Выписка за январь 2026\n"
        "\n"
        "Дата        Описание операции              Сумма, руб.\n"
        "01.01.2026  Перевод клиенту                  -1 000,00\n"
        "05.01.2026  Зарплата за декабрь             120 000,00\n"
        "07.01.2026  Пятёрочка                          -543,21\n"
        "12.01.2026  Аптека, доставка                   -999,99\n"
        "\n"
        "Итого                                       117 456,80\n",
        delimiter=None,
        header_row=3,
        rows=4,
        types="date text decimal",
        sums={"Сумма, руб.": "117456.80"},
        encoding="cp866",
    ),
    Export(
        name="md_mess",
        text="# Отчёт\n"
        "\n"
        "Текст перед таблицей.\n"
        "\n"
        "| Дата | Сумма | Комментарий |\n"
        "|---|---:|:--|\n"
        "| 01.02.2026 | 1 000,50 | a \\| b |\n"
        "| 02.02.2026 | 2 000,00 | |\n"
        "| 13.02.2026 | — | нет |\n"
        "\n"
        "Конец.\n",
        delimiter="|",
        header_row=4,
        rows=3,
        types="date decimal text",
        sums={"Сумма": "3000.50"},
    ),
    Export(
        name="apos",
        text="name,city,amt\n'O''Brien, J.','Paris',10\n'Smith, A.','Rome',20\n'Li, B.','Oslo',30\n",
        delimiter=",",
        header_row=0,
        rows=3,
        types="text text integer",
        sums={"amt": "60"},
    ),
    Export(
        name="backslash",
        text='id,txt,n\n1,"a \\"q\\" b",1\n2,"c, d",2\n3,"e",3\n',
        delimiter=",",
        header_row=0,
        rows=3,
        types="integer text integer",
        sums={"n": "6"},
    ),
    Export(
        name="dup_empty",
        text="Дата;;Сумма;Сумма\n01.02.2026;x;1;2\n13.02.2026;y;3;4\n14.02.2026;z;5;6\n",
        delimiter=";",
        header_row=0,
        rows=3,
        types="date text integer integer",
        sums={"Сумма_2": "12"},
    ),
    Export(
        name="dots_thousands",
        text="Produkt;Menge;Preis\nA;1.234;1.234,50\nB;12.500;99,00\nC;3;1.000.000,00\n",
        delimiter=";",
        header_row=0,
        rows=3,
        types="text integer decimal",
        sums={"Preis": "1001333.50", "Menge": "13737"},
    ),
    Export(
        name="swiss",
        text="Artikel;Preis CHF\nA;1'234.50\nB;CHF 99.00\nC;1'000'000.00\n",
        delimiter=";",
        header_row=0,
        rows=3,
        types="text decimal",
        sums={"Preis CHF": "1001333.50"},
    ),
    Export(
        name="kzt",
        text="Товар;Цена\nЧай;1 200 ₸\nКофе;₸ 3 400,50\nМёд;500 тг\n",
        delimiter=";",
        header_row=0,
        rows=3,
        types="text decimal",
        sums={"Цена": "5100.50"},
    ),
    Export(
        name="subtot",
        text="Отдел;Товар;Сумма\n"
        "Продажи;;\n"
        ";Чай;10\n"
        ";Кофе;20\n"
        "Итого по отделу;;30\n"
        "Закупки;;\n"
        ";Мёд;5\n"
        "Итого по отделу;;5\n"
        "Всего;;35\n",
        delimiter=";",
        header_row=0,
        rows=5,
        types="text text integer",
        sums={"Сумма": "35"},
    ),
    Export(
        name="pivot_dates",
        text="Товар;01.01.2026;02.01.2026;03.01.2026\nЧай;10;20;30\nКофе;1;2;3\n",
        delimiter=";",
        header_row=0,
        rows=2,
        types="text integer integer integer",
        sums={"02.01.2026": "22"},
    ),
    Export(
        name="json_like",
        text='{"id":1,"name":"А","tags":["x","y"],"price":1.5}\n'
        '{"id":2,"name":"Б","price":2.5,"extra":{"k":true}}\n',
        delimiter=None,
        header_row=None,
        rows=2,
        types="integer text text decimal boolean",
        sums={"price": "4.0"},
    ),
    Export(
        name="weeks",
        text="Неделя,Визиты\n2026-W01,100\n2026-W02,200\n2026-W03,300\n",
        delimiter=",",
        header_row=0,
        rows=3,
        types="date integer",
        sums={"Визиты": "600"},
    ),
    Export(
        name="pct_mixed",
        text="Канал;Доля\nSEO;12,5 %\nPPC;7%\nEmail;0,5 %\nПрочее;80%\n",
        delimiter=";",
        header_row=0,
        rows=4,
        types="text decimal",
        sums={"Доля": "100"},
    ),
)
