### What the analysis says: what was assumed, charts, the chat's answer and the report's page.
### `row` is the number of a line as people count (from 1); `count` is a number with plural forms.

## Types and roles
type-integer = whole number
type-decimal = number
type-date = date
type-datetime = date and time
type-time = time
type-boolean = yes/no
type-text = text
role-time = time
role-measure = measure
role-category = category
role-identifier = identifier
role-text = text
role-geography = place
role-contact = contact
role-flag = flag

## Values
value-yes = yes
value-no = no
value-missing = (not given)
value-empty = no values
period-week = week of { $start }
period-quarter = Q{ $quarter } { $year }
count-rows = { $count ->
    [one] { $count } row
   *[other] { $count } rows
}
count-columns = { $count ->
    [one] { $count } column
   *[other] { $count } columns
}

## Issues: what was assumed, repaired, skipped or left doubtful
issue-at-row = { $text } (line { $row })
issue-at-rows = { $text } (the first is line { $row })
issue-unknown = A remark on reading: { $name }.
issue-encoding_guessed = The encoding was judged by the contents: { $value }.
issue-encoding_doubtful = The encoding is in doubt: { $value }, but { $other } is nearly as likely.
issue-encoding_mixed = { $count ->
    [one] { $count } line was
   *[other] { $count } lines were
} written in another encoding ({ $encoding }) and read in it.
issue-undecodable_bytes = { $count ->
    [one] { $count } byte fits
   *[other] { $count } bytes fit
} no encoding: “�” stands in their place.
issue-mojibake_reversed = The text had been garbled by a wrong encoding ({ $value }); it was restored.
issue-nul_removed = { $count ->
    [one] { $count } NUL character was removed.
   *[other] { $count } NUL characters were removed.
}
issue-members_ignored = The file holds further tables that were not analysed: { $names }.
issue-delimiter_doubtful = The delimiter is in doubt: “{ $value }” was taken, but “{ $other }” fits nearly as well.
issue-sep_line = The first line “{ $value }” sets the delimiter; it is not part of the data.
issue-comment_lines = { $count ->
    [one] { $count } comment line was skipped.
   *[other] { $count } comment lines were skipped.
}
issue-stray_quote = Stray quotes (rows: { $count }): inside a cell they were kept, at its edge left out.
issue-unclosed_quote = An opening quote without its pair (rows: { $count }) was taken to enclose nothing, so that no rows are lost.
issue-trailing_delimiter = Each row ends with a delimiter; no empty column was made of it.
issue-preamble = { $count ->
    [one] { $count } line above the table was skipped.
   *[other] { $count } lines above the table were skipped.
}
issue-header_joined = The header takes several lines ({ $count }); they were joined.
issue-header_guessed = The first line was taken for the header, without firm evidence.
issue-no_header = The file has no line of names: the columns were numbered.
issue-header_shifted = The header lacks the name of the first column; the names were shifted.
issue-units_row = A line of units under the header is not part of the data.
issue-number_row = A line of column numbers under the header is not part of the data.
issue-repeated_header = Repeated headers inside the table ({ $count }) are not part of the data.
issue-blank_row = { $count ->
    [one] { $count } blank line was skipped.
   *[other] { $count } blank lines were skipped.
}
issue-total_row = { $count ->
    [one] { $count } line with a total (“{ $value }”) was left out, so that sums do not double.
   *[other] { $count } lines with totals (“{ $value }”) were left out, so that sums do not double.
}
issue-note_row = { $count ->
    [one] { $count } line with a note is not part of the data.
   *[other] { $count } lines with notes are not part of the data.
}
issue-other_table = The file holds another table ({ $rows } rows, { $columns } columns) that was not analysed.
issue-short_row = { $count ->
    [one] { $count } line has fewer cells than it should ({ $found } instead of { $expected }): the missing ones count as empty.
   *[other] { $count } lines have fewer cells than they should ({ $found } instead of { $expected }): the missing ones count as empty.
}
issue-long_row = { $count ->
    [one] { $count } line has more cells than it should ({ $found } instead of { $expected }): the rest was joined to the last if that is text, else left out.
   *[other] { $count } lines have more cells than they should ({ $found } instead of { $expected }): the rest was joined to the last if that is text, else left out.
}
issue-row_realigned = { $count ->
    [one] { $count } line with a wrong number of cells was mended
   *[other] { $count } lines with a wrong number of cells were mended
} ({ $found } instead of { $expected }).
issue-empty_column = An empty column without a name was left out.
issue-duplicate_name = The name “{ $value }” occurs more than once; the repeat was numbered.
issue-empty_name = A column has no name; its number stands in for it.
issue-transposed = The table seems to lie on its side: the names stand in the first column.
issue-missing_token = “{ $column }”: the sign “{ $value }” was read as a missing value ({ $count }).
issue-bad_value = “{ $column }”: { $count ->
    [one] { $count } value does not fit
   *[other] { $count } values do not fit
} the column's type and { $count ->
    [one] was
   *[other] were
} left out, for example “{ $value }”.
issue-ambiguous_date = “{ $column }”: day and month could be either way round, for example “{ $value }”; the order taken is { $order ->
    [dmy] day, month, year
    [mdy] month, day, year
    [ymd] year, month, day
    [ydm] year, day, month
   *[other] { $order }
}.
issue-mixed_dates = “{ $column }”: dates are written in several ways; all were read.
issue-two_digit_year = “{ $column }”: years of two digits were completed, for example “{ $value }” → { $year }.
issue-month_precision = “{ $column }”: only months are named; the first day stands for each.
issue-quarter_precision = “{ $column }”: only quarters are named; the first day stands for each.
issue-week_precision = “{ $column }”: only weeks are named; the Monday stands for each.
issue-excel_serial = “{ $column }”: numbers were read as Excel dates, for example “{ $value }”.
issue-unix_time = “{ $column }”: numbers were read as Unix time, for example “{ $value }”.
issue-offsets_mixed = “{ $column }”: time zones differ; all times were brought to UTC.
issue-offset_dropped = “{ $column }”: all times carry the offset { $offset }; they were kept as written.
issue-ambiguous_number = “{ $column }”: “{ $value }” could be a thousand or a fraction; “{ $decimal }” was taken for the decimal mark.
issue-mixed_decimal = “{ $column }”: both decimal marks occur, point and comma.
issue-debit_credit = “{ $column }”: DR was read as minus, CR as plus.
issue-mixed_units = “{ $column }”: several units in one column ({ $units }); they must not be added up.
issue-too_precise = “{ $column }”: numbers of more than 38 digits were left as text.
issue-identifier_kept = “{ $column }”: the digits are codes, not amounts; they were kept as text, so that no zeros are lost.

## Charts
measure-mean = { $measure } (mean)
measure-rows = Number of rows
chart-by-period = { $measure } { $period ->
    [day] by day
    [week] by week
    [month] by month
    [quarter] by quarter
   *[year] by year
}
chart-by-category = { $measure } · { $category }
chart-flows = In and out { $period ->
    [day] by day
    [week] by week
    [month] by month
    [quarter] by quarter
   *[year] by year
}
chart-in = in
chart-out = out
chart-partial = { $span } · { $which ->
    [first] first { $period } partial
    [last] last { $period } partial
   *[both] first and last { $period } partial
}
chart-others = others ({ $count })
chart-heatmap = { $measure }: days of the week by month
chart-heatmap-subtitle = an average day; the stronger the colour, the more
chart-heatmap-alt = { $title }. The most: { $month }, { $weekday }, { $value } a day.
chart-weekdays = Mon Tue Wed Thu Fri Sat Sun
chart-gaps = Where values are missing
chart-gaps-subtitle = from left to right: the rows of the file; grey: missing
chart-histogram = { $column }: distribution
chart-median = median { $median } · vertical axis: number of rows
chart-timeline-alt = { $title }, { $span }. The most: { $best }, { $value }.
chart-flows-alt = { $title }. In { $income }, out { $outgo }.
chart-histogram-alt = { $title }. Median { $median }; 90% of the values lie between { $low } and { $high }.

## The chat's answer
chat-shape = { $rows } · { $columns }
kind-stock_sales = Sales at a stock agency
kind-bank_statement = Money on an account
kind-wildberries = Wildberries report
kind-ozon_accruals = Ozon accruals
kind-ozon_orders = Ozon orders
kind-sales = Sales
kind-amounts = Amounts by date
kind-time_series = Figures over time
chat-quality-good = ✅ The data look sound: nothing suspicious was found.
chat-quality-none = ⚠️ The table has no rows of data.
chat-quality = ⚠️ { $count ->
    [one] { $count } remark
   *[other] { $count } remarks
} on the data: { $first }
chat-quality-minor = ℹ️ { $count ->
    [one] { $count } remark
   *[other] { $count } remarks
} on the data, none serious. { $first }
chat-columns = Columns
chat-fill = { $share } filled
chat-filled-all = all filled

## The report's page
page-summary = In short
page-charts = Charts
page-quality = Data quality
page-columns = Columns
page-assumed = What we assumed
page-assumed-none = The file was read without reservations.
page-quality-none = Nothing suspicious was found.
page-rows-none = The table has no rows of data.
page-find = Find a column
page-sort = Order
page-sort-file = as in the file
page-sort-name = by name
page-sort-nulls = missing values first
page-rows = Rows
page-columns-count = Columns
page-period = Period
page-file = File
page-encoding = Encoding
page-delimiter = Delimiter
page-tab = tab
page-sheet = Sheet
page-missing = missing
page-distinct = distinct
page-min = minimum
page-max = maximum
page-sum = sum
page-mean = mean
page-median = median
page-middle = middle half
page-most = 90% of values
page-deviation = deviation
page-zeros = zeros
page-negatives = negative
page-length = length
page-pattern = pattern
page-top = Frequent values
page-spark = Distribution: { $column }
page-example = for example, { $count ->
    [one] line
   *[other] lines
} { $rows }
page-associated = What goes together
page-pearson = { $one } and { $other }: { $direction ->
    [up] rise together
   *[down] one rises as the other falls
} (correlation { $value }).
page-cramers_v = { $one } and { $other } depend on each other (Cramér's V { $value }).
page-associations-capped = There are many columns: only the first measures and categories were compared.
page-made = Made by Svodka { $version }. Every number was reckoned exactly from the file.
page-wide = The table has more than { $limit } columns: the first { $limit } are shown in detail, the rest as a list.

## Findings on quality, each with advice
finding-missing = “{ $column }”: no value in { $count ->
    [one] { $count } row
   *[other] { $count } rows
} ({ $share }).
finding-missing-advice = Check whether they are truly empty: sums and means leave these rows out.
finding-missing_more = Values are missing in { $count ->
    [one] { $count } more column
   *[other] { $count } more columns
}.
finding-missing_more-advice = Each column says how many.
finding-duplicate_rows = { $count ->
    [one] { $count } row repeats another one entirely
   *[other] { $count } rows repeat other ones entirely
} ({ $share }).
finding-duplicate_rows-advice = If the export stuttered, delete the repeats: they double the sums. Equal rows can be real, too.
finding-constant = “{ $column }”: the same in all rows: “{ $value }”.
finding-constant-advice = The column tells nothing apart; you need not look at it.
finding-constants = { $count ->
    [one] { $count } column is
   *[other] { $count } columns are
} the same in all rows: { $names }.
finding-constants-advice = These columns tell nothing apart; you need not look at them.
finding-empty_column = “{ $column }”: the column is empty.
finding-empty_column-advice = If you need it, check the export.
finding-near_constant = “{ $column }”: nearly everywhere ({ $share }) the same: “{ $value }”.
finding-near_constant-advice = Look at the exceptions: they are either important or mistaken.
finding-duplicate_key = “{ $column }”: each row should have a number of its own, but { $count ->
    [one] { $count } is repeated
   *[other] { $count } are repeated
}, for example “{ $value }”.
finding-duplicate_key-advice = Check whether the same records got into the file twice.
finding-missing_days = “{ $column }”: no rows for { $count ->
    [one] { $count } day
   *[other] { $count } days
}, the first is { $day }.
finding-missing_days-advice = If there should be data on these days, the export is incomplete and sums are too low.
finding-spellings = “{ $column }”: the same thing is written in several ways: { $common } and { $rare }{ $groups ->
    [1] {""}
   *[other] ; there are { $groups } such groups
} (rows: { $count }).
finding-spellings-advice = Bring them to one spelling, or else the group falls apart.
finding-mixed_letters = “{ $column }”: Russian words contain Latin letters, for example “{ $value }” (rows: { $count }).
finding-mixed_letters-advice = Searching and grouping will not recognise such words: replace the letters.
finding-outliers = “{ $column }”: { $count ->
    [one] { $count } value is far
   *[other] { $count } values are far
} from all others, the farthest is { $value } (usually { $low } to { $high }).
finding-outliers-advice = Check for a typing mistake: one such value shifts the sum and the mean.
finding-impossible = “{ $column }”: { $count ->
    [one] { $count } value is impossible
   *[other] { $count } values are impossible
}, for example { $value }.
finding-impossible-advice = Correct them at the source or leave them out.
finding-hidden_total = “{ $column }”: the value { $value } equals the sum of all others: it looks like a total.
finding-hidden_total-advice = Remove this row, or else every sum is twice what it should be.
finding-mixed_currencies = “{ $column }”: the table holds several currencies ({ $units }).
finding-mixed_currencies-advice = Amounts in different currencies must not be added up: look at each on its own.
finding-broken_sum = Usually { $rule }, but not in { $count ->
    [one] { $count } row
   *[other] { $count } rows
}.
finding-broken_sum-advice = Check these rows: one of their numbers is wrong.
finding-personal_data = “{ $column }”: this is personal data: { $kind ->
    [email] e-mail addresses
    [phone] telephone numbers
    [card] card numbers
   *[contact] people's names or contacts
}.
finding-personal_data-advice = Think before you pass this file on: the law protects such data.
finding-odd_codes = “{ $column }”: { $count ->
    [one] { $count } code looks
   *[other] { $count } codes look
} different from the others: “{ $value }”, while usually like “{ $common }”.
finding-odd_codes-advice = Check whether they have lost characters.

## Insights
insight-change = { $measure }: { $now_period } came to { $now }, { $change } { $direction ->
    [up] more
   *[down] less
} than { $before_period } ({ $before }).
insight-trend = { $measure }: a steady { $direction ->
    [up] rise
   *[down] fall
} over the whole period, about { $rate } a month.
insight-break = { $measure }: from { $day } on { $after } a { $period ->
    [day] day
    [week] week
   *[month] month
} on average instead of { $before }, { $change } { $direction ->
    [up] more
   *[down] less
}.
insight-spike = { $measure }: { $when } came to { $value }, { $times } { $times_form ->
    [one] time
   *[other] times
} { $step ->
    [weekday] what is usual for that day of the week
    [day] a usual day
    [week] a usual week
   *[month] a usual month
} ({ $usual }).
insight-weekday = { $measure }: most on { $best ->
    [0] Mondays
    [1] Tuesdays
    [2] Wednesdays
    [3] Thursdays
    [4] Fridays
    [5] Saturdays
   *[6] Sundays
} ({ $best_value } on average), least on { $worst ->
    [0] Mondays
    [1] Tuesdays
    [2] Wednesdays
    [3] Thursdays
    [4] Fridays
    [5] Saturdays
   *[6] Sundays
} ({ $worst_value }).
insight-season = { $measure }: most in { $best ->
    [1] January
    [2] February
    [3] March
    [4] April
    [5] May
    [6] June
    [7] July
    [8] August
    [9] September
    [10] October
    [11] November
   *[12] December
} ({ $best_value } on average), least in { $worst ->
    [1] January
    [2] February
    [3] March
    [4] April
    [5] May
    [6] June
    [7] July
    [8] August
    [9] September
    [10] October
    [11] November
   *[12] December
} ({ $worst_value }), { $years } years in a row.
insight-concentration = { $category }: only { $few } out of { $all } make { $share } of “{ $measure }”.
insight-driver = “{ $value }” ({ $category }) explains { $part } of the { $direction ->
    [up] rise
   *[down] fall
}: { $now } against { $before }.
insight-mix = { $category }: the share of “{ $value }” was { $before }, and { $after } from { $day } on.
insight-new = { $category }: “{ $value }” appears only from { $day } on (rows: { $count }).
insight-vanished = { $category }: “{ $value }” is last seen on { $day } (rows: { $count }).

## Lenses: what a table of a known kind comes to
stock-time = Time of sale
stock-asset = File number
stock-title = Title
stock-licence = Licence
stock-earned = Earnings
stock-media = Media type
stock-file = File name
stock-author = Author
stock-size = Size
lens-month = { $month }: { $now }, { $change } against the month before.
lens-month-year = { $month }: { $now }, { $change } against the month before and { $year_change } against the same month last year.
lens-month-so-far = { $month }, up to day { $day }: { $now }, { $change } against the same days of the month before.
lens-stock-total = Earned { $total }: { $count ->
    [one] { $count } sale
   *[other] { $count } sales
}, { $mean } a sale on average.
lens-stock-assets = { $assets ->
    [one] { $assets } file was sold
   *[other] { $assets } different files were sold
}; { $best } brought the most, { $earned }.
lens-stock-often = Sold most often: { $often }, { $count ->
    [one] once
   *[other] { $count } times
}.
lens-stock-part = { $money } of earnings, { $sales } of sales
lens-stock-split = { $column }: { $parts }.
lens-stock-new = { $count ->
    [one] { $count } file ({ $share }) was first sold
   *[other] { $count } files ({ $share }) were first sold
} on { $since } or later: { $money } of earnings.
lens-stock-repeated = The StatementSummary columns repeat the statement's total on every row; they are not added up.
bank-spent = Spending
bank-month = Spending, { $month }
lens-bank-flow = In { $income }, out { $outgo }, balance { $net }.
lens-bank-category = Spending by category: { $parts }.
lens-bank-party = Where most of it went: { $parts }.
lens-bank-largest = The largest payment is { $value } on { $day }: { $party }.
lens-bank-regular = Regular payments, every month: { $parts }.
lens-bank-failed = Failed operations are left out: { $count ->
    [one] { $count } row
   *[other] { $count } rows
}, { $value } in all.
lens-market-sales = { $count ->
    [one] { $count } sale
   *[other] { $count } sales
} of { $sold }; { $returns ->
    [0] no returns
    [one] { $returns } return of { $returned } ({ $share } of all)
   *[other] { $returns } returns of { $returned } ({ $share } of all)
}.
lens-market-charges = The marketplace keeps { $total }: { $parts }.
lens-market-added = The marketplace adds { $added }, which the payout includes.
lens-market-commission = Buyers paid { $retail }; the marketplace's commission is { $commission } ({ $share }).
lens-market-kept = The marketplace keeps { $total } ({ $share } of sales): commission { $commission }, logistics and services { $services }.
lens-market-payout = To be paid out: { $payout }.
lens-market-orders = { $count ->
    [one] { $count } order
   *[other] { $count } orders
} of { $total }, { $mean } on average.
lens-market-cancelled = Cancelled ones are left out: { $count ->
    [one] { $count } row
   *[other] { $count } rows
} of { $value } ({ $share } of the whole).
market-paid = Paid out for goods
market-accrued = Accrued
market-ordered = Ordered
market-delivery = delivery
market-fines = fines
market-storage = storage
market-deductions = other deductions
market-acceptance = acceptance
lens-sales-total = { $measure }: { $total } ({ $count ->
    [one] { $count } row
   *[other] { $count } rows
}, { $mean } on average).
lens-sales-top = { $column }: { $parts }.
lens-sales-even = { $column }: about equal, { $low } to { $high } for each of { $count } values.
lens-sales-undone = The sum includes cancelled and returned ones: { $count ->
    [one] { $count } row
   *[other] { $count } rows
} of { $value } ({ $share }).
lens-series-mean = { $measure }: { $mean } on average.
lens-series-total = { $measure }: { $total } in all, { $mean }{ $step ->
    [day] {""} a day
    [week] {""} a week
    [month] {""} a month
   *[other] {""}
} on average.
lens-series-extremes = The most is { $high } ({ $high_at }), the least { $low } ({ $low_at }).
lens-plain-mean = { $column }: { $mean } on average, median { $median }.
lens-plain-total = { $column }: { $total } ({ $mean } a row on average, median { $median }).
lens-plain-parts = { $column } ({ $count ->
    [one] { $count } value
   *[other] { $count } values
}): { $parts } of rows.

## The change log of the clean file
log-data = Data
log-changes = Changes
log-row = Line
log-column = Column
log-count = Count
log-value = As it was
log-what = What was done or assumed
log-rows = { $count ->
    [one] { $count } row was left out
   *[other] { $count } rows were left out
}: an Excel sheet holds no more.
log-cut = { $count ->
    [one] { $count } text was cut
   *[other] { $count } texts were cut
}: an Excel cell holds 32,767 characters.
log-controls = Control characters, which an Excel file cannot hold, were removed (cells: { $count }).
log-early = Dates before March 1900 were written as text (cells: { $count }): Excel does not know them.
log-digits = Numbers of more than 15 digits were written as text (cells: { $count }): Excel would round them.
log-formulas = Text that a spreadsheet program would take for a formula begins with an apostrophe; numbers and dates are written in one way.
