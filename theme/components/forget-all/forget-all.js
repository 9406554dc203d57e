/** Takes away everything that was kept for somebody on this device. Get help now stays: it is the same for all. */
import { forgetAll } from "/assets/js/kept.js";

/** Wires one button. */
export function start(part) {
  part.querySelector("button").addEventListener("click", async () => {
    await forgetAll();
    part.querySelector("[role=status]").textContent = part.dataset.done;
  });
}
