// Offers to send along where the phone is. Asks only when pressed; check-in works without it.
"use strict";

for (const form of document.querySelectorAll("form[data-locate]")) {
  const offer = form.querySelector("[data-locate-offer]");
  const done = form.querySelector("[data-locate-done]");
  const failed = form.querySelector("[data-locate-failed]");
  offer.hidden = !("geolocation" in navigator);
  offer.querySelector("button").addEventListener("click", () => {
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        form.elements.latitude.value = coords.latitude;
        form.elements.longitude.value = coords.longitude;
        done.hidden = false;
        offer.hidden = failed.hidden = true;
      },
      () => {
        failed.hidden = false;
      },
      { enableHighAccuracy: true, timeout: 10000 },
    );
  });
}
