/** Sends the tap without leaving the page, says thanks in its place and unfolds what to keep and to change.
 * Kept on the device: only which pages were answered this quarter, so that nobody is asked twice. Nothing before the tap, nothing at
 * all on a page that leaves no trace, and a list of an earlier quarter is taken away. */
const KEPT = "waymark-helped";
const KEY_BYTES = 16;

const quarter = (day = new Date()) => `${day.getUTCFullYear()}-q${Math.floor(day.getUTCMonth() / 3) + 1}`;

/** The pages answered in this quarter. What is older, or can't be read, goes. */
function answered() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEPT));
    if (kept?.quarter === quarter() && Array.isArray(kept.pages)) return kept.pages;
    if (localStorage.getItem(KEPT) !== null) localStorage.removeItem(KEPT);
  } catch { forget(); }
  return [];
}

function forget() {
  try { localStorage.removeItem(KEPT); } catch { /* a browser that keeps nothing */ }
}

function remember(page) {
  try { localStorage.setItem(KEPT, JSON.stringify({ quarter: quarter(), pages: [...new Set([...answered(), page])].sort() })); } catch { /* then it may be asked again */ }
}

/** Random bits for one tap: sent again after a broken connection, it counts once. */
const makeKey = () => Array.from(crypto.getRandomValues(new Uint8Array(KEY_BYTES)), (byte) => byte.toString(16).padStart(2, "0")).join("");

async function send(fields) {
  const answer = await fetch("/api/v1/helped", {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "application/json" },
    body: JSON.stringify(fields),
    referrerPolicy: "no-referrer",
  });
  if (!answer.ok) throw new Error(String(answer.status));
}

/** Wires one "Did this help?". Where sending fails, what was tapped stays, and can be sent again. */
export function start(part) {
  const tap = part.querySelector("form"), said = part.querySelector("[role=status]");
  const { page, lang } = Object.fromEntries(new FormData(tap));
  const trace = !("noTrace" in part.dataset), key = makeKey();
  let busy = false;

  const say = (words, focus = false) => { said.textContent = words; if (focus) said.focus(); };
  const once = (form, fields, then) => form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const own = fields(event);
    if (busy || !own) return;
    busy = true;
    try {
      await send({ page, lang, key, ...own });
      then(own);
    } catch {
      say(said.dataset.failed);
    }
    busy = false;
  });

  if (trace && answered().includes(page)) {
    tap.hidden = true;
    say(said.dataset.again);
    return;
  }
  once(tap, (event) => (event.submitter?.value ? { answer: event.submitter.value } : null), ({ answer }) => {
    if (trace) remember(page);
    tap.hidden = true;
    say(answer === "no" ? said.dataset.no : said.dataset.thanks, true);
    unfold();
  });

  function unfold() {
    const folded = part.querySelector("template");
    if (!folded) return;
    said.after(folded.content.cloneNode(true));
    const more = part.querySelector(".did-it-help__more");
    once(more, () => {
      const chosen = Object.fromEntries([...new FormData(more)].filter(([name]) => name === "keep" || name === "change"));
      return Object.keys(chosen).length ? chosen : null;
    }, () => {
      more.hidden = true;
      say(said.dataset.done, true);
    });
  }
}
