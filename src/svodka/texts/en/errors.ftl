### Sentences for errors, one for each code in svodka.errors; what the person reads.

internal = Something broke on our side. We know about it; your file is not lost.
passing = The service is busy right now. Your file is accepted, the report will come a little later.
not-a-table = { $found ->
    [pdf] This is a PDF, and a table does not come out of one whole. Please send the same as Excel or CSV.
    [png] This is a picture, and I need the table itself: Excel or CSV.
    [jpeg] This is a picture, and I need the table itself: Excel or CSV.
    [document] This is a document or a presentation. Please copy the table from it to Excel and send the XLSX file.
    [html] This is a web page, even if its name ends in “.xls”. Please open it in Excel, save it as XLSX and send that.
    [numbers] This is a file of Apple's. Please export the table from Numbers (File → Export To → Excel) and send that.
    [encrypted] The file is locked with a password. Please remove the password, save the file and send it again.
    [rar] I cannot open this archive. Please send the table itself, or a ZIP that holds it.
    [sevenzip] I cannot open this archive. Please send the table itself, or a ZIP that holds it.
    [archive] I found no table in the archive. Please send the table itself: CSV or Excel.
   *[other] This does not look like a table. Please send a CSV, TSV or Excel file (XLSX, XLS, ODS).
}
bank-exchange = This is a 1C bank exchange file, not a table. Please export the statement as Excel or CSV and send that.
empty-file = The file is empty: there is not a single row in it.
option-mismatch = The file does not have what was asked for: { $option } { $value }.
damaged-file = The file is damaged and cannot be opened. Please save it and send it again.
file-too-large = The file is too large for your plan. Maximum: { $limit_mb } MB
too-many-columns = The table has { $columns } columns, and I analyse up to { $most }. Please leave those that matter and send it again.
too-complex = The table is too complex: it could not be processed in reasonable time and memory.
storage-failed = The file could not be uploaded to the storage: { $reason }
storage-timeout = Uploading the file took too long. Please try again later.
storage-unavailable = The storage is unavailable right now. Your file is accepted, the report will come as soon as it is back.
object-not-found = The file is no longer stored. Please send it again.
sandbox-crashed = This file could not be processed: the analysis breaks on it. We will look into it.
database-unavailable = The service is busy right now. Your file is not lost, the report will come a little later.
