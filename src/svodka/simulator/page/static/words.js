// The page's own words, in Russian and English; the bot's words come from the bot.

const RU = {
  chats: "Чаты", newPerson: "Новый человек", name: "Имя", language: "Язык приложения", noLanguage: "не указан",
  create: "Создать", cancel: "Отмена", ok: "Понятно", back: "К списку чатов", more: "Ещё", messages: "Сообщения",
  toEnd: "К последнему сообщению", samples: "Примеры файлов", samplesTitle: "Нет файла под рукой? Возьмите пример:",
  commands: "Команды бота", start: "Начать", menu: "Меню", writeMessage: "Сообщение", attach: "Прикрепить файл",
  file: "Файл", photo: "Фото", sticker: "Стикер", send: "Отправить", unblock: "Разблокировать бота",
  block: "Заблокировать бота", dropHere: "Отпустите файлы, чтобы отправить их", pickChat: "Выберите чат",
  close: "Закрыть", picture: "Картинка", simulatorNote: "Это имитация Telegram: всё остаётся на этой машине.",
  bot: "бот", you: "Вы", as: "вы —", edited: "изменено", reply: "Ответить", copy: "Скопировать текст", remove: "Удалить",
  download: "Скачать", open: "Открыть", noName: "без имени", emptyChat: "Здесь пока пусто", whatCanItDo: "Что умеет этот бот?",
  stopReply: "Не отвечать", failed: "Не получилось", offline: "Нет связи с симулятором…", blocked: "бот заблокирован",
  showSpoiler: "Показать скрытый текст", showMore: "Показать цитату целиком", document: "Документ", unread: "непрочитанных",
  today: "Сегодня", yesterday: "Вчера", messageMenu: "Действия с сообщением", firstName: "Анна",
  action_typing: "печатает", action_upload_document: "отправляет документ", action_upload_photo: "отправляет фото",
  action_other: "что-то делает",
  units: ["Б", "КБ", "МБ", "ГБ"],
};

const EN = {
  chats: "Chats", newPerson: "New person", name: "Name", language: "Language of the app", noLanguage: "not told",
  create: "Create", cancel: "Cancel", ok: "OK", back: "Back to the chats", more: "More", messages: "Messages",
  toEnd: "To the last message", samples: "Sample files", samplesTitle: "No file at hand? Take a sample:",
  commands: "Commands of the bot", start: "Start", menu: "Menu", writeMessage: "Message", attach: "Attach a file",
  file: "File", photo: "Photo", sticker: "Sticker", send: "Send", unblock: "Unblock the bot",
  block: "Block the bot", dropHere: "Drop files here to send them", pickChat: "Choose a chat",
  close: "Close", picture: "Picture", simulatorNote: "This is a simulated Telegram: nothing leaves this machine.",
  bot: "bot", you: "You", as: "you are", edited: "edited", reply: "Reply", copy: "Copy the text", remove: "Delete",
  download: "Download", open: "Open", noName: "no name", emptyChat: "Nothing here yet", whatCanItDo: "What can this bot do?",
  stopReply: "Don't reply", failed: "That didn't work", offline: "The simulator cannot be reached…", blocked: "bot is blocked",
  showSpoiler: "Show the hidden text", showMore: "Show the whole quote", document: "Document", unread: "unread",
  today: "Today", yesterday: "Yesterday", messageMenu: "What to do with the message", firstName: "Anna",
  action_typing: "is typing", action_upload_document: "is sending a document", action_upload_photo: "is sending a photo",
  action_other: "is busy",
  units: ["B", "KB", "MB", "GB"],
};

export const language = /^(ru|be|kk|ky|tg|uz)\b/i.test(navigator.language) ? "ru" : "en";
const WORDS = language === "ru" ? RU : EN;

export const word = (key) => WORDS[key] ?? key;

export function actionWords(action) {
  return WORDS[`action_${action}`] ?? WORDS.action_other;
}

export function sizeWords(bytes) {
  let value = bytes, unit = 0;
  while (value >= 1024 && unit < WORDS.units.length - 1) { value /= 1024; unit += 1; }
  const digits = unit === 0 || value >= 100 ? 0 : 1;
  return `${value.toLocaleString(language, { maximumFractionDigits: digits })} ${WORDS.units[unit]}`;
}

const TIME = new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit" });
const DAY = new Intl.DateTimeFormat(language, { day: "numeric", month: "long" });

export const timeWords = (seconds) => TIME.format(new Date(seconds * 1000));

export function dayWords(seconds) {
  const day = new Date(seconds * 1000).toDateString();
  if (day === new Date().toDateString()) return WORDS.today;
  if (day === new Date(Date.now() - 86_400_000).toDateString()) return WORDS.yesterday;
  return DAY.format(new Date(seconds * 1000));
}

// Fill in the words that the page's markup asks for by name.
export function fillWords(root) {
  document.documentElement.lang = language;
  for (const node of root.querySelectorAll("[data-word]")) node.textContent = word(node.dataset.word);
  for (const node of root.querySelectorAll("[data-placeholder]")) node.placeholder = word(node.dataset.placeholder);
  for (const node of root.querySelectorAll("[data-label]")) {
    node.setAttribute("aria-label", word(node.dataset.label));
    if (node.matches("button, a")) node.title = word(node.dataset.label);
  }
}
