// The way back to the top shows once the reader is far from it.
const link = document.querySelector("[data-to-top]");
const mark = () => link.classList.toggle("is-far", scrollY > 600);
addEventListener("scroll", mark, { passive: true });
mark();
