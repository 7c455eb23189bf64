### What the bot says in the chat. Telegram's HTML; every value is escaped.

start =
    Hello, { $name }!

    Send me a table as a file, and I will tell you right away what is in it: a summary, a chart and a report.

    CSV, Excel and almost any export will do, untidy ones too.
help =
    <b>How it works</b>
    Send a table as a file: paper clip → “File”. CSV, TSV, Excel (XLSX, XLS), ODS, and tables in HTML or XML as banks export them will do, also in ZIP or GZ, up to { $limit_mb } MB.

    <b>What you get</b>
    A summary with a chart and a detailed report. The buttons below it: columns, cleaned file, delete.

    /language — change the language
    /cancel — take back files that are still in work
    /delete — delete all your files and reports
language-ask = Which language shall I speak?
language-set = Done, I speak English now.
language-ru = Русский
language-en = English

photo-received = That is a picture, and I need the table itself. Send it as a file: paper clip → “File”.
sticker-received = Nice one! But tables are all I know. Send me a file: CSV or Excel.
text-received = Send me a table as a file (CSV or Excel), and I will tell you what is in it. A hint: /help
table-pasted = That looks like a table. Save it to a file (CSV or Excel) and send that: a message's text loses part of the data.
link-received = I cannot open links. Download the table (in Google Sheets: File → Download → Microsoft Excel) and send me the file.
other-received = I can't do anything with that. Send me a table as a file: CSV or Excel. A hint: /help

group-hello = Hello! I answer nobody in groups, so that no table is shown to everybody. Write to me alone: @{ $name }

unknown-button = This button no longer works. Send the file again for a fresh report.
deleted = Deleted: I keep neither the file nor its report any more. The messages in this chat are yours to delete.
already-deleted = Already deleted.
delete-ask = Delete all your files and reports that I keep? There is no way back.
deleted-all = Deleted: I keep none of your files and reports any more. The messages in this chat are yours to delete.
nothing-kept = There is nothing to delete: I have no files of yours.
cancelled = { $count ->
    [one] Cancelled: { $count } file is deleted, there will be no report on it.
   *[other] Cancelled: { $count } files are deleted, there will be no reports on them.
}
nothing-to-cancel = There is nothing to cancel: no file of yours is in work. To delete what is finished, too, send /delete
update-failed = Your message could not be handled. Please send it again.
given-up = There will be no report on this file: the service was away for too long. Please send the file again.
report-unsendable = The report is ready but could not be sent. We are looking into it. Please try sending the file again.
summary-missing = The report is ready.

too-many-at-once = I am still working on your files and take no more than { $limit } at once. Send this one when the reports have come.
too-fast = { $limit ->
    [one] That is too fast: I take no more than { $limit } file a minute.
   *[other] That is too fast: I take no more than { $limit } files a minute.
} Send this one a little later.
quota-used-up =
    { $limit ->
        [one] That is all for today: I take { $limit } file a day.
       *[other] That is all for today: I take { $limit } files a day.
    } You can send more tomorrow.

progress-accepted = File accepted, looking inside…
progress-in-line = File accepted. I take your files one by one, { $ahead } before this one.
progress-queue = File accepted. There is a queue: the report will come in about { $minutes } min.
progress-stored = File received, waiting for its turn…
progress-reading = Reading the table…
progress-profiling = Working out the figures…
progress-drawing = Drawing the charts…
progress-writing = Putting the report together…
progress-late = File accepted, but things are slower than usual right now. The report will come by itself, no need to wait here.
progress-done = Done, the report is below.

button-open = Open in the browser
button-report = Full report
button-columns = Columns
button-clean = Clean file
button-delete = Delete
button-delete-all = Yes, delete everything
button-previous = ← Back
button-next = Next →

file-report = { $stem } — report
file-clean = { $stem } — cleaned
file-nameless = Table

command-start = Start
command-help = How it works
command-language = Язык / Language
command-cancel = Take back files in work
command-delete = Delete all my files
bot-description =
    Send a table as a file (CSV, Excel) and get a summary, a chart and a detailed report.
    Any encoding, stray lines and totals are fine.
bot-short-description = A table in, a clear report out: summary, chart, mistakes in the data.
