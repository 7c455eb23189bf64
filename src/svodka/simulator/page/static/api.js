// Talks to the person-side API: requests, uploads with progress, and the stream of what happens.

async function ask(method, path, fields) {
  const options = { method, headers: {} };
  if (fields !== undefined) {
    options.body = JSON.stringify(fields);
    options.headers["Content-Type"] = "application/json";
  }
  const response = await fetch(`/api/${path}`, options);
  const body = response.status === 204 ? null : await response.json();
  if (!response.ok) throw new Error(body?.error ?? response.statusText);
  return body;
}

export const api = {
  state: () => ask("GET", "state"),
  person: (id) => ask("GET", `people/${id}`),
  addPerson: (name, language_code) => ask("POST", "people", { name, language_code }),
  sendText: (id, text, reply_to) => ask("POST", `people/${id}/texts`, { text, reply_to }),
  sendSample: (id, index) => ask("POST", `people/${id}/samples/${index}`),
  press: (id, message, button) => ask("POST", `people/${id}/messages/${message}/press`, { button }),
  remove: (id, message) => ask("DELETE", `people/${id}/messages/${message}`),
  setBlocked: (id, blocked) => ask("PUT", `people/${id}/blocked`, { blocked }),
};

export function sendFile(id, file, { kind = "document", album, replyTo, onProgress }) {
  const query = new URLSearchParams({ kind });
  if (file.name && kind === "document") query.set("name", file.name);
  if (album) query.set("album", album);
  if (replyTo) query.set("reply_to", replyTo);
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", `/api/people/${id}/files?${query}`);
    request.setRequestHeader("Content-Type", file.type || "application/octet-stream");
    request.upload.addEventListener("progress", (event) => onProgress?.(event.loaded / (event.total || 1)));
    request.addEventListener("error", () => reject(new Error("network")));
    request.addEventListener("load", () => {
      if (request.status < 300) return resolve();
      let reason = request.statusText;
      try { reason = JSON.parse(request.responseText).error ?? reason; } catch { /* no JSON: keep the status */ }
      return reject(new Error(reason));
    });
    request.send(file);
  });
}

export function listen({ onOpen, onEvent, onLost }) {
  const stream = new EventSource("/api/events");
  stream.addEventListener("open", onOpen);
  stream.addEventListener("error", onLost);
  stream.addEventListener("message", (event) => onEvent(JSON.parse(event.data)));
}
