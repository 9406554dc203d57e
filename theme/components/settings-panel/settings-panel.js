/** Changes how pages look, at once; keeps it when somebody presses the button that says so. */
import { read, write } from "/assets/js/kept.js";

const NAMES = ["size", "spacing", "font", "scheme", "calm"];

/** Wires the panel. */
export function start(form) {
  const looks = document.documentElement.dataset, said = form.querySelector("[role=status]");
  const show = () => form.querySelectorAll("input").forEach((input) => { input.checked = input.value === (looks[input.name] ?? ""); });
  const wear = (chosen) => NAMES.forEach((name) => {
    if (chosen[name]) looks[name] = chosen[name];
    else delete looks[name];
  });
  const chosen = () => Object.fromEntries([...new FormData(form)].filter(([name, value]) => NAMES.includes(name) && value));

  form.addEventListener("change", () => { wear(chosen()); said.textContent = ""; });
  form.addEventListener("submit", (event) => event.preventDefault());
  form.querySelector("[data-press=keep]").addEventListener("click", () => {
    said.textContent = write({ ...read(), settings: chosen() }) ? form.dataset.kept : form.dataset.failed;
  });
  form.querySelector("[data-press=reset]").addEventListener("click", () => {
    wear({});
    show();
    write({ ...read(), settings: {} });
    said.textContent = form.dataset.usual;
  });
  document.addEventListener("waymark-forgotten", () => { wear({}); show(); said.textContent = ""; });
  show();
}
