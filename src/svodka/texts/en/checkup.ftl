### What `svodka doctor` says to the operator: of each finding what it is, and how to mend it.

checkup-well = Nothing is wrong.
checkup-not-well = Something is wrong; each line with ✗ says how to mend it.

checkup-subject-telegram = Telegram
checkup-subject-clock = Clock
checkup-subject-database = Database
checkup-subject-sessions = Sessions
checkup-subject-queue = Queue
checkup-subject-storage = Storage
checkup-subject-disk = Disk
checkup-subject-fonts = Fonts
checkup-subject-sandbox = Sandbox
checkup-subject-log = Log

checkup-unexpected = the check itself failed: { $error }
checkup-unexpected-mend = this is a fault of svodka's or of this machine; tell its developers, with this line
checkup-late = no answer within { $seconds } s
checkup-late-mend = something hangs on the way there: a firewall that drops packets, a proxy, a disk

checkup-no-token = BOT_TOKEN is not set, so Telegram was not asked
checkup-no-token-mend = only `svodka worker` and `svodka web` can do without it; for the bot, set the token that @BotFather gave you
checkup-token-good = the token is @{ $name }'s; an answer took { $ms } ms
checkup-token-refused = Telegram does not know this token
checkup-token-refused-mend = ask @BotFather for it (/mybots → API Token), and set BOT_TOKEN to it
checkup-telegram-refuses = Telegram refuses: { $error }
checkup-telegram-refuses-mend = if it says too many requests, wait as long as it says; else see core.telegram.org/bots/api
checkup-telegram-away = Telegram cannot be reached: { $error }
checkup-telegram-away-mend = let this machine reach api.telegram.org, port 443; a server of your own is named by SVODKA_TELEGRAM_API_URL
checkup-polling = updates are asked for, no webhook is set; waiting at Telegram: { $pending }
checkup-webhook-in-the-way = a webhook is set at Telegram, but SVODKA_WEBHOOK_URL is not; waiting there: { $pending }
checkup-webhook-in-the-way-mend = the bot removes it when it starts; if it comes back, another program runs with the same token
checkup-webhook-not-yet = SVODKA_WEBHOOK_URL is not yet known to Telegram; waiting there: { $pending }
checkup-webhook-not-yet-mend = the bot sets it when it starts; if it runs already, see its log
checkup-webhook-set = updates are posted to SVODKA_WEBHOOK_URL; waiting at Telegram: { $pending }
checkup-webhook-fails = Telegram could not post updates in the last ten minutes: { $error }; waiting there: { $pending }
checkup-webhook-fails-mend = open SVODKA_WEBHOOK_URL from outside: port 443, 80, 88 or 8443, a certificate that is valid, and `svodka web` behind it

checkup-clock-right = differs from Telegram's by { $seconds } s
checkup-clock-wrong = differs from Telegram's by { $seconds } s: leases, signed links and S3 need the right time
checkup-clock-wrong-mend = set the clock by the network: timedatectl set-ntp true

checkup-database-good = is there and up to date; a question takes { $ms } ms
checkup-database-slow = is there and up to date, but far: a question takes { $ms } ms
checkup-database-slow-mend = run the service in the region of its database: each upload asks it some thirty times
checkup-database-new = SQLite; the file will be made at the first start
checkup-database-refuses = { $error }
checkup-database-refuses-mend = set DATABASE_URL as the database's own page shows it
checkup-database-away = { $error }
checkup-database-away-mend = is the server running, and does it listen to this machine? Check host and port in DATABASE_URL; Supabase pauses projects that nobody uses
checkup-schema-old = the tables are not those of this version
checkup-schema-old-mend = run `svodka migrate` once, before the processes start
checkup-schema-old-alone = the tables are not those of this version
checkup-schema-old-alone-mend = `svodka run` brings them up to date when it starts

checkup-sessions-good = we hold { $limit } at most, the server grants { $allowed }, in use now: { $used } ({ $whose })
checkup-sessions-too-few = { $error }
checkup-sessions-too-few-mend = run fewer processes, or raise SUPABASE_SESSION_LIMIT if the server grants more
checkup-sessions-too-many = SUPABASE_SESSION_LIMIT is { $limit }, but the server grants { $allowed }
checkup-sessions-too-many-mend = set SUPABASE_SESSION_LIMIT to { $allowed } or less, or let the server grant more
checkup-sessions-nearly-used = { $used } of the { $allowed } sessions that the server grants are in use: { $whose }
checkup-sessions-nearly-used-mend = svodka-… are ours: run fewer processes, or raise the limit; end what is not needed; see docs/how-to/launch.md
checkup-sessions-pooled = a pooler stands before the database and grants sessions by a size of its own, which cannot be asked
checkup-sessions-pooled-mend = compare { $limit } with the pool size on the pooler's page (Supabase: Database, Connection pooling)

checkup-queue-good = Redis answers and keeps what it is given; a round trip takes { $ms } ms
checkup-queue-inside = REDIS_URL is not set: the queue is inside the one process
checkup-queue-away = Redis cannot be reached: { $error }
checkup-queue-away-mend = is it running, and are host, port and password in REDIS_URL right? With TLS the address begins with rediss://
checkup-queue-refuses = Redis does not take what it is given: { $error }
checkup-queue-refuses-mend = give it memory (maxmemory), and see that this is the primary, not a replica
checkup-queue-evicts = Redis forgets what it likes when its memory is full ({ $policy }); uploads are then late by seconds, never lost
checkup-queue-evicts-mend = set maxmemory-policy to noeviction

checkup-storage-good = took { $kb } KB, gave them back and deleted them, in { $ms } ms
checkup-storage-refuses = { $error }
checkup-storage-refuses-mend = make the bucket, and take the key that may write to it: for Supabase the service role key
checkup-storage-away = { $error }
checkup-storage-away-mend = is it reachable from this machine? Check SUPABASE_URL, or SVODKA_S3_ENDPOINT; uploads wait meanwhile
checkup-storage-changes = gave back other bytes than it was given ({ $key })
checkup-storage-changes-mend = look for a proxy on the way that changes content
checkup-storage-keeps = an object was deleted and is still there ({ $key })
checkup-storage-keeps-mend = allow the key to delete, or switch versions and locks of the bucket off

checkup-disk-good = { $path } can be written to, { $mb } MB free
checkup-disk-tight = { $path } has { $mb } MB left
checkup-disk-tight-mend = make room: several large files at once need two gigabytes
checkup-disk-full = { $path } has { $mb } MB left, fewer than { $least }
checkup-disk-full-mend = make room, or set SVODKA_DATA_DIR to a larger disk; uploads wait meanwhile
checkup-disk-not-written = { $path } cannot be written to: { $error }
checkup-disk-not-written-mend = let the service's user own it, or set { $setting } to a folder that is writable

checkup-fonts-good = letters of both languages can be drawn
checkup-fonts-missing = charts would have no letters: { $error }
checkup-fonts-missing-mend = install svodka anew, from its lock: the font comes with it

checkup-sandbox-good = a table took { $ms } ms; the limits of { $mb } MB and of time are in force
checkup-sandbox-broken = a small table was not analysed: { $error }
checkup-sandbox-broken-mend = raise SVODKA_ANALYSIS_MEMORY_MB; in a container give it that much memory, and allow new processes
checkup-memory-unlimited = a file may take more than { $mb } MB of memory here
checkup-memory-unlimited-mend = the kernel does not heed RLIMIT_DATA: run on Linux 4.7 or later, or limit the container's memory
checkup-time-unlimited = a file that never ends was not stopped in time: { $seconds } s
checkup-time-unlimited-mend = allow the worker to kill its own processes (no seccomp rule against kill), and give it CPU time
checkup-sandbox-shut = files of others, the network, programs and other processes were tried and are out of its reach: { $layers }
checkup-files-open = should a file break its reader, it could read what the service's user can: the settings, files of others; here: { $layers }
checkup-files-open-mend = run on Linux 5.13 or later with Landlock (among lsm= at boot), in a container of Docker 20.10.18 or later
checkup-network-open = should a file break its reader, it could reach the network; here: { $layers }
checkup-network-open-mend = run on Linux, x86-64 or AArch64, and let the worker set seccomp filters
checkup-programs-open = should a file break its reader, it could start programs; here: { $layers }
checkup-programs-open-mend = run on Linux, x86-64 or AArch64, and let the worker set seccomp filters
checkup-processes-open = should a file break its reader, it could stop the service's processes; here: { $layers }
checkup-processes-open-mend = run on Linux, x86-64 or AArch64, and let the worker set seccomp filters

checkup-log-good = { $lines } lines into a pipe that nobody reads: a call took { $p99 } µs (p99), the loop was late by { $lag } ms (p99; { $still } ms without a log), { $errors-arrived } of { $errors } errors arrived
checkup-log-holds-up = { $lines } lines into a pipe that nobody reads: a call took { $p99 } µs (p99), the loop was late by { $lag } ms (p99; { $still } ms without a log), { $errors-arrived } of { $errors } errors arrived, the end took { $end } s
checkup-log-holds-up-mend = the machine is too busy to tell, or the log holds the service up: run `svodka doctor --logging` when it is quiet
checkup-log-flowing = { $lines } lines of all levels, { $errors } errors among them: a call took { $p50 } µs (p99 { $p99 } µs), the loop was late by { $lag } ms (p99; { $still } ms without a log); arrived: { $arrived }, errors { $errors-arrived }, dropped { $dropped }
checkup-log-flowing-mend = run it again when the machine is quiet; if it stays so, tell svodka's developers
checkup-log-stuck = { $lines } lines into a pipe that nobody reads, { $errors } errors among them: a call took { $p50 } µs (p99 { $p99 } µs), the loop was late by { $lag } ms (p99; { $still } ms without a log); when it was read, arrived: { $arrived }, errors { $errors-arrived }, dropped and owned up to { $dropped }
checkup-log-stuck-mend = run it again when the machine is quiet; if it stays so, tell svodka's developers
checkup-log-end = an end while nobody reads took { $seconds } s, with { $deadline } s allowed for what is queued
checkup-log-end-mend = run it again when the machine is quiet; if it stays so, tell svodka's developers

checkup-subject-processes = Processes
checkup-subject-pages = Pages
checkup-subject-operators = Operators

checkup-all-alive = alive: { $roles }
checkup-nobody-alive = nobody has given a sign of life for half a minute
checkup-nobody-alive-mend = right before the first start; else start svodka-bot and a worker, or `svodka run`
checkup-part-missing = alive: { $roles }; without both a bot and a worker no report comes
checkup-part-missing-mend = start what is missing, and see in its log why it ended
checkup-more-alive = alive: { $roles }; that is more than SVODKA_PROCESSES says ({ $processes }), so they may hold too many sessions
checkup-more-alive-mend = stop what is one too many, or raise SVODKA_PROCESSES (and SUPABASE_SESSION_LIMIT with it)
checkup-pages-there = can be reached by SVODKA_WEB_URL
checkup-pages-away = cannot be reached by SVODKA_WEB_URL: { $error }
checkup-pages-away-mend = is `svodka web` running, is the proxy before it, and does the name lead there?
checkup-nobody-told = SVODKA_OPERATORS is not set: nobody hears when something stays broken
checkup-nobody-told-mend = set it to your id at Telegram; @userinfobot tells it
