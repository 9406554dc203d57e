/** The only script of a poll in another site's frame. Nothing is installed there and nothing is stored before somebody sends. */
import { start } from "../components/poll-form/poll-form.js";

document.querySelectorAll(".poll-form[data-poll]").forEach(start);
