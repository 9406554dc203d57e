/** Answers a poll without leaving the page. Before Send nothing is stored and nothing is asked. After it the device keeps one record:
 * that this poll was answered, never what. Only an answer that could not be sent is kept whole, until it is sent or thrown away.
 * Without this script the form posts to the server's own page of the poll. */

import { answersOf, isOver, makeKey, meaning, pauseAfter, readCode, readMap, solve, STORE, withoutOld } from "../../js/ballot.js";

const STAMPS = 3; // how often a stamp that the server won't take is asked for anew
const wait = (seconds) => new Promise((done) => { setTimeout(done, 1000 * seconds); });

// What the device remembers. Where storage is refused, the poll works and nothing is remembered.

function load() {
  try { return readMap(localStorage.getItem(STORE)); } catch { return {}; }
}

function change(edit) {
  const map = load();
  edit(map);
  try {
    if (Object.keys(map).length) localStorage.setItem(STORE, JSON.stringify(map));
    else localStorage.removeItem(STORE);
  } catch { /* private window, blocked frame, full disk */ }
}

const remember = (id, entry) => change((map) => { map[id] = entry; });
const forget = (id) => change((map) => { delete map[id]; });

// The way to the server: {is: sent | keep | over | refused, said: what it answered}

async function ask(url, body) {
  try {
    const headers = { Accept: "application/json", ...(body && { "Content-Type": "application/json" }) };
    const answer = await fetch(url, { method: body ? "POST" : "GET", headers, body: body && JSON.stringify(body), cache: "no-store" });
    const said = await answer.json().catch(() => ({}));
    return { is: meaning(answer.status, said.error?.code), said };
  } catch {
    return { is: "keep", said: {} };
  }
}

async function prove(challenge) {
  return solve(challenge, { digest: (bytes) => crypto.subtle.digest("SHA-256", bytes), breathe: () => wait(0) });
}

/** Fetches a stamp, does the work that it asks for, sends. `entry`: {key, waiting: {answers, code?, comment?, lang}}. */
async function send(api, { key, waiting }) {
  for (let left = STAMPS; left > 0; left -= 1) {
    const { is, said } = await ask(`${api}/stamp?lang=${waiting.lang}`);
    if (is !== "sent") return { is: is === "stamp" ? "keep" : is, said };
    if (said.wait) await wait(said.wait);
    const altcha = said.proof ? await prove(said.proof).catch(() => "") : "";
    const result = await ask(`${api}/answers`, { ...waiting, key, stamp: said.stamp, ...(altcha && { altcha }) });
    if (result.is !== "stamp") return result;
  }
  return { is: "keep", said: {} };
}

// The page

/** Wires one form. Before it is a place for help; the section after it is what takes its place. */
export function start(form) {
  const { poll: id, api, closes, lang } = form.dataset, done = form.nextElementSibling, helpers = form.previousElementSibling;
  const part = (name) => done.querySelector(`[data-poll-${name}]`) ?? form.querySelector(`[data-poll-${name}]`);
  const words = (name) => form.dataset[`words${name}`];
  const problem = part("problem"), status = part("status");
  let key = form.elements.key?.value || "", tries = 0, timer = 0, busy = false, latest = 0;

  /** Shows the section in one of its states: thanks and answered can be forgotten, waiting can be tried again or dropped. */
  function show(state, title, lines, { focus = false } = {}) {
    part("title").textContent = title;
    part("words").replaceChildren(...lines.filter(Boolean).map((line) => Object.assign(document.createElement("p"), { textContent: line })));
    for (const each of done.querySelectorAll("[data-poll-with]")) each.hidden = each.dataset.pollWith !== state;
    form.hidden = true;
    done.hidden = false;
    if (focus && !helpers.childElementCount) part("title").focus(); // nobody is called away from help
  }

  function showForm(said, { focus = true } = {}) {
    done.hidden = true;
    form.hidden = false;
    problem.textContent = "";
    part("said").textContent = said;
    if (focus) (form.querySelector("input:not([type=hidden]), select, textarea") ?? form).focus();
  }

  const showAnswered = () => show("answered", words("Answered"), [words("Remembered")]);
  const showWaiting = (options) => show("waiting", words("NotSent"), [words("Keeping"), words("Private")], options);

  /** Tells what became of an answer; only the last one that was sent may speak. */
  function tell({ is, said }, entry, { mine }) {
    const focus = mine || done.contains(document.activeElement);
    if (is === "keep") {
      remember(id, entry);
      tries += 1;
      clearTimeout(timer);
      timer = setTimeout(() => retry(), 1000 * pauseAfter(tries));
      if (mine) showWaiting({ focus });
      return;
    }
    clearTimeout(timer);
    tries = 0;
    if (is === "sent") {
      remember(id, { key: entry.key, closes });
      form.reset();
      const lost = said.comment_kept === false && words("CommentLost");
      const thanks = [said.counted === false ? said.message : words("Counted"), lost, words("Next"), words("Remembered")];
      show("answered", words("Thanks"), thanks, { focus });
      return;
    }
    forget(id);
    if (is === "over") show("over", words("Closed"), [], { focus });
    else refuse(said.error, focus);
  }

  /** Back to the form with a sentence, and to the field that it is about. */
  function refuse(error, focus) {
    showForm("", { focus: false });
    problem.textContent = error?.message ?? "";
    const code = form.elements.code, about = error?.field;
    code?.setAttribute("aria-invalid", String(about === "code"));
    const field = about === "code" ? code : about === "comment" ? form.elements.comment : form.querySelector(`[data-question="${CSS.escape(about ?? "")}"] :is(input, select)`);
    if (about === "code") code.setAttribute("aria-errormessage", problem.id);
    if (focus && !helpers.childElementCount) (field ?? form.querySelector("button")).focus();
  }

  const help = async (step, about) => {
    if (about) await import("./poll-help.js").then((part) => part[step](helpers, about, lang)).catch(() => {});
  };

  async function deliver(entry, mine) {
    const number = (latest += 1), { comment } = entry.waiting;
    // People who can help come first, whatever becomes of the answer: looked for here, and again by the server.
    await help("look", comment);
    const chosen = Object.keys(entry.waiting.answers).length;
    const result = chosen ? await send(api, entry) : { is: "refused", said: { error: { message: words("Choose") } } };
    if (number !== latest) return;
    await help("show", comment && result.said.crisis && result.said);
    tell(result, entry, { mine });
  }

  async function retry({ mine = false } = {}) {
    const entry = load()[id];
    if (busy || !entry?.waiting) return;
    busy = true;
    await deliver(entry, mine);
    busy = false;
  }

  async function submit() {
    const pairs = [...new FormData(form)];
    const kinds = Object.fromEntries([...form.querySelectorAll("[data-kind]")].map(({ dataset }) => [dataset.question, dataset.kind]));
    const text = (name) => form.elements[name]?.value.trim() || undefined;
    const waiting = { answers: answersOf(pairs, kinds), code: text("code"), comment: text("comment"), lang };
    key ||= makeKey();
    problem.textContent = part("said").textContent = "";
    status.textContent = words("Sending");
    form.setAttribute("aria-busy", "true");
    await deliver({ key, closes, waiting }, true);
    form.removeAttribute("aria-busy");
    status.textContent = "";
  }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (busy) return;
    busy = true;
    await submit().catch(postPlainly);
    busy = false;
  });

  /** Our own mistake must not cost anybody's answer: the browser sends the form, with the same key, so that it counts once. */
  function postPlainly() {
    const field = form.elements.key ?? Object.assign(document.createElement("input"), { type: "hidden", name: "key" });
    field.value = key;
    form.append(field);
    form.submit();
  }
  const ways = {
    retry: () => retry({ mine: true }),
    drop() { latest += 1; clearTimeout(timer); startAgain(words("Dropped")); },
    forget: () => startAgain(words("Forgotten")),
  };
  done.addEventListener("click", ({ target }) => ways[target.closest("[data-poll-do]")?.dataset.pollDo]?.());
  addEventListener("online", () => retry());

  function startAgain(said) {
    key = "";
    forget(id);
    form.reset();
    helpers.replaceChildren();
    showForm(said);
  }

  // A card's code comes behind the # of its address, where no server sees it. It leaves the address bar at once.
  function takeCode() {
    const code = form.elements.code && readCode(location.hash);
    if (!code) return;
    form.elements.code.value = code;
    history.replaceState(history.state, "", location.pathname + location.search);
  }
  takeCode();
  addEventListener("hashchange", takeCode);

  form.dataset.wired = ""; // from here on Send is ours
  tidy();
  const entry = load()[id];
  if (isOver(closes)) show("over", words("Closed"), []);
  else if (entry?.waiting) { showWaiting(); retry(); }
  else if (entry && entry.key !== key) showAnswered();
}

/** Takes away records that are too old. Writes only where there is something to take away. */
function tidy() {
  const map = load(), kept = withoutOld(map);
  if (Object.keys(kept).length === Object.keys(map).length) return;
  change((all) => { for (const id of Object.keys(all)) if (!(id in kept)) delete all[id]; });
}
