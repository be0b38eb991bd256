// Speaks to the rehearsal room: JSON there and back, and what changes as it happens.

export class Trouble extends Error {}

async function read(response) {
  let body = null;
  try {
    body = await response.json();
  } catch {
    throw new Trouble("De oefenruimte gaf geen leesbaar antwoord.");
  }
  if (!response.ok) throw new Trouble(body?.error ?? `De oefenruimte gaf een fout (status ${response.status}).`);
  return body;
}

async function ask(request) {
  try {
    return await read(await request());
  } catch (problem) {
    if (problem instanceof Trouble) throw problem;
    throw new Trouble("De oefenruimte is niet bereikbaar. Draait de bot nog?");
  }
}

export const get = (what, params = {}) =>
  ask(() => fetch(`/rehearsal/api/${what}?${new URLSearchParams(params)}`, { cache: "no-store" }));

const post = (url, body) =>
  ask(() =>
    fetch(url, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) }),
  );

export const act = (what, body) => post(`/rehearsal/api/${what}`, body);
export const moveClock = (body) => post("/rehearsal/clock", body);

/**
 * Changes as they happen. `opened` settles when the stream stands (or failed once; it tries again by itself);
 * after a broken connection `onAgain` is called, because something may have been missed.
 */
export function listen(chair, onChange, onAgain) {
  const source = new EventSource(`/rehearsal/api/stream?${new URLSearchParams({ chair })}`);
  let before = false;
  const opened = new Promise((settle) => {
    source.addEventListener("error", settle, { once: true });
    source.addEventListener("open", () => {
      if (before) onAgain();
      before = true;
      settle();
    });
  });
  source.addEventListener("message", (event) => onChange(JSON.parse(event.data)));
  return { opened, stop: () => source.close() };
}
