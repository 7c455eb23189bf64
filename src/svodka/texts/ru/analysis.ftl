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
count-values = { $count ->
    [one] { $count } значение
    [few] { $count } значения
   *[many] { $count } значений
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
issue-stray_quote = Кавычки внутри ячеек ({ $count }) оставлены как обычные символы.
issue-unclosed_quote = Открывающая кавычка без пары ({ $count }) прочитана как обычный символ, чтобы не потерять строки.
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
    [one] В { $count } строке больше ячеек, чем нужно ({ $found } вместо { $expected }): лишние присоединены к последней.
   *[many] В { $count } строках больше ячеек, чем нужно ({ $found } вместо { $expected }): лишние присоединены к последней.
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
    [day_first] «сначала день»
    [month_first] «сначала месяц»
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
measure-rows = Число строк
chart-by-period = { $measure } { $period ->
    [day] по дням
    [week] по неделям
    [month] по месяцам
    [quarter] по кварталам
   *[year] по годам
}
chart-by-category = { $measure } · { $category }
chart-flows = { $income } и { $outgo } { $period ->
    [day] по дням
    [week] по неделям
    [month] по месяцам
    [quarter] по кварталам
   *[year] по годам
}
chart-in = приход
chart-out = расход
chart-partial = { $span } · последний период неполный
chart-others = прочие ({ $count })
chart-histogram = { $column }: распределение
chart-median = медиана { $median } · по вертикали — число строк
chart-timeline-alt = { $title }, { $span }. Больше всего: { $best } — { $value }.
chart-flows-alt = { $title }. Приход { $income }, расход { $outgo }.
chart-histogram-alt = { $title }. Медиана { $median }; 90 % значений между { $low } и { $high }.

## The chat's answer
chat-shape = { $rows } · { $columns }
chat-shape-span = { $rows } · { $columns } · { $span }
chat-quality-good = ✅ Данные в порядке: ничего подозрительного не найдено.
chat-quality = ⚠️ { $count ->
    [one] { $count } замечание
    [few] { $count } замечания
   *[many] { $count } замечаний
} к данным: { $first }
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
page-filled = заполнено
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
page-skew = асимметрия
page-zeros = нулей
page-negatives = отрицательных
page-length = длина
page-top = Частые значения
page-spark = Распределение: { $column }
page-example = например, строки { $rows }
page-made = Отчёт сделан программой Svodka { $version }. Все числа посчитаны точно по файлу.
page-wide = В таблице больше { $limit } столбцов: подробно показаны первые { $limit }, остальные — списком.
page-what-to-do = Что делать:

## The first sentences
overview-total = { $column }: { $total } (в среднем { $mean } на строку, медиана { $median }).

## Findings on quality, each with advice
finding-missing = «{ $column }»: нет значения в { $count ->
    [one] { $count } строке
   *[many] { $count } строках
} ({ $share }).
finding-missing-advice = Проверьте, пусто ли там на самом деле: в суммах и средних этих строк нет.
finding-duplicate_rows = { $count ->
    [one] { $count } строка полностью повторяет другую
    [few] { $count } строки полностью повторяют другие
   *[many] { $count } строк полностью повторяют другие
} ({ $share }).
finding-duplicate_rows-advice = Если это сбой выгрузки, удалите повторы: они удваивают суммы. Одинаковые операции бывают и настоящими.
finding-constant = «{ $column }»: во всех строках одно и то же — «{ $value }».
finding-constant-advice = Столбец ничего не различает; его можно не смотреть.
finding-empty_column = «{ $column }»: столбец пуст.
finding-empty_column-advice = Если он нужен, проверьте выгрузку.
