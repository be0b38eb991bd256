// The rehearsal room: one chair, its chats, and the talk in one of them, kept up to date as it happens.

import { canDraw, prepareRenderer } from "./cards.js";
import { setClock, startClock } from "./clock.js";
import { by, make, tell } from "./dom.js";
import { fillChairs, fillChats, nameOf, openSide, peopleLine, roleOf } from "./side.js";
import { Talk } from "./talk.js";
import { close as closeTask, follow } from "./task.js";
import { followTheme } from "./theme.js";
import { Trouble, act, get, listen } from "./wire.js";

const memory = {
  get: (name) => JSON.parse(localStorage.getItem(`rehearsal.${name}`) ?? "null"),
  set: (name, value) => localStorage.setItem(`rehearsal.${name}`, JSON.stringify(value)),
};
const talk = new Talk({ onPress: press });
const drafts = new Map(); // chat id -> words not sent yet
let state = null;
let chatId = null;
let stream = null;
let loading = 0; // counts loads, so that an overtaken one is dropped
let meanwhile = []; // what happened while messages were being fetched
let pressing = false;

const chatNow = () => state.chats.find((chat) => chat.id === chatId);
const here = () => ({ chair: state.chair.id, chat: chatId });

// --- reading

const readUpTo = (chat) => memory.get(`read.${state.chair.id}`)?.[chat.id] ?? 0;
const unreadOf = (chat) => chat.seqs.filter((seq) => seq > readUpTo(chat)).length;

function markRead() {
  const chat = chatNow();
  if (!chat || document.hidden) return;
  const read = memory.get(`read.${state.chair.id}`) ?? {};
  memory.set(`read.${state.chair.id}`, { ...read, [chat.id]: Math.max(readUpTo(chat), ...chat.seqs) });
}

// --- drawing

function drawSide() {
  markRead();
  fillChats(state.chats, chatId, unreadOf, (chosen) => {
    openSide(false);
    choose(chosen).then(() => by("say").focus());
  });
}

function drawBar() {
  const chat = chatNow();
  const group = chat.kind === "groupChat";
  by("title").textContent = nameOf(chat);
  by("who").textContent = `${peopleLine(chat)}${chat.installed ? " en de bot" : ""}`;
  by("members").replaceChildren(
    ...chat.members.map((person) => make("li", {}, person.name, make("span", { class: "quiet" }, ` ${roleOf(person)}`))),
  );
  by("bot-switch").textContent = chat.installed ? "Bot verwijderen" : "Bot toevoegen";
  by("bot-switch").classList.toggle("primary", !chat.installed);
  const place = by(chat.installed ? "bot-in" : "bot-out"); // adding is offered in sight, removing is put away
  if (by("bot-switch").parentElement !== place) place.append(by("bot-switch"));
  by("mention-line").hidden = !group;
  by("others").hidden = !group;
  by("bot-name").textContent = state.bot.name;
  drawHint();
  drawEmpty();
}

function drawHint() {
  const chat = chatNow();
  const heard = chat.kind === "personal" || by("mention").checked;
  by("say").placeholder = heard ? "start, verder, stand, hulp" : "Zeg iets tegen de groep";
  if (!chat.installed && chat.kind === "groupChat") by("heard").textContent = "De bot zit niet in deze chat.";
  else by("heard").textContent = heard ? "De bot hoort dit." : "Alleen de mensen lezen dit. De bot hoort het niet.";
}

function drawEmpty() {
  by("empty").hidden = talk.shown.size > 0;
  by("empty").textContent = chatNow().installed ? "Hier is nog niets gezegd." : "De bot zit niet in deze chat. Voeg de bot toe om te beginnen.";
}

function trouble(text) {
  by("trouble").hidden = !text;
  by("trouble").textContent = text ?? "";
}

// --- loading

async function sit(chair) {
  const mine = ++loading;
  let fresh = await get("state", chair ? { chair } : {});
  if (mine !== loading) return;
  if (state?.chair.id !== fresh.chair.id) {
    closeTask();
    stream?.stop();
    stream = listen(fresh.chair.id, change, () => sit(fresh.chair.id).catch(complain));
    await stream.opened; // only then nothing can be missed
    fresh = await get("state", { chair: fresh.chair.id });
    if (mine !== loading) return;
  }
  state = fresh;
  memory.set("chair", state.chair.id);
  setClock(state.now);
  trouble(state.trouble);
  fillChairs(state.groups, state.chair.id);
  const remembered = [chatId, memory.get(`chat.${state.chair.id}`)];
  const wanted = remembered.find((id) => state.chats.some((chat) => chat.id === id)) ?? state.chats[0]?.id;
  await choose(wanted);
}

async function choose(chosen) {
  const mine = ++loading;
  if (chatId) drafts.set(chatId, by("say").value);
  meanwhile = [];
  const { messages } = await get("messages", { chair: state.chair.id, chat: chosen });
  if (mine !== loading) return;
  if (chatId !== chosen) by("say").value = drafts.get(chosen) ?? "";
  chatId = chosen;
  memory.set(`chat.${state.chair.id}`, chosen);
  talk.fill(messages, state.chair.id);
  for (const event of meanwhile.filter((one) => one.chat === chosen)) apply(event);
  drawBar();
  drawSide();
}

function change(event) {
  if (event.now) setClock(event.now);
  const chat = state?.chats.find((one) => one.id === event.chat);
  if (!chat) return;
  meanwhile.push(event);
  if (event.what === "chat") chat.installed = event.installed;
  if (event.what === "posted" && event.message.author.id !== state.chair.id) chat.seqs.push(event.message.seq);
  if (event.what === "deleted") chat.seqs = chat.seqs.filter((seq) => seq !== event.message.seq);
  if (chat.id === chatId) {
    apply(event);
    if (event.what === "chat") drawBar();
    drawEmpty();
  }
  drawSide();
}

function apply(event) {
  if (event.what === "posted") talk.add(event.message);
  if (event.what === "updated") talk.update(event.message);
  if (event.what === "deleted") talk.remove(event.message);
}

// --- doing

function complain(problem) {
  if (!(problem instanceof Trouble)) throw problem;
  tell(problem.message, { trouble: true });
}

async function press(message, data) {
  if (pressing) return;
  pressing = true;
  const where = here();
  const back = talk.wayBack(message);
  try {
    const answer = await act("press", { ...where, message, data });
    if (where.chair === state.chair.id) follow(answer, where, back);
  } catch (problem) {
    complain(problem);
  } finally {
    pressing = false;
  }
}

async function busy(button, work) {
  button.disabled = true;
  try {
    await work();
  } catch (problem) {
    complain(problem);
  } finally {
    button.disabled = false;
  }
}

function othersLine({ counts, messages }) {
  const done = counts.answered ?? 0;
  if (done) return done === 1 ? "Eén van de anderen heeft geantwoord." : `${done} mensen hebben geantwoord.`;
  if (counts.already) return "De anderen hadden al geantwoord.";
  return messages[0] ?? "Hier is nu niets te beantwoorden.";
}

by("composer").addEventListener("submit", async (event) => {
  event.preventDefault();
  const words = by("say").value.trim();
  const mention = by("mention").checked;
  if (!words && !mention) return;
  const where = here();
  by("say").value = "";
  try {
    await act("type", { ...where, text: words, mention });
  } catch (problem) {
    complain(problem);
  }
});
by("mention").addEventListener("change", drawHint);
by("others").addEventListener("click", () =>
  busy(by("others"), async () => tell(othersLine(await act("others", here())))),
);
by("bot-switch").addEventListener("click", () =>
  busy(by("bot-switch"), () => act("bot", { ...here(), present: !chatNow().installed })),
);
by("chair").addEventListener("change", () => sit(by("chair").value).catch(complain));
document.addEventListener("visibilitychange", () => state && drawSide());
followTheme(by("theme"), () => talk.redraw());

// --- beginning

if (canDraw()) prepareRenderer();
openSide(false);
startClock();
sit(memory.get("chair"))
  .catch(() => sit(null))
  .catch((problem) => trouble(problem.message))
  .finally(() => {
    if (!canDraw()) trouble("De kaarten kunnen nog niet getoond worden. Voer eerst uit: npm ci");
  });
