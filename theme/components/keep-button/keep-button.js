/** Keeps a page on the device, or takes it off again. The button says which, and says it aloud. */
import { isSaved, keepFiles, letGo, listFiles, read, withItem, without, words, write } from "/assets/js/kept.js";

/** Wires one button. */
export async function start(part) {
  const { kind, title, url, list } = part.dataset, { lang } = document.documentElement;
  const button = part.querySelector("button"), says = button.querySelector("[data-says]"), said = part.querySelector("[role=status]");
  const first = says.textContent;
  const t = await words(lang);

  function show() {
    const kept = isSaved(read(), url);
    says.textContent = kept ? t.keep_take_off : first;
    part.toggleAttribute("data-kept", kept);
  }
  function say(text, link) {
    said.textContent = text;
    if (!link) return;
    const see = document.createElement("a");
    see.href = list;
    see.textContent = t.keep_see;
    said.append(" ", see);
  }
  button.addEventListener("click", async () => {
    const kept = isSaved(read(), url);
    if (!write(kept ? without(read(), url) : withItem(read(), { kind, title, url, lang }))) return say(t.keep_failed);
    show();
    say(kept ? `${t.saved_removed} ${title}` : `${t.keep_kept}.`, !kept);
    await (kept ? letGo([url]) : keepFiles([url, ...listFiles(list, lang)])).catch(() => {});
  });
  document.addEventListener("waymark-kept", show);
  if (isSaved(read(), url)) say(`${t.keep_kept}.`, true);
  show();
  part.dataset.wired = "";
}
