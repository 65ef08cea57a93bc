// 点一下，说话: records a voice into the form's own file field. Where a browser cannot record, the
// plain field stays. Markup, words and the field are the page's; see [data-record] in the templates.

const KINDS = { "audio/webm": "webm", "audio/mp4": "m4a", "audio/ogg": "ogg" };

function enhance(box) {
  const plain = box.querySelector("[data-record-plain]");
  const field = plain.querySelector("input[type=file]");
  box.append(box.querySelector("template").content.cloneNode(true));
  plain.hidden = true;

  const part = (name) => box.querySelector(`[data-record-${name}]`);
  const [button, label, status, player, drop] = ["button", "label", "status", "player", "drop"].map(part);
  const words = box.dataset;
  const limit = Number(words.max) || 60;
  let recorder = null;

  const show = (text, said = text) => {
    label.textContent = text;
    status.textContent = said;
  };
  const keep = (files) => {
    const transfer = new DataTransfer();
    files.forEach((file) => transfer.items.add(file));
    field.files = transfer.files;
    field.dispatchEvent(new Event("change", { bubbles: true }));
    if (player.src) URL.revokeObjectURL(player.src);
    player.hidden = drop.hidden = !files.length;
    if (files.length) player.src = URL.createObjectURL(files[0]);
    else player.removeAttribute("src");
  };

  async function start() {
    let stream;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    } catch (refused) {
      plain.hidden = false;
      return show(words.idle, words.denied);
    }
    const mime = Object.keys(KINDS).find((kind) => MediaRecorder.isTypeSupported(kind));
    const sound = [];
    let left = limit;
    recorder = new MediaRecorder(stream, mime ? { mimeType: mime, audioBitsPerSecond: 32000 } : {});
    const tick = setInterval(() => {
      left -= 1;
      label.textContent = words.live.replace("{s}", left);
      if (left === 10) status.textContent = words.soon;
      if (left <= 0) recorder.stop();
    }, 1000);
    recorder.ondataavailable = (event) => event.data.size && sound.push(event.data);
    recorder.onstop = () => {
      clearInterval(tick);
      stream.getTracks().forEach((track) => track.stop());
      const kind = (recorder.mimeType || mime || "audio/webm").split(";")[0];
      recorder = null;
      button.setAttribute("aria-pressed", "false");
      keep([new File(sound, `voice.${KINDS[kind] || "webm"}`, { type: kind })]);
      show(words.again, words.done);
    };
    recorder.start();
    button.setAttribute("aria-pressed", "true");
    show(words.live.replace("{s}", limit), words.started);
  }

  button.addEventListener("click", () => (recorder ? recorder.stop() : start()));
  drop.addEventListener("click", () => {
    keep([]);
    show(words.idle, words.dropped);
    button.focus();
  });
}

if (window.MediaRecorder && window.isSecureContext && navigator.mediaDevices && window.DataTransfer) {
  document.querySelectorAll("[data-record]").forEach(enhance);
}
