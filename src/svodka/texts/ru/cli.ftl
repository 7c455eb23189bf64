### Что говорит командная строка о таблице, кроме самого отчёта.

## Этапы индикатора выполнения
cli-reading = чтение
cli-profiling = подсчёт
cli-drawing = графики
cli-writing = запись

## Заголовки таблицы столбцов
cli-column = столбец
cli-type = тип
cli-empty = пусто
cli-distinct = разных
cli-least = от
cli-most = до
cli-sum = сумма
cli-more-columns = … и ещё { $count ->
    [one] { $count } столбец
    [few] { $count } столбца
   *[many] { $count } столбцов
}

## `svodka drill`: headers of its table, and what it says of a fault
cli-drill-fault = сбой
cli-drill-accepted = принято
cli-drill-once = один раз
cli-drill-twice = дважды
cli-drill-lost = потеряно
cli-drill-sentences = ответов словами
cli-drill-slowest = самый долгий, с
cli-drill-left-over = осталось лишнего
cli-drill-verdict = итог
cli-drill-passed = выдержан
cli-drill-failed = НЕ ВЫДЕРЖАН
cli-drill-skipped = { $fault }: пропущен, { $reason }
