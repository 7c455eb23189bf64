### Что читают на страницах: оператор на своей, остальные по ссылке. Простой текст.

operator-login-title = Вход для оператора
operator-password = Пароль
operator-enter = Войти
operator-login-wrong = Пароль не подошёл.
operator-login-wait = Слишком много попыток. Подождите немного и попробуйте ещё раз.
operator-away-title = База данных не отвечает
operator-away = Показать нечего, пока она не вернётся. Страница обновится сама.

link-gone-title = По этой ссылке ничего нет
link-gone = Ссылка на отчёт действует неделю и пропадает вместе с файлом. Сам отчёт остался в чате с ботом.

operator-title = Состояние
operator-tables = Таблицы
operator-leave = Выйти
operator-lost = Связи с сервером нет: на странице то, что было известно раньше.
operator-at = Данные на { $at }
operator-note-retried = Файл снова в работе.
operator-note-not-retried = Повторять нечего: файл уже не в числе сбоев.

operator-well = Всё в порядке
operator-unwell = Требует внимания
operator-trouble-storage-down = Хранилище файлов не отвечает: файлы принимаются и ждут.
operator-trouble-waiting-long = Файлы ждут слишком долго.
operator-trouble-no-worker = Ни один обработчик не подаёт признаков жизни.
operator-trouble-sessions-short = Сессий базы данных не хватает.
operator-trouble-uploads-fail = За последние четверть часа были сбои.
operator-trouble-check = Не отвечает: { $name }.

operator-figures = Показатели
operator-today = Файлов сегодня
operator-today-about =
    { $people ->
        [one] от { $people } человека
       *[other] от { $people } человек
    }
operator-success = Успешно
operator-success-about = готово { $delivered }, сбоев { $failed }, не таблиц { $rejected }
operator-p95 = Отчёт за (p95)
operator-p95-about = половина за { $p50 }
operator-waiting = В очереди
operator-waiting-about = первый ждёт { $age }
operator-waiting-none = никто не ждёт
operator-unsaid = Не отправлено
operator-unsaid-about = не разобрано входящих: { $inbox }
operator-people = Людей всего
operator-people-about = ушли: { $lost }

operator-storage = Хранилище
operator-storage-well = работает
operator-storage-away = недоступно
operator-storage-about = 95 % операций быстрее { $time }
operator-storage-unused = операций ещё не было
operator-sessions-about = заняты { $percent } % времени

operator-state-received = принято
operator-state-stored = сохранено
operator-state-analysed = отправляется
operator-state-delivered = готово
operator-state-rejected = не таблица
operator-state-failed = сбой

operator-waits = Что ждёт и почему
operator-waits-none = Сейчас ничего не ждёт.
operator-why-being-stored = Сохраняется
operator-why-being-analysed = Обрабатывается
operator-why-for-storing = Ждёт, когда бот заберёт его из Telegram
operator-why-for-worker = Ждёт обработчика
operator-why-for-courier = Отчёт готов, ждёт отправки
operator-why-put-off = Отложен, следующая попытка через { $age }
operator-since = { $age } назад
operator-attempts = попытка { $n }
operator-error = Ошибка

operator-failed = Сбои
operator-retry = Повторить
operator-retry-file = Повторить: { $file }
operator-failed-internal = Ошибка в самой программе
operator-failed-sandbox-crashed = Процесс обработки падал на этом файле
operator-failed-storage-failed = Хранилище отказало
operator-failed-storage-timeout = Хранилище не ответило вовремя
operator-failed-storage-unavailable = Хранилище было недоступно слишком долго
operator-failed-passing = Что-то снаружи не работало слишком долго

operator-processes = Процессы
operator-processes-none = Ни один процесс не подаёт признаков жизни.
operator-role-run = Всё в одном
operator-role-bot = Бот
operator-role-worker = Обработчик
operator-role-web = Страницы
operator-uptime = Работает
operator-memory = Память
operator-lag = Задержка цикла
operator-sessions = Сессии базы
operator-busy = Сессии заняты
operator-storage-down = Хранилище для него недоступно
operator-lines-lost = Потеряно строк журнала: { $lines }

operator-checks = Что нужно для работы
operator-check-database = База данных
operator-check-migrations = Схема базы
operator-check-broker = Очередь
operator-check-storage = Хранилище файлов
operator-check-worker = Обработчик

operator-ms = { $n } мс
operator-s = { $n } с
operator-min = { $n } мин
operator-h = { $n } ч
operator-d = { $n } дн
