// What the time is in the zone that is typed.
for (const box of document.querySelectorAll("[data-zone]")) {
  const field = box.querySelector("input");
  const output = box.querySelector("[data-zone-now]");
  const show = () => {
    try {
      const style = { dateStyle: "medium", timeStyle: "short", timeZone: field.value };
      output.textContent = new Intl.DateTimeFormat(document.documentElement.lang, style).format(new Date());
    } catch {
      output.textContent = "";
    }
  };
  show();
  field.addEventListener("input", show);
  setInterval(show, 20_000);
}
