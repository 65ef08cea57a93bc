// Photos: small pictures of what was chosen, each removable, and each made smaller before it is sent.
// The form's own file field holds the result. Pictures are drawn on a canvas, so no blob address is needed.

const LONGEST = 1600;
const QUALITY = 0.85;

async function shrink(file) {
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
  const canvas = draw(document.createElement("canvas"), picture, scale);
  const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
  const smaller = blob && blob.size < file.size;
  const name = file.name.replace(/\.\w+$/, "") + ".jpg";
  return { file: smaller ? new File([blob], name, { type: "image/jpeg" }) : file, picture };
}

function draw(canvas, picture, scale) {
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  return canvas;
}

function enhance(box) {
  const field = box.querySelector("input[type=file]");
  const list = box.querySelector("[data-photos-list]");
  const status = box.querySelector("[data-photos-status]");
  const template = box.querySelector("template");
  const words = box.dataset;
  const most = Number(words.max) || 6;
  let chosen = [];

  function show(text) {
    const transfer = new DataTransfer();
    chosen.forEach((one) => transfer.items.add(one.file));
    field.files = transfer.files;
    list.querySelectorAll("[data-photo]").forEach((old) => old.remove());
    chosen.forEach((one, index) => list.append(thumbnail(one, index)));
    status.textContent = text.replace("{n}", chosen.length);
  }

  function thumbnail(one, index) {
    const item = template.content.firstElementChild.cloneNode(true);
    const canvas = item.querySelector("canvas");
    const name = words.label.replace("{n}", index + 1);
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", name);
    if (one.picture) draw(canvas, one.picture, 320 / Math.max(one.picture.width, one.picture.height));
    const button = item.querySelector("button");
    button.setAttribute("aria-label", `${button.textContent.trim()} ${name}`);
    button.addEventListener("click", () => {
      chosen = chosen.filter((other) => other !== one);
      show(words.dropped);
      field.focus();
    });
    return item;
  }

  field.addEventListener("change", async () => {
    const files = Array.from(field.files);
    status.textContent = words.working;
    // What the browser cannot read (HEIC on some) is sent as it is; the server says what it can take.
    const made = await Promise.all(files.map((file) => shrink(file).catch(() => ({ file }))));
    const tooMany = chosen.length + made.length > most;
    chosen = chosen.concat(made).slice(0, most);
    show(tooMany ? words.full : words.ready);
  });
}

if (window.createImageBitmap && window.DataTransfer) {
  document.querySelectorAll("[data-photos]").forEach(enhance);
}
