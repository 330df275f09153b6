// Says in words why a picture was not taken; the editor itself only writes "Invalid response" into the text.
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  for (const box of document.querySelectorAll(".markdownx")) {
    const editor = box.querySelector("textarea");
    const message = document.createElement("p");
    message.className = "markdownx-message";
    message.setAttribute("role", "alert");
    box.prepend(message);

    const clear = () => {
      message.textContent = "";
    };

    const explain = (event) => {
      const answer = event.detail?.[0];
      let words = "";
      try {
        words = (typeof answer === "string" ? JSON.parse(answer) : answer).image.join(" ");
      } catch {
        words = document.documentElement.lang.startsWith("zh") ? "图片没有上传成功。" : "The picture was not uploaded.";
      }
      queueMicrotask(() => {
        editor.value = editor.value.replace("Invalid response", "");
        message.textContent = words;
      });
    };

    box.addEventListener("fileUploadError", explain);
    box.addEventListener("markdownx.fileUploadError", explain);
    box.addEventListener("markdownx.fileUploadEnd", clear);
  }
});
