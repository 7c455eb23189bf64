### Что слышат те, кто держит службу: неполадка, которая не проходит, и её конец.

trouble-storage-down =
    ⚠️ <b>Хранилище файлов не отвечает.</b>
    Файлы принимаются и ждут: { $waiting }. Ничего не потеряно: как только хранилище вернётся, они будут обработаны.
trouble-storage-down-over = ✅ Хранилище файлов снова отвечает. Не работало { $minutes } мин.
trouble-waiting-long =
    ⚠️ <b>Файлы ждут слишком долго:</b> самый старый уже { $minutes } мин, всего { $waiting }.
    Проверьте, работают ли обработчики и отвечает ли хранилище.
trouble-waiting-long-over = ✅ Файлы больше не ждут. Очередь стояла { $minutes } мин.
trouble-no-worker =
    ⚠️ <b>Ни один обработчик не подаёт признаков жизни.</b>
    Файлы принимаются и ждут: { $waiting }. Запустите <code>svodka worker</code>.
trouble-no-worker-over = ✅ Обработчик снова работает. Не было { $minutes } мин.
trouble-sessions-short =
    ⚠️ <b>Сессий базы не хватает:</b> заняты { $percent } % времени.
    Поднимите SUPABASE_SESSION_LIMIT, если тариф базы позволяет, или уменьшите число процессов.
trouble-sessions-short-over = ✅ Сессий базы снова хватает. Не хватало { $minutes } мин.
trouble-uploads-fail =
    ⚠️ <b>Не удалось обработать файлы:</b> { $failed } за четверть часа.
    Что случилось, покажет <code>svodka uploads --failed</code>, повторит <code>svodka retry</code>.
trouble-uploads-fail-over = ✅ Новых сбоев нет уже четверть часа. Длилось { $minutes } мин.
