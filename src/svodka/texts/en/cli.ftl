### What the command line says about a table, beside the report itself.

## Stages of the progress bar
cli-reading = reading
cli-profiling = measuring
cli-drawing = drawing charts
cli-writing = writing

## Headers of the table of columns
cli-column = column
cli-type = type
cli-empty = empty
cli-distinct = distinct
cli-least = least
cli-most = most
cli-sum = sum
cli-more-columns = … and { $count ->
    [one] { $count } more column
   *[other] { $count } more columns
}
