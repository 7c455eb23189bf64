### What is read on the pages: by the operator, and by others through a link. Plain text.

operator-login-title = Operator's entrance
operator-password = Password
operator-enter = Enter
operator-login-wrong = That is not the password.
operator-login-wait = Too many tries. Wait a little and try again.
operator-away-title = The database does not answer
operator-away = There is nothing to show until it is back. This page looks again by itself.

link-gone-title = There is nothing under this link
link-gone = A link to a report lasts a week and goes with its file. The report itself is still in the chat with the bot.

operator-title = How it fares
operator-tables = Tables
operator-leave = Leave
operator-lost = The server does not answer: the page shows what was known before.
operator-at = As of { $at }
operator-note-retried = The file is in work again.
operator-note-not-retried = There is nothing to try again: the file is no failure any more.

operator-well = All is well
operator-unwell = Needs attention
operator-trouble-storage-down = The file storage does not answer: files are accepted and wait.
operator-trouble-waiting-long = Files wait too long.
operator-trouble-no-worker = No worker shows a sign of life.
operator-trouble-sessions-short = Database sessions are short.
operator-trouble-uploads-fail = Some files failed in the last quarter of an hour.
operator-trouble-check = No answer: { $name }.

operator-figures = Figures
operator-today = Files today
operator-today-about =
    { $people ->
        [one] from { $people } person
       *[other] from { $people } people
    }
operator-success = Success
operator-success-about = { $delivered } done, { $failed } failed, { $rejected } no tables
operator-p95 = Report within (p95)
operator-p95-about = half of them within { $p50 }
operator-waiting = In the queue
operator-waiting-about = the first for { $age }
operator-waiting-none = nobody waits
operator-unsaid = Not sent yet
operator-unsaid-about = incoming, not handled yet: { $inbox }
operator-people = People in all
operator-people-about = left: { $lost }

operator-storage = Storage
operator-storage-well = well
operator-storage-away = away
operator-storage-about = 95 % of operations within { $time }
operator-storage-unused = no operation yet
operator-sessions-about = in use { $percent } % of the time

operator-state-received = received
operator-state-stored = stored
operator-state-analysed = being sent
operator-state-delivered = done
operator-state-rejected = no table
operator-state-failed = failed

operator-waits = What waits, and why
operator-waits-none = Nothing waits at the moment.
operator-why-being-stored = Being stored
operator-why-being-analysed = Being analysed
operator-why-for-storing = Waits for the bot to fetch it from Telegram
operator-why-for-worker = Waits for a worker
operator-why-for-courier = The report is ready and waits to be sent
operator-why-put-off = Put off, next try in { $age }
operator-since = { $age } ago
operator-attempts = try { $n }
operator-error = Error

operator-failed = Failed
operator-retry = Try again
operator-retry-file = Try again: { $file }
operator-failed-internal = A mistake in the program itself
operator-failed-sandbox-crashed = The process that analysed this file crashed on it
operator-failed-storage-failed = The storage refused
operator-failed-storage-timeout = The storage did not answer in time
operator-failed-storage-unavailable = The storage was away for too long
operator-failed-passing = Something outside was away for too long

operator-processes = Processes
operator-processes-none = No process shows a sign of life.
operator-role-run = All in one
operator-role-bot = Bot
operator-role-worker = Worker
operator-role-web = Pages
operator-uptime = Up
operator-memory = Memory
operator-lag = Loop lag
operator-sessions = DB sessions
operator-busy = Sessions in use
operator-storage-down = The storage is away for it
operator-lines-lost = Log lines lost: { $lines }

operator-checks = What it needs
operator-check-database = Database
operator-check-migrations = Database schema
operator-check-broker = Queue
operator-check-storage = File storage
operator-check-worker = Worker

operator-ms = { $n } ms
operator-s = { $n } s
operator-min = { $n } min
operator-h = { $n } h
operator-d = { $n } d
