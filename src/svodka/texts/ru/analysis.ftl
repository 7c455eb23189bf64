### What the analysis says: what was assumed, charts, the chat's answer and the report's page.
### `row` is the number of a line as people count (from 1); `count` is a number with plural forms.

## Types and roles
type-integer = целое число
type-decimal = число
type-date = дата
type-datetime = дата и время
type-time = время
type-boolean = да/нет
type-text = текст
role-time = время
role-measure = показатель
role-category = категория
role-identifier = идентификатор
role-text = текст
role-geography = место
role-contact = контакт
role-flag = признак

## Values
value-yes = да
value-no = нет
value-missing = (не указано)
value-empty = нет значений
period-week = неделя с { $start }
period-quarter = { $quarter } кв. { $year }
count-rows = { $count ->
    [one] { $count } строка
    [few] { $count } строки
   *[many] { $count } строк
}
count-columns = { $count ->
    [one] { $count } столбец
    [few] { $count } столбца
   *[many] { $count } столбцов
}

## Issues: what was assumed, repaired, skipped or left doubtful
issue-at-row = { $text } (строка { $row })
issue-at-rows = { $text } (первая — строка { $row })
issue-unknown = Замечание при чтении: { $name }.
issue-encoding_guessed = Кодировка определена по содержимому: { $value }.
issue-encoding_doubtful = Кодировка под вопросом: { $value }, но почти так же вероятна { $other }.
issue-encoding_mixed = { $count ->
    [one] { $count } строка записана
    [few] { $count } строки записаны
   *[many] { $count } строк записаны
} в другой кодировке ({ $encoding }) и прочитаны в ней.
issue-undecodable_bytes = { $count ->
    [one] { $count } байт не подошёл
    [few] { $count } байта не подошли
   *[many] { $count } байт не подошли
} ни к одной кодировке: на их месте стоит знак «�».
issue-mojibake_reversed = Текст был испорчен чужой кодировкой ({ $value }) — мы вернули его в исходный вид.
issue-nul_removed = { $count ->
    [one] Убран { $count } нулевой символ.
    [few] Убраны { $count } нулевых символа.
   *[many] Убрано { $count } нулевых символов.
}
issue-members_ignored = В файле есть и другие таблицы, они не разобраны: { $names }.
issue-delimiter_doubtful = Разделитель под вопросом: взят «{ $value }», но почти так же подходит «{ $other }».
issue-sep_line = Первая строка «{ $value }» задаёт разделитель; в данные она не вошла.
issue-comment_lines = { $count ->
    [one] Пропущена { $count } строка-комментарий.
    [few] Пропущены { $count } строки-комментария.
   *[many] Пропущено { $count } строк-комментариев.
}
issue-stray_quote = Лишние кавычки (строк: { $count }): внутри ячейки оставлены, на её краю отброшены.
issue-unclosed_quote = Открывающая кавычка без пары (строк: { $count }) ничего не открывает: так не потеряна ни одна строка.
issue-trailing_delimiter = Каждая строка кончается разделителем; лишний пустой столбец не создан.
issue-preamble = { $count ->
    [one] Над таблицей пропущена { $count } строка.
    [few] Над таблицей пропущены { $count } строки.
   *[many] Над таблицей пропущено { $count } строк.
}
issue-header_joined = Заголовок занимает несколько строк ({ $count }), они соединены.
issue-header_guessed = Первая строка принята за заголовок, хотя твёрдых признаков нет.
issue-no_header = В файле нет строки с названиями: столбцы пронумерованы.
issue-header_shifted = В заголовке не хватает названия первого столбца; названия сдвинуты.
issue-units_row = Строка с единицами измерения под заголовком не вошла в данные.
issue-number_row = Строка с номерами столбцов под заголовком не вошла в данные.
issue-repeated_header = Повторы заголовка внутри таблицы ({ $count }) не вошли в данные.
issue-blank_row = { $count ->
    [one] Пропущена { $count } пустая строка.
    [few] Пропущены { $count } пустые строки.
   *[many] Пропущено { $count } пустых строк.
}
issue-total_row = { $count ->
    [one] { $count } строка с итогом («{ $value }») не вошла в данные, чтобы суммы не удвоились.
    [few] { $count } строки с итогами («{ $value }») не вошли в данные, чтобы суммы не удвоились.
   *[many] { $count } строк с итогами («{ $value }») не вошли в данные, чтобы суммы не удвоились.
}
issue-note_row = { $count ->
    [one] { $count } строка с примечанием не вошла в данные.
    [few] { $count } строки с примечаниями не вошли в данные.
   *[many] { $count } строк с примечаниями не вошли в данные.
}
issue-other_table = В файле есть ещё одна таблица (строк: { $rows }, столбцов: { $columns }), она не разобрана.
issue-short_row = { $count ->
    [one] В { $count } строке меньше ячеек, чем нужно ({ $found } вместо { $expected }): недостающие считаются пустыми.
   *[many] В { $count } строках меньше ячеек, чем нужно ({ $found } вместо { $expected }): недостающие считаются пустыми.
}
issue-long_row = { $count ->
    [one] В { $count } строке больше ячеек, чем нужно ({ $found } вместо { $expected }): лишние присоединены к последней, если в ней текст, иначе пропущены.
   *[many] В { $count } строках больше ячеек, чем нужно ({ $found } вместо { $expected }): лишние присоединены к последней, если в ней текст, иначе пропущены.
}
issue-row_realigned = { $count ->
    [one] { $count } строка со сбитым числом ячеек исправлена
    [few] { $count } строки со сбитым числом ячеек исправлены
   *[many] { $count } строк со сбитым числом ячеек исправлены
} ({ $found } вместо { $expected }).
issue-empty_column = Пустой столбец без названия пропущен.
issue-duplicate_name = Название «{ $value }» встречается несколько раз; повтор пронумерован.
issue-empty_name = У столбца нет названия; вместо него стоит номер.
issue-transposed = Похоже, таблица повёрнута набок: названия стоят в первом столбце.
issue-missing_token = «{ $column }»: знак «{ $value }» прочитан как пустое значение ({ $count }).
issue-bad_value = «{ $column }»: { $count ->
    [one] { $count } значение не подходит
    [few] { $count } значения не подходят
   *[many] { $count } значений не подходят
} к типу столбца и пропущены, например «{ $value }».
issue-ambiguous_date = «{ $column }»: день и месяц можно понять двояко, например «{ $value }»; принят порядок { $order ->
    [dmy] «день, месяц, год»
    [mdy] «месяц, день, год»
    [ymd] «год, месяц, день»
    [ydm] «год, день, месяц»
   *[other] { $order }
}.
issue-mixed_dates = «{ $column }»: даты записаны по-разному; все прочитаны.
issue-two_digit_year = «{ $column }»: годы из двух цифр дополнены, например «{ $value }» → { $year }.
issue-month_precision = «{ $column }»: названы только месяцы; каждый обозначен первым числом.
issue-quarter_precision = «{ $column }»: названы только кварталы; каждый обозначен первым днём.
issue-week_precision = «{ $column }»: названы только недели; каждая обозначена понедельником.
issue-excel_serial = «{ $column }»: числа прочитаны как даты Excel, например «{ $value }».
issue-unix_time = «{ $column }»: числа прочитаны как время Unix, например «{ $value }».
issue-offsets_mixed = «{ $column }»: часовые пояса разные; всё время приведено к UTC.
issue-offset_dropped = «{ $column }»: всё время указано в поясе { $offset }; оставлено как написано.
issue-ambiguous_number = «{ $column }»: «{ $value }» может быть тысячей или дробью; дробным знаком принят «{ $decimal }».
issue-mixed_decimal = «{ $column }»: встречаются оба дробных знака, точка и запятая.
issue-debit_credit = «{ $column }»: пометка DR прочитана как минус, CR — как плюс.
issue-mixed_units = «{ $column }»: в одном столбце разные единицы ({ $units }); складывать их нельзя.
issue-too_precise = «{ $column }»: числа длиннее 38 цифр оставлены текстом.
issue-identifier_kept = «{ $column }»: цифры — это коды, а не количества; оставлены текстом, чтобы не потерять нули.

## Charts
measure-mean = { $measure } (среднее)
measure-rows = Число строк
chart-by-period = { $measure } { $period ->
    [day] по дням
    [week] по неделям
    [month] по месяцам
    [quarter] по кварталам
   *[year] по годам
}
chart-by-category = { $measure } · { $category }
chart-flows = Приход и расход { $period ->
    [day] по дням
    [week] по неделям
    [month] по месяцам
    [quarter] по кварталам
   *[year] по годам
}
chart-in = приход
chart-out = расход
chart-partial = { $span } · { $which ->
    [first] { $period ->
        [week] первая неделя неполная
        [month] первый месяц неполный
        [quarter] первый квартал неполный
       *[year] первый год неполный
    }
    [last] { $period ->
        [week] последняя неделя неполная
        [month] последний месяц неполный
        [quarter] последний квартал неполный
       *[year] последний год неполный
    }
   *[both] { $period ->
        [week] крайние недели неполные
        [month] крайние месяцы неполные
        [quarter] крайние кварталы неполные
       *[year] крайние годы неполные
    }
}
chart-others = прочие ({ $count })
chart-heatmap = { $measure }: дни недели по месяцам
chart-heatmap-subtitle = в среднем за день; чем сильнее цвет, тем больше
chart-heatmap-alt = { $title }. Больше всего: { $month }, { $weekday } — { $value } в день.
chart-weekdays = пн вт ср чт пт сб вс
chart-gaps = Где не хватает значений
chart-gaps-subtitle = слева направо — строки файла; серое — пропуски
chart-histogram = { $column }: распределение
chart-median = медиана { $median } · по вертикали — число строк
chart-timeline-alt = { $title }, { $span }. Больше всего: { $best } — { $value }.
chart-flows-alt = { $title }. Приход { $income }, расход { $outgo }.
chart-histogram-alt = { $title }. Медиана { $median }; 90 % значений между { $low } и { $high }.

## The chat's answer
chat-shape = { $rows } · { $columns }
kind-stock_sales = Продажи на фотостоке
kind-bank_statement = Движение денег по счёту
kind-wildberries = Отчёт Wildberries
kind-ozon_accruals = Начисления Ozon
kind-ozon_orders = Заказы Ozon
kind-sales = Продажи
kind-amounts = Суммы по датам
kind-time_series = Показатели во времени
chat-quality-good = ✅ Данные в порядке: ничего подозрительного не найдено.
chat-quality-none = ⚠️ В таблице нет ни одной строки с данными.
chat-quality = ⚠️ { $count ->
    [one] { $count } замечание
    [few] { $count } замечания
   *[many] { $count } замечаний
} к данным: { $first }
chat-quality-minor = ℹ️ { $count ->
    [one] { $count } замечание
    [few] { $count } замечания
   *[many] { $count } замечаний
} к данным, серьёзных нет. { $first }
chat-columns = Столбцы
chat-fill = заполнено { $share }
chat-filled-all = заполнено всё

## The report's page
page-summary = Главное
page-charts = Графики
page-quality = Качество данных
page-columns = Столбцы
page-assumed = Что мы предположили
page-assumed-none = Файл прочитан без оговорок.
page-quality-none = Ничего подозрительного не найдено.
page-rows-none = В таблице нет ни одной строки с данными.
page-find = Найти столбец
page-sort = Порядок
page-sort-file = как в файле
page-sort-name = по имени
page-sort-nulls = сначала с пропусками
page-rows = Строк
page-columns-count = Столбцов
page-period = Период
page-file = Файл
page-encoding = Кодировка
page-delimiter = Разделитель
page-tab = табуляция
page-sheet = Лист
page-missing = пропусков
page-distinct = разных
page-min = минимум
page-max = максимум
page-sum = сумма
page-mean = среднее
page-median = медиана
page-middle = средняя половина
page-most = 90 % значений
page-deviation = отклонение
page-zeros = нулей
page-negatives = отрицательных
page-length = длина
page-pattern = шаблон
page-top = Частые значения
page-spark = Распределение: { $column }
page-example = например, { $count ->
    [one] строка
   *[other] строки
} { $rows }
page-associated = Что с чем связано
page-pearson = { $one } и { $other }: { $direction ->
    [up] растут вместе
   *[down] одно растёт — другое падает
} (корреляция { $value }).
page-cramers_v = { $one } и { $other } зависят друг от друга (V Крамера { $value }).
page-associations-capped = Столбцов много: сравнены только первые показатели и категории.
page-made = Отчёт сделан программой Svodka { $version }. Все числа посчитаны точно по файлу.
page-wide = В таблице больше { $limit } столбцов: подробно показаны первые { $limit }, остальные — списком.

## Findings on quality, each with advice
finding-missing = «{ $column }»: нет значения в { $count ->
    [one] { $count } строке
   *[many] { $count } строках
} ({ $share }).
finding-missing-advice = Проверьте, пусто ли там на самом деле: в суммах и средних этих строк нет.
finding-missing_more = Значений не хватает ещё в { $count ->
    [one] { $count } столбце
   *[other] { $count } столбцах
}.
finding-missing_more-advice = Сколько именно, видно у каждого столбца.
finding-duplicate_rows = { $count ->
    [one] { $count } строка полностью повторяет другую
    [few] { $count } строки полностью повторяют другие
   *[many] { $count } строк полностью повторяют другие
} ({ $share }).
finding-duplicate_rows-advice = Если это сбой выгрузки, удалите повторы: они удваивают суммы. Одинаковые операции бывают и настоящими.
finding-constant = «{ $column }»: во всех строках одно и то же — «{ $value }».
finding-constant-advice = Столбец ничего не различает; его можно не смотреть.
finding-constants = В { $count ->
    [one] { $count } столбце
   *[other] { $count } столбцах
} одно и то же во всех строках: { $names }.
finding-constants-advice = Эти столбцы ничего не различают; их можно не смотреть.
finding-empty_column = «{ $column }»: столбец пуст.
finding-empty_column-advice = Если он нужен, проверьте выгрузку.
finding-near_constant = «{ $column }»: почти везде ({ $share }) одно и то же — «{ $value }».
finding-near_constant-advice = Посмотрите на исключения: они или важны, или ошибочны.
finding-duplicate_key = «{ $column }»: номер должен быть у каждой строки свой, но { $count ->
    [one] { $count } повторяется
   *[other] { $count } повторяются
}, например «{ $value }».
finding-duplicate_key-advice = Проверьте, не попали ли одни и те же записи в файл дважды.
finding-missing_days = «{ $column }»: нет строк за { $count ->
    [one] { $count } день
    [few] { $count } дня
   *[many] { $count } дней
}, первый — { $day }.
finding-missing_days-advice = Если в эти дни должны быть данные, выгрузка неполная, и суммы занижены.
finding-spellings = «{ $column }»: одно и то же написано по-разному: { $common } — и { $rare }{ $groups ->
    [1] {""}
   *[other] ; таких групп { $groups }
} (строк: { $count }).
finding-spellings-advice = Сведите к одному написанию, иначе группа распадается на части.
finding-mixed_letters = «{ $column }»: в русских словах есть латинские буквы, например «{ $value }» (строк: { $count }).
finding-mixed_letters-advice = Поиск и группировка такие слова не узнают: замените буквы.
finding-outliers = «{ $column }»: { $count ->
    [one] { $count } значение далеко
    [few] { $count } значения далеко
   *[many] { $count } значений далеко
} от остальных, самое далёкое — { $value } (обычно от { $low } до { $high }).
finding-outliers-advice = Проверьте, не опечатка ли это: одно такое значение сдвигает сумму и среднее.
finding-impossible = «{ $column }»: { $count ->
    [one] { $count } значение невозможно
    [few] { $count } значения невозможны
   *[many] { $count } значений невозможны
}, например { $value }.
finding-impossible-advice = Исправьте их в источнике или не учитывайте.
finding-hidden_total = «{ $column }»: значение { $value } равно сумме всех остальных — похоже на строку итога.
finding-hidden_total-advice = Уберите эту строку, иначе все суммы вдвое больше, чем есть.
finding-mixed_currencies = «{ $column }»: в таблице несколько валют ({ $units }).
finding-mixed_currencies-advice = Складывать суммы в разных валютах нельзя: смотрите каждую отдельно.
finding-broken_sum = Обычно { $rule }, но в { $count ->
    [one] { $count } строке
   *[other] { $count } строках
} это не так.
finding-broken_sum-advice = Проверьте эти строки: одно из чисел в них неверно.
finding-personal_data = «{ $column }»: здесь личные данные — { $kind ->
    [email] адреса электронной почты
    [phone] номера телефонов
    [card] номера карт
   *[contact] имена или контакты людей
}.
finding-personal_data-advice = Подумайте, прежде чем пересылать этот файл: закон защищает такие данные.
finding-odd_codes = «{ $column }»: { $count ->
    [one] { $count } код выглядит
    [few] { $count } кода выглядят
   *[many] { $count } кодов выглядят
} иначе, чем остальные: «{ $value }», а обычно как «{ $common }».
finding-odd_codes-advice = Проверьте, не потеряны ли в них знаки.

## Insights
insight-change = { $measure }: { $now_period } — { $now }, на { $change } { $direction ->
    [up] больше
   *[down] меньше
}, чем { $before_period } ({ $before }).
insight-trend = { $measure }: устойчивый { $direction ->
    [up] рост
   *[down] спад
} за весь период, около { $rate } в месяц.
insight-break = { $measure }: с { $day } в среднем { $after } { $period ->
    [day] в день
    [week] в неделю
   *[month] в месяц
} вместо { $before } — на { $change } { $direction ->
    [up] больше
   *[down] меньше
}.
insight-spike = { $measure }: { $when } — { $value }, в { $times } { $times_form ->
    [one] раз
    [few] раза
    [many] раз
   *[other] раза
} больше, чем обычно { $step ->
    [weekday] в такой день недели
    [day] за день
    [week] за неделю
   *[month] за месяц
} ({ $usual }).
insight-weekday = { $measure }: больше всего { $best ->
    [0] по понедельникам
    [1] по вторникам
    [2] по средам
    [3] по четвергам
    [4] по пятницам
    [5] по субботам
   *[6] по воскресеньям
} (в среднем { $best_value }), меньше всего { $worst ->
    [0] по понедельникам
    [1] по вторникам
    [2] по средам
    [3] по четвергам
    [4] по пятницам
    [5] по субботам
   *[6] по воскресеньям
} ({ $worst_value }).
insight-season = { $measure }: больше всего в { $best ->
    [1] январе
    [2] феврале
    [3] марте
    [4] апреле
    [5] мае
    [6] июне
    [7] июле
    [8] августе
    [9] сентябре
    [10] октябре
    [11] ноябре
   *[12] декабре
} (в среднем { $best_value }), меньше всего в { $worst ->
    [1] январе
    [2] феврале
    [3] марте
    [4] апреле
    [5] мае
    [6] июне
    [7] июле
    [8] августе
    [9] сентябре
    [10] октябре
    [11] ноябре
   *[12] декабре
} ({ $worst_value }) — и так { $years ->
    [one] { $years } год
    [few] { $years } года
   *[many] { $years } лет
} подряд.
insight-concentration = { $category }: всего { $few } из { $all } дают { $share } показателя «{ $measure }».
insight-driver = { $direction ->
    [up] Рост
   *[down] Спад
} на { $part } объясняет «{ $value }» ({ $category }): { $now } против { $before }.
insight-mix = { $category }: доля «{ $value }» была { $before }, а с { $day } — { $after }.
insight-new = { $category }: «{ $value }» появляется только с { $day } (строк: { $count }).
insight-vanished = { $category }: «{ $value }» последний раз встречается { $day } (строк: { $count }).

## Lenses: what a table of a known kind comes to
stock-time = Время продажи
stock-asset = Номер файла
stock-title = Название
stock-licence = Лицензия
stock-earned = Доход
stock-media = Тип
stock-file = Имя файла
stock-author = Автор
stock-size = Размер
lens-month = { $month }: { $now }, { $change } к предыдущему месяцу.
lens-month-year = { $month }: { $now }, { $change } к предыдущему месяцу и { $year_change } к тому же месяцу год назад.
lens-month-so-far = { $month }, по { $day }-е число: { $now }, { $change } к тем же дням предыдущего месяца.
lens-stock-total = Заработано { $total }: { $count ->
    [one] { $count } продажа
    [few] { $count } продажи
   *[many] { $count } продаж
}, в среднем { $mean } за продажу.
lens-stock-assets = { $assets ->
    [one] Продавался { $assets } файл
    [few] Продавались { $assets } разных файла
   *[many] Продавались { $assets } разных файлов
}; больше всех принёс { $best } — { $earned }.
lens-stock-often = Чаще всех продавался { $often }: { $count ->
    [one] { $count } раз
    [few] { $count } раза
   *[many] { $count } раз
}.
lens-stock-part = { $money } дохода, { $sales } продаж
lens-stock-split = { $column }: { $parts }.
lens-stock-new = { $count ->
    [one] { $count } файл ({ $share }) впервые продался
    [few] { $count } файла ({ $share }) впервые продались
   *[many] { $count } файлов ({ $share }) впервые продались
} с { $since } и позже: это { $money } дохода.
lens-stock-repeated = Столбцы StatementSummary повторяют итог ведомости в каждой строке; мы их не складываем.
bank-spent = Расходы
bank-month = Расходы, { $month }
lens-bank-flow = Пришло { $income }, ушло { $outgo }, итог { $net }.
lens-bank-category = Расходы по категориям: { $parts }.
lens-bank-party = Кому ушло больше всего: { $parts }.
lens-bank-largest = Самый крупный расход — { $value }, { $day }: { $party }.
lens-bank-regular = Регулярные платежи, каждый месяц: { $parts }.
lens-bank-failed = Не учтены отклонённые операции: { $count ->
    [one] { $count } строка
    [few] { $count } строки
   *[many] { $count } строк
}, в сумме { $value }.
lens-market-sales = { $count ->
    [one] { $count } продажа
    [few] { $count } продажи
   *[many] { $count } продаж
} на { $sold }; { $returns ->
    [0] возвратов нет
    [one] { $returns } возврат на { $returned } ({ $share } от всех)
    [few] { $returns } возврата на { $returned } ({ $share } от всех)
   *[many] { $returns } возвратов на { $returned } ({ $share } от всех)
}.
lens-market-charges = Площадка удержала { $total }: { $parts }.
lens-market-added = Площадка доплатила { $added }: это вошло в сумму к выплате.
lens-market-commission = Покупатели заплатили { $retail }, комиссия площадки — { $commission } ({ $share }).
lens-market-kept = Площадка удержала { $total } ({ $share } от продаж): комиссия { $commission }, логистика и услуги { $services }.
lens-market-payout = К выплате { $payout }.
lens-market-orders = { $count ->
    [one] { $count } заказ
    [few] { $count } заказа
   *[many] { $count } заказов
} на { $total }, в среднем { $mean }.
lens-market-cancelled = Не учтено отменённое: { $count ->
    [one] { $count } строка
    [few] { $count } строки
   *[many] { $count } строк
} на { $value } ({ $share } всей суммы).
market-paid = К перечислению
market-accrued = Начислено
market-ordered = Сумма заказов
market-delivery = логистика
market-fines = штрафы
market-storage = хранение
market-deductions = прочие удержания
market-acceptance = приёмка
lens-sales-total = { $measure }: { $total } ({ $count ->
    [one] { $count } строка
    [few] { $count } строки
   *[many] { $count } строк
}, в среднем { $mean }).
lens-sales-top = { $column }: { $parts }.
lens-sales-even = { $column }: примерно поровну, от { $low } до { $high } на каждое из { $count ->
    [one] { $count } значения
   *[other] { $count } значений
}.
lens-sales-undone = В сумму входят отменённые и возвращённые: { $count ->
    [one] { $count } строка
    [few] { $count } строки
   *[many] { $count } строк
} на { $value } ({ $share }).
lens-series-mean = { $measure }: в среднем { $mean }.
lens-series-total = { $measure }: всего { $total }, в среднем { $mean }{ $step ->
    [day] {""} в день
    [week] {""} в неделю
    [month] {""} в месяц
   *[other] {""}
}.
lens-series-extremes = Больше всего — { $high } ({ $high_at }), меньше всего — { $low } ({ $low_at }).
lens-plain-mean = { $column }: в среднем { $mean }, медиана { $median }.
lens-plain-total = { $column }: { $total } (в среднем { $mean } на строку, медиана { $median }).
lens-plain-parts = { $column } ({ $count ->
    [one] { $count } значение
    [few] { $count } значения
   *[many] { $count } значений
}): { $parts } строк.

## The change log of the clean file
log-data = Данные
log-changes = Изменения
log-row = Строка
log-column = Столбец
log-count = Сколько
log-value = Как было
log-what = Что сделано или предположено
log-rows = { $count ->
    [one] Не вошла { $count } строка
    [few] Не вошли { $count } строки
   *[many] Не вошло { $count } строк
}: на листе Excel больше не помещается.
log-cut = { $count ->
    [one] Обрезан { $count } текст
    [few] Обрезаны { $count } текста
   *[many] Обрезано { $count } текстов
}: в ячейке Excel помещается 32 767 знаков.
log-controls = Убраны управляющие знаки, которых в файле Excel быть не может (ячеек: { $count }).
log-early = Даты раньше марта 1900 года записаны текстом (ячеек: { $count }): Excel их не знает.
log-digits = Числа длиннее 15 цифр записаны текстом (ячеек: { $count }): Excel бы их округлил.
log-formulas = Текст, который табличная программа приняла бы за формулу, начинается с апострофа; числа и даты записаны в едином виде.
