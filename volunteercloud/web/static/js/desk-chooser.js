// The shifts whose rosters lie on this device, for choosing one without a signal.
"use strict";

(async () => {
  const { one, root } = deskPage;
  const chinese = document.documentElement.lang.startsWith("zh");
  const taken = (await deskStore.takings()).filter((taking) => taking.snapshot);
  const rows = taken.map(({ base, kiosk, snapshot: { shift } }) => {
    const row = one("taking-row").content.firstElementChild.cloneNode(true);
    row.querySelector("a").href = `${base}${kiosk ? "kiosk" : "scan"}/`;
    row.querySelector("b").textContent = (!chinese && shift.title_en) || shift.title;
    row.querySelector(".sub").textContent = shift.when;
    return row;
  });
  one("takings").replaceChildren(...rows);
  one("taken").hidden = !rows.length;
  one("nothing-taken").hidden = rows.length > 0 || !root.hasAttribute("data-frame");
})();
