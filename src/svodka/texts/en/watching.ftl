### What those who run the service hear: a trouble that lasts, and its end.

trouble-storage-down =
    ⚠️ <b>The file storage does not answer.</b>
    Files are accepted and wait: { $waiting }. Nothing is lost: they are processed as soon as the storage is back.
trouble-storage-down-over = ✅ The file storage answers again. It was away for { $minutes } min.
trouble-waiting-long =
    ⚠️ <b>Files wait too long:</b> the oldest for { $minutes } min, { $waiting } in all.
    See whether workers are running and the storage answers.
trouble-waiting-long-over = ✅ Files no longer wait. The queue stood still for { $minutes } min.
trouble-no-worker =
    ⚠️ <b>No worker shows a sign of life.</b>
    Files are accepted and wait: { $waiting }. Start <code>svodka worker</code>.
trouble-no-worker-over = ✅ A worker is back. There was none for { $minutes } min.
trouble-sessions-short =
    ⚠️ <b>Database sessions are short:</b> in use { $percent } % of the time.
    Raise SUPABASE_SESSION_LIMIT if the database's plan allows it, or run fewer processes.
trouble-sessions-short-over = ✅ There are enough database sessions again. They were short for { $minutes } min.
trouble-uploads-fail =
    ⚠️ <b>Files could not be processed:</b> { $failed } within a quarter of an hour.
    <code>svodka uploads --failed</code> shows what happened, <code>svodka retry</code> takes one up again.
trouble-uploads-fail-over = ✅ Nothing has failed for a quarter of an hour. It lasted { $minutes } min.
