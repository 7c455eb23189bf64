### Что `svodka doctor` говорит оператору: о каждой находке — что это и как исправить.

checkup-well = Всё в порядке.
checkup-not-well = Не всё в порядке; в строках с ✗ сказано, как исправить.

checkup-subject-telegram = Telegram
checkup-subject-clock = Часы
checkup-subject-database = База
checkup-subject-sessions = Сессии
checkup-subject-queue = Очередь
checkup-subject-storage = Хранилище
checkup-subject-disk = Диск
checkup-subject-fonts = Шрифты
checkup-subject-sandbox = Песочница
checkup-subject-log = Журнал

checkup-unexpected = сама проверка не удалась: { $error }
checkup-unexpected-mend = это ошибка svodka или этой машины; пришлите эту строку разработчикам
checkup-late = нет ответа за { $seconds } с
checkup-late-mend = что-то по дороге зависает: брандмауэр, прокси или диск

checkup-no-token = BOT_TOKEN не задан, поэтому Telegram не спрашивали
checkup-no-token-mend = без него могут работать только `svodka worker` и `svodka web`; для бота задайте токен, который выдал @BotFather
checkup-token-good = токен принадлежит @{ $name }; ответ занял { $ms } мс
checkup-token-refused = Telegram не знает такого токена
checkup-token-refused-mend = возьмите его у @BotFather (/mybots → API Token) и задайте BOT_TOKEN
checkup-telegram-refuses = Telegram отказывает: { $error }
checkup-telegram-refuses-mend = если запросов слишком много, подождите, сколько сказано; иначе см. core.telegram.org/bots/api
checkup-telegram-away = Telegram недоступен: { $error }
checkup-telegram-away-mend = откройте этой машине доступ к api.telegram.org, порт 443; свой сервер указывает SVODKA_TELEGRAM_API_URL
checkup-polling = обновления запрашиваются, вебхука нет; ждут в Telegram: { $pending }
checkup-webhook-in-the-way = в Telegram задан вебхук, а SVODKA_WEBHOOK_URL нет; ждут там: { $pending }
checkup-webhook-in-the-way-mend = бот снимет его при запуске; если он появится снова, с этим токеном работает другая программа
checkup-webhook-not-yet = Telegram ещё не знает SVODKA_WEBHOOK_URL; ждут там: { $pending }
checkup-webhook-not-yet-mend = бот задаст его при запуске; если он уже работает, смотрите его журнал
checkup-webhook-set = обновления приходят на SVODKA_WEBHOOK_URL; ждут в Telegram: { $pending }
checkup-webhook-fails = за последние десять минут Telegram не смог доставить обновления: { $error }; ждут там: { $pending }
checkup-webhook-fails-mend = откройте SVODKA_WEBHOOK_URL снаружи: порт 443, 80, 88 или 8443, действительный сертификат и `svodka web` за ним

checkup-clock-right = расходятся с часами Telegram на { $seconds } с
checkup-clock-wrong = расходятся с часами Telegram на { $seconds } с: от времени зависят аренды, подписанные ссылки и S3
checkup-clock-wrong-mend = включите сверку часов по сети: timedatectl set-ntp true

checkup-database-good = на месте, схема свежая; запрос занимает { $ms } мс
checkup-database-slow = на месте, схема свежая, но далеко: запрос занимает { $ms } мс
checkup-database-slow-mend = запускайте сервис в одном регионе с базой: на каждый файл приходится около тридцати запросов
checkup-database-new = SQLite; файл появится при первом запуске
checkup-database-refuses = { $error }
checkup-database-refuses-mend = задайте DATABASE_URL так, как его показывает страница базы
checkup-database-away = { $error }
checkup-database-away-mend = запущен ли сервер и слушает ли он эту машину? Проверьте хост и порт в DATABASE_URL; Supabase приостанавливает проекты, которыми не пользуются
checkup-schema-old = таблицы не от этой версии
checkup-schema-old-mend = выполните `svodka migrate` один раз, до запуска процессов
checkup-schema-old-alone = таблицы не от этой версии
checkup-schema-old-alone-mend = `svodka run` обновит их при запуске

checkup-sessions-good = держим не больше { $limit }, сервер даёт { $allowed }, сейчас занято: { $used } ({ $whose })
checkup-sessions-too-few = { $error }
checkup-sessions-too-few-mend = запускайте меньше процессов или поднимите SUPABASE_SESSION_LIMIT, если сервер даёт больше
checkup-sessions-too-many = SUPABASE_SESSION_LIMIT равен { $limit }, а сервер даёт { $allowed }
checkup-sessions-too-many-mend = задайте SUPABASE_SESSION_LIMIT не больше { $allowed } или разрешите серверу больше
checkup-sessions-nearly-used = занято { $used } из { $allowed } сессий, которые даёт сервер: { $whose }
checkup-sessions-nearly-used-mend = svodka-… это наши: уменьшите число процессов или поднимите предел; лишние закройте; см. docs/how-to/launch.md
checkup-sessions-pooled = перед базой стоит пулер и даёт сессии по своему размеру, который нельзя спросить
checkup-sessions-pooled-mend = сравните { $limit } с размером пула на его странице (Supabase: Database, Connection pooling)

checkup-queue-good = Redis отвечает и хранит записанное; путь туда и обратно занимает { $ms } мс
checkup-queue-inside = REDIS_URL не задан: очередь внутри единственного процесса
checkup-queue-away = Redis недоступен: { $error }
checkup-queue-away-mend = запущен ли он, верны ли хост, порт и пароль в REDIS_URL? С TLS адрес начинается с rediss://
checkup-queue-refuses = Redis не принимает записи: { $error }
checkup-queue-refuses-mend = дайте ему памяти (maxmemory) и проверьте, что это главный сервер, а не реплика
checkup-queue-evicts = когда память кончается, Redis забывает что хочет ({ $policy }); файлы тогда опаздывают на секунды, но не теряются
checkup-queue-evicts-mend = задайте maxmemory-policy noeviction

checkup-storage-good = приняло { $kb } КБ, вернуло и удалило за { $ms } мс
checkup-storage-refuses = { $error }
checkup-storage-refuses-mend = создайте бакет и возьмите ключ, которому разрешена запись: для Supabase это ключ service role
checkup-storage-away = { $error }
checkup-storage-away-mend = доступно ли оно с этой машины? Проверьте SUPABASE_URL или SVODKA_S3_ENDPOINT; файлы пока ждут
checkup-storage-changes = вернуло не те байты, что получило ({ $key })
checkup-storage-changes-mend = поищите по дороге прокси, который меняет содержимое
checkup-storage-keeps = удалённый объект всё ещё на месте ({ $key })
checkup-storage-keeps-mend = разрешите ключу удалять или отключите версии и блокировки бакета

checkup-disk-good = в { $path } можно писать, свободно { $mb } МБ
checkup-disk-tight = в { $path } осталось { $mb } МБ
checkup-disk-tight-mend = освободите место: нескольким большим файлам сразу нужны два гигабайта
checkup-disk-full = в { $path } осталось { $mb } МБ, меньше { $least }
checkup-disk-full-mend = освободите место или задайте SVODKA_DATA_DIR на большем диске; файлы пока ждут
checkup-disk-not-written = в { $path } нельзя писать: { $error }
checkup-disk-not-written-mend = отдайте папку пользователю сервиса или задайте в { $setting } такую, куда можно писать

checkup-fonts-good = буквы обоих языков рисуются
checkup-fonts-missing = на графиках не будет букв: { $error }
checkup-fonts-missing-mend = установите svodka заново по её списку: шрифт идёт вместе с ней

checkup-sandbox-good = таблица заняла { $ms } мс; пределы в { $mb } МБ и по времени действуют
checkup-sandbox-broken = маленькая таблица не разобрана: { $error }
checkup-sandbox-broken-mend = поднимите SVODKA_ANALYSIS_MEMORY_MB; контейнеру дайте столько же памяти и разрешите новые процессы
checkup-memory-unlimited = файл может занять здесь больше { $mb } МБ памяти
checkup-memory-unlimited-mend = ядро не соблюдает RLIMIT_DATA: нужен Linux 4.7 или новее, либо ограничьте память контейнера
checkup-time-unlimited = файл, который не кончается, не остановлен вовремя: { $seconds } с
checkup-time-unlimited-mend = разрешите обработчику убивать свои процессы (без запрета kill в seccomp) и дайте ему процессорного времени
checkup-sandbox-shut = чужие файлы, сеть, программы и другие процессы ей недоступны, проверено: { $layers }
checkup-files-open = если файл сломает программу, которая его читает, он прочтёт всё, что доступно пользователю сервиса: настройки, чужие файлы; здесь есть: { $layers }
checkup-files-open-mend = нужен Linux 5.13 или новее с Landlock (в списке lsm= при загрузке), в контейнере — Docker 20.10.18 или новее
checkup-network-open = если файл сломает программу, которая его читает, он сможет выйти в сеть; здесь есть: { $layers }
checkup-network-open-mend = нужен Linux на x86-64 или AArch64; разрешите процессу обработки ставить фильтры seccomp
checkup-programs-open = если файл сломает программу, которая его читает, он сможет запускать программы; здесь есть: { $layers }
checkup-programs-open-mend = нужен Linux на x86-64 или AArch64; разрешите процессу обработки ставить фильтры seccomp
checkup-processes-open = если файл сломает программу, которая его читает, он сможет останавливать процессы сервиса; здесь есть: { $layers }
checkup-processes-open-mend = нужен Linux на x86-64 или AArch64; разрешите процессу обработки ставить фильтры seccomp

checkup-log-good = { $lines } строк в канал, который никто не читает: вызов занял { $p99 } мкс (p99), цикл опоздал на { $lag } мс (p99; без журнала на { $still } мс), дошло ошибок { $errors-arrived } из { $errors }
checkup-log-holds-up = { $lines } строк в канал, который никто не читает: вызов занял { $p99 } мкс (p99), цикл опоздал на { $lag } мс (p99; без журнала на { $still } мс), дошло ошибок { $errors-arrived } из { $errors }, конец занял { $end } с
checkup-log-holds-up-mend = машина слишком занята, или журнал тормозит сервис: повторите `svodka doctor --logging`, когда она свободна
checkup-log-flowing = { $lines } строк всех уровней, ошибок среди них { $errors }: вызов занял { $p50 } мкс (p99 { $p99 } мкс), цикл опоздал на { $lag } мс (p99; без журнала на { $still } мс); дошло { $arrived }, ошибок { $errors-arrived }, отброшено { $dropped }
checkup-log-flowing-mend = повторите, когда машина свободна; если останется так же, сообщите разработчикам svodka
checkup-log-stuck = { $lines } строк в канал, который никто не читает, ошибок среди них { $errors }: вызов занял { $p50 } мкс (p99 { $p99 } мкс), цикл опоздал на { $lag } мс (p99; без журнала на { $still } мс); когда канал прочли, дошло { $arrived }, ошибок { $errors-arrived }, отброшено с признанием { $dropped }
checkup-log-stuck-mend = повторите, когда машина свободна; если останется так же, сообщите разработчикам svodka
checkup-log-end = конец, пока никто не читает, занял { $seconds } с; на недописанное отводится { $deadline } с
checkup-log-end-mend = повторите, когда машина свободна; если останется так же, сообщите разработчикам svodka

checkup-subject-processes = Процессы
checkup-subject-pages = Страницы
checkup-subject-operators = Операторы

checkup-all-alive = живы: { $roles }
checkup-nobody-alive = полминуты никто не подаёт признаков жизни
checkup-nobody-alive-mend = перед первым запуском так и должно быть; иначе запустите svodka-bot и обработчик или `svodka run`
checkup-part-missing = живы: { $roles }; без бота и обработчика вместе отчётов не будет
checkup-part-missing-mend = запустите недостающее и посмотрите в журнале, почему оно остановилось
checkup-more-alive = живы: { $roles }; это больше, чем говорит SVODKA_PROCESSES ({ $processes }), и сессий может не хватить
checkup-more-alive-mend = остановите лишнее или поднимите SVODKA_PROCESSES (и вместе с ним SUPABASE_SESSION_LIMIT)
checkup-pages-there = доступны по SVODKA_WEB_URL
checkup-pages-away = недоступны по SVODKA_WEB_URL: { $error }
checkup-pages-away-mend = работает ли `svodka web`, стоит ли перед ней прокси и ведёт ли туда имя?
checkup-nobody-told = SVODKA_OPERATORS не задан: никто не узнает, если что-то сломается надолго
checkup-nobody-told-mend = задайте свой id в Telegram; его подскажет @userinfobot
