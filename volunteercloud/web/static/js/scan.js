// Reads passes with the camera: by the browser's own detector where it has one, else by jsQR, fetched only then.
// Each scan carries an id of its own, so that one sent again after a lost answer still counts once.
"use strict";

const SAME_AGAIN_AFTER = 4000;
const RETRY_AFTER = 3000;

const form = document.querySelector("form[data-scan]");
const camera = document.querySelector("[data-camera]");
const video = document.querySelector("[data-video]");
const start = document.querySelector("[data-start]");
const list = document.querySelector("[data-list]");
const noCamera = document.querySelector("[data-no-camera]");
const offline = document.querySelector("[data-offline]");
const waiting = [];
let last = { said: "", at: 0 };
let isSending = false;

async function detector() {
  if ("BarcodeDetector" in window && (await window.BarcodeDetector.getSupportedFormats()).includes("qr_code")) {
    const native = new window.BarcodeDetector({ formats: ["qr_code"] });
    return async () => (await native.detect(video))[0]?.rawValue ?? "";
  }
  await new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = camera.dataset.jsqr;
    script.onload = resolve;
    script.onerror = reject;
    document.head.append(script);
  });
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d", { willReadFrequently: true });
  return async () => {
    // A pass fills much of the frame; 480 pixels are enough to read it, and quick enough for an old phone.
    const scale = Math.min(1, 480 / Math.max(video.videoWidth, video.videoHeight));
    canvas.width = Math.round(video.videoWidth * scale);
    canvas.height = Math.round(video.videoHeight * scale);
    context.drawImage(video, 0, 0, canvas.width, canvas.height);
    const { data, width, height } = context.getImageData(0, 0, canvas.width, canvas.height);
    return window.jsQR(data, width, height, { inversionAttempts: "dontInvert" })?.data ?? "";
  };
}

function seen(said) {
  const now = Date.now();
  if (!said || (said === last.said && now - last.at < SAME_AGAIN_AFTER)) {
    if (said) last.at = now; // held still before the camera, a pass is one scan
    return;
  }
  last = { said, at: now };
  const body = new FormData(form);
  body.set("said", said);
  body.set("request_id", crypto.randomUUID());
  waiting.push(body);
  navigator.vibrate?.(60);
  send();
}

async function send() {
  if (isSending || !waiting.length) return;
  isSending = true;
  try {
    const answer = await fetch(form.dataset.scan, { method: "POST", body: waiting[0], redirect: "error" });
    if (answer.status >= 500) throw new Error(String(answer.status));
    if (![200, 409].includes(answer.status)) {
      location.reload(); // signed out, or no longer a leader: the page says so
      return;
    }
    waiting.shift();
    offline.hidden = true;
    list.insertAdjacentHTML("afterbegin", await answer.text());
    isSending = false;
    send();
  } catch {
    offline.hidden = false;
    setTimeout(() => {
      isSending = false;
      send();
    }, RETRY_AFTER);
  }
}

async function run() {
  start.hidden = true;
  try {
    video.srcObject = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" }, audio: false });
    await video.play();
    const read = await detector();
    camera.hidden = false;
    const look = async () => {
      if (!document.hidden && video.readyState >= 2) seen(await read().catch(() => ""));
      setTimeout(look, 150);
    };
    look();
  } catch {
    noCamera.hidden = false;
  }
}

if (navigator.mediaDevices?.getUserMedia) {
  start.hidden = false;
  start.addEventListener("click", run);
} else {
  noCamera.hidden = false;
}
