// Lets readers play a video of another site in its place. Before they ask for it, nothing of that site is loaded.
const play = (card, note) => {
  const frame = document.createElement("iframe");
  frame.className = "embed-frame";
  frame.src = card.dataset.embed;
  frame.title = card.querySelector(".embed-title").textContent;
  frame.allow = "autoplay; encrypted-media; fullscreen; picture-in-picture";
  card.querySelector("picture")?.remove();
  note.remove();
  card.prepend(frame);
  frame.focus();
};

// Put the button into each card in `root` that can be played; `texts` are its words.
export const offer = (root, texts) => {
  for (const card of root.querySelectorAll(".embed[data-embed]")) {
    const note = document.createElement("div");
    const button = document.createElement("button");
    note.className = "embed-play";
    button.className = "embed-button";
    button.type = "button";
    button.textContent = texts.embedPlay;
    button.addEventListener("click", () => play(card, note));
    note.append(button, texts.embedNote.replace("…", card.querySelector(".embed-site").textContent));
    card.append(note);
  }
};

const prose = document.querySelector("[data-prose]");
if (prose) offer(prose, prose.dataset);
