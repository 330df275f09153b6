// What readers do with the comments of an article, each thing in a file of its own. It comes when they come near, and what
// helps while writing when somebody begins to write: most readers of an article need neither.
import "./comments/replies.js";

const FORM = "[data-comment-form]";
const AHEAD = "100% 0px";
let helpers;
let isReady = false;

const load = async () => {
  const { solution } = await import("./comments/proof.js");
  solution(document.querySelector(FORM));
  await Promise.all([
    import("./comments/sending.js"),
    import("./comments/counter.js"),
    import("./comments/preview.js"),
  ]);
  isReady = true;
};

const nearby = new IntersectionObserver((parts) => {
  if (!parts.some((part) => part.isIntersecting)) return;
  nearby.disconnect();
  import("./comments/drafts.js");
  import("./comments/remembering.js");
  import("./comments/voices.js");
}, { rootMargin: AHEAD });
for (const part of document.querySelectorAll("#comments, #comment-form")) nearby.observe(part);

document.addEventListener("focusin", ({ target }) => {
  if (target.closest(FORM)) helpers ??= load().catch(() => {});
});

document.addEventListener("submit", async (event) => {
  const form = event.target.closest(FORM);
  if (!form || isReady) return;
  event.preventDefault();
  await (helpers ??= load().catch(() => {}));
  if (isReady) form.requestSubmit();
  else form.submit();
});

// The browser takes the focus away when it goes to the address's fragment, which is done once the page is loaded.
addEventListener("load", () => requestAnimationFrame(() => document.querySelector("[data-focus]")?.focus()));
