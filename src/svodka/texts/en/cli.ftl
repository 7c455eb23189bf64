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

## `svodka drill`: headers of its table, and what it says of a fault
cli-drill-fault = fault
cli-drill-accepted = accepted
cli-drill-once = once
cli-drill-twice = twice
cli-drill-lost = lost
cli-drill-sentences = sentences
cli-drill-slowest = slowest, s
cli-drill-left-over = left over
cli-drill-verdict = verdict
cli-drill-passed = passed
cli-drill-failed = FAILED
cli-drill-skipped = { $fault }: skipped, { $reason }
