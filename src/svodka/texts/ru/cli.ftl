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
