// The address of a page into the clipboard, or to whatever the device shares with.
const box = document.querySelector("[data-share]");

if (box) {
  const address = box.querySelector("[data-share-address]");
  const status = box.querySelector("[data-share-status]");
  const copyButton = box.querySelector("[data-share-copy]");
  const sendButton = box.querySelector("[data-share-send]");

  const copy = async () => {
    status.textContent = "";
    try {
      await navigator.clipboard.writeText(address.value);
    } catch {
      // Without HTTPS there is no clipboard but the selection's; what can't be copied stays selected.
      address.focus();
      if (!document.execCommand("copy")) return;
      copyButton.focus();
    }
    status.textContent = status.dataset.shareStatus;
  };

  copyButton.addEventListener("click", copy);
  address.addEventListener("focus", () => address.select());
  box.addEventListener("toggle", () => {
    status.textContent = "";
  });

  sendButton.hidden = !navigator.share;
  sendButton.addEventListener("click", () => {
    // Somebody who thinks better of it is no error.
    navigator.share({ title: box.dataset.share, url: address.value }).catch(() => {});
  });
}
